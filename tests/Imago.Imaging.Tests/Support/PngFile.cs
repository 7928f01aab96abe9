using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Imago.Imaging.Tests;

// Writes PNGs of every kind by the specification (ISO/IEC 15948), independently of libpng.
internal static class PngFile
{
    public static byte[] Make(int width, int height, int bits, int colourType, byte[] packedRows, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colourType);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
            Chunk(file, type, data);
        var rowBytes = packedRows.Length / Math.Max(1, height);
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            for (var y = 0; y * rowBytes < packedRows.Length; y++)
            {
                zlib.WriteByte(0); // filter: none
                zlib.Write(packedRows, y * rowBytes, rowBytes);
            }
        Chunk(file, "IDAT", deflated.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    // An iCCP chunk's data.
    public static byte[] Profile(byte[] icc)
    {
        using var chunk = new MemoryStream();
        chunk.Write("profile\0\0"u8);
        using (var zlib = new ZLibStream(chunk, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(icc);
        return chunk.ToArray();
    }

    private static void Chunk(Stream to, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        to.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        to.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }
        return ~crc;
    }
}
