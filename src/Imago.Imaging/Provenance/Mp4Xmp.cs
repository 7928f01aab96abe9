using System.Buffers.Binary;

namespace Imago.Imaging.Provenance;

/// <summary>XMP in MP4 (ISO 16684-3): a <c>uuid</c> box of that kind at the end of the file, where it moves nothing.</summary>
internal static class Mp4Xmp
{
    private static ReadOnlySpan<byte> Kind => [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];

    public static byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> packet)
    {
        if (file.Length < 12 || !file[4..8].SequenceEqual("ftyp"u8))
            throw new InvalidDataException("it does not begin as an MP4");
        // A last box that is open-ended or cut would swallow what comes behind it.
        for (var rest = file; rest.Length > 0;)
        {
            var length = rest.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length < 8 || length > rest.Length)
                throw new InvalidDataException($"a box of {length} bytes stands where {rest.Length} are left");
            rest = rest[(int)length..];
        }
        var box = new byte[8 + Kind.Length + packet.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        "uuid"u8.CopyTo(box.AsSpan(4));
        Kind.CopyTo(box.AsSpan(8));
        packet.CopyTo(box.AsSpan(8 + Kind.Length));
        return [.. file, .. box];
    }
}
