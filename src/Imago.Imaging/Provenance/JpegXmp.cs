using System.Buffers.Binary;

namespace Imago.Imaging.Provenance;

/// <summary>XMP in JPEG (ISO 16684-3): an <c>APP1</c> segment, behind JFIF's <c>APP0</c>, which must be the first.</summary>
internal static class JpegXmp
{
    private const byte App0 = 0xe0, App1 = 0xe1;

    public static byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> packet)
    {
        if (file.Length < 6 || file[0] != 0xff || file[1] != 0xd8 || file[2] != 0xff)
            throw new InvalidDataException("it does not begin as a JPEG");
        var at = file[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(file[4..]) : 2;
        var contents = (byte[])[.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet];
        var length = checked((ushort)(contents.Length + 2));
        return [.. file[..at], 0xff, App1, (byte)(length >> 8), (byte)length, .. contents, .. file[at..]];
    }
}
