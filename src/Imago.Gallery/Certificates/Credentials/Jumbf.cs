using System.Buffers.Binary;
using System.Text;

namespace Imago.Gallery.Certificates.Credentials;

/// <summary>Boxes of JUMBF (ISO/IEC 19566-5), as C2PA uses them: a superbox has a description (its kind and its label) and then its contents.</summary>
internal static class Jumbf
{
    private const byte RequestableWithLabel = 3;

    // The rest of every kind's UUID: the first four bytes are the letters.
    private static readonly byte[] s_kind = [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];

    /// <summary>A plain box.</summary>
    public static byte[] Box(string type, params ReadOnlySpan<byte[]> contents)
    {
        var length = 8;
        foreach (var part in contents)
            length += part.Length;
        var box = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(box, length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        var at = 8;
        foreach (var part in contents)
        {
            part.CopyTo(box, at);
            at += part.Length;
        }
        return box;
    }

    /// <summary>A superbox.</summary>
    /// <param name="kind">Four letters, such as <c>c2cl</c>.</param>
    /// <param name="label">Its name in addresses.</param>
    /// <param name="contents">Boxes.</param>
    public static byte[] Superbox(string kind, string label, params ReadOnlySpan<byte[]> contents)
    {
        var description = Box("jumd", [.. Encoding.ASCII.GetBytes(kind), .. s_kind, RequestableWithLabel, .. Encoding.UTF8.GetBytes(label), 0]);
        return Box("jumb", [description, .. contents]);
    }

    /// <summary>What a superbox is known by: a hash over all of it but its length and type.</summary>
    public static byte[] Hash(byte[] superbox) => System.Security.Cryptography.SHA256.HashData(superbox.AsSpan(8));
}
