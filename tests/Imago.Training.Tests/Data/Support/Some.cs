using System.Buffers.Binary;
using System.IO.Compression;
using Imago.Imaging;

namespace Imago.Training.Tests.Data;

/// <summary>Picture files of every kind, made byte by byte where no writer of ours makes them.</summary>
internal static class Some
{
    private static readonly EncodeOptions Fast = new() { Compression = 0, Quality = 90 };

    /// <summary>A picture that no other seed gives.</summary>
    public static Picture Picture(int seed, int width = 16, int height = 16, int channels = 3)
    {
        var pixels = new byte[width * height * channels];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < channels; c++)
                    pixels[(y * width + x) * channels + c] = (byte)(x * 255 / width * (c + 1) + y * 31 + seed * (37 + 50 * c));
        return new Picture(width, height, channels, pixels);
    }

    public static byte[] Png(int seed, int width = 16, int height = 16, int channels = 3) => PictureWriter.Encode(Picture(seed, width, height, channels), PictureFormat.Png, Fast);

    public static byte[] Jpeg(int seed, int width = 16, int height = 16, int channels = 3) => PictureWriter.Encode(Picture(seed, width, height, channels), PictureFormat.Jpeg, Fast);

    public static byte[] WebP(int seed, int width = 16, int height = 16) => PictureWriter.Encode(Picture(seed, width, height), PictureFormat.WebP, Fast);

    /// <summary>A JPEG with an EXIF block that says how the camera was held.</summary>
    public static byte[] RotatedJpeg(int seed, int width, int height, byte orientation)
    {
        var jpeg = Jpeg(seed, width, height);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of any colour type and depth; <paramref name="rows"/> is what its IDAT unpacks to.</summary>
    public static byte[] RawPng(int width, int height, byte bits, byte colourType, byte[] rows, byte[]? palette = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colourType);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. Chunk("IHDR"u8, header), .. palette is null ? [] : Chunk("PLTE"u8, palette), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A grey PNG of 16 bits.</summary>
    public static byte[] DeepGreyPng(int side) => RawPng(side, side, 16, 0, [.. Enumerable.Range(0, side * (side * 2 + 1)).Select(i => i % (side * 2 + 1) == 0 ? (byte)0 : (byte)(i * 7))]);

    public static byte[] PalettePng(int side) => RawPng(side, side, 8, 3, [.. Enumerable.Range(0, side * (side + 1)).Select(i => i % (side + 1) == 0 ? (byte)0 : (byte)(i % 3))], [255, 0, 0, 0, 255, 0, 0, 0, 255]);

    /// <summary>A PNG whose header claims more pixels than a machine has memory for.</summary>
    public static byte[] Bomb(int width, int height) => RawPng(width, height, 8, 2, new byte[1000]);

    /// <summary>An uncompressed CMYK TIFF.</summary>
    public static byte[] CmykTiff(int side)
    {
        using var file = new MemoryStream();
        using var write = new BinaryWriter(file);
        var bytes = side * side * 4;
        write.Write("II*\0"u8);
        write.Write(16 + bytes); // the directory stands after the pixels
        for (var i = 0; i < 8; i++) write.Write((byte)(i % 4 == 0 ? 8 : 0)); // bits per sample: 8, 0, 8, 0 … as shorts 8 8 8 8
        file.Position = 8;
        for (var i = 0; i < 4; i++) write.Write((short)8);
        for (var i = 0; i < bytes; i++) write.Write((byte)(i * 11));
        (short Tag, short Type, int Count, int Value)[] tags =
        [
            (256, 3, 1, side), (257, 3, 1, side), (258, 3, 4, 8), (259, 3, 1, 1), (262, 3, 1, 5), (273, 4, 1, 16), (277, 3, 1, 4), (278, 3, 1, side), (279, 4, 1, bytes),
        ];
        write.Write((short)tags.Length);
        foreach (var (tag, type, count, value) in tags)
        {
            write.Write(tag);
            write.Write(type);
            write.Write(count);
            write.Write(value);
        }
        write.Write(0);
        return file.ToArray();
    }

    /// <summary>An uncompressed BMP.</summary>
    public static byte[] Bmp(int side)
    {
        var row = (side * 3 + 3) / 4 * 4;
        using var file = new MemoryStream();
        using var write = new BinaryWriter(file);
        write.Write("BM"u8);
        write.Write(54 + row * side);
        write.Write(0);
        write.Write(54);
        write.Write(40);
        write.Write(side);
        write.Write(side);
        write.Write((short)1);
        write.Write((short)24);
        for (var i = 0; i < 6; i++) write.Write(i == 1 ? row * side : 0);
        for (var i = 0; i < row * side; i++) write.Write((byte)(i * 5));
        return file.ToArray();
    }

    /// <summary>A GIF of 8 x 8 with two frames, the first red.</summary>
    public static byte[] Gif()
    {
        // Frames of one colour: clear code, then single pixels with a clear code before the code size would grow.
        byte[] Frame(byte colour)
        {
            var bits = new List<bool>();
            void Put(int code)
            {
                for (var i = 0; i < 3; i++) bits.Add((code >> i & 1) != 0);
            }
            for (var pixel = 0; pixel < 64; pixel++)
            {
                if (pixel % 2 == 0) Put(4);
                Put(colour);
            }
            Put(5);
            var bytes = bits.Chunk(8).Select(static eight => (byte)eight.Select(static (bit, place) => bit ? 1 << place : 0).Sum()).ToArray();
            return [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 8, 0, 8, 0, 0, 2, (byte)bytes.Length, .. bytes, 0];
        }
        return [.. "GIF89a"u8, 8, 0, 8, 0, 0x91, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, .. Frame(0), .. Frame(1), 0x3B];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
