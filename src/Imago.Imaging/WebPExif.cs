using System.Buffers.Binary;

namespace Imago.Imaging;

/// <summary>
/// libvips 8.14 writes EXIF of its own into every WebP, with <c>strip</c> too: 186 bytes of a resolution that nobody set, behind a header that other readers call improper. They are left out, and with
/// them the <c>VP8X</c> that announces nothing else (RFC 9649, 2.7).
/// </summary>
internal static class WebPExif
{
    private const byte HasExif = 0x08;
    private const int FirstChunk = 12, ChunkHeader = 8;

    /// <summary>The file without it; as it is where it has none.</summary>
    /// <param name="file">A WebP as libvips writes it.</param>
    public static ReadOnlySpan<byte> Drop(ReadOnlySpan<byte> file)
    {
        var kept = new List<byte>(file.Length);
        for (var at = FirstChunk; at < file.Length;)
        {
            var length = ChunkHeader + BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
            var chunk = file.Slice(at, length + length % 2);
            at += chunk.Length;
            if (chunk[..4].SequenceEqual("EXIF"u8))
                continue;
            var from = kept.Count;
            kept.AddRange(chunk);
            if (!chunk[..4].SequenceEqual("VP8X"u8))
                continue;
            kept[from + ChunkHeader] &= unchecked((byte)~HasExif);
            if (kept[from + ChunkHeader] == 0)
                kept.RemoveRange(from, chunk.Length);
        }
        var header = new byte[FirstChunk];
        file[..FirstChunk].CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), FirstChunk - 8 + kept.Count);
        return (byte[])[.. header, .. kept];
    }
}
