using System.Buffers.Binary;

namespace Imago.Imaging.Provenance;

/// <summary>A chunk of a PNG (ISO/IEC 15948, 5.3): length, name, contents, checksum.</summary>
public static class PngChunk
{
    private static readonly uint[] s_table = Table();

    /// <summary>Makes one.</summary>
    /// <param name="name">Four letters.</param>
    /// <param name="contents">What it holds.</param>
    public static byte[] Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> contents)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(name.Length, 4);
        var chunk = new byte[12 + contents.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, contents.Length);
        name.CopyTo(chunk.AsSpan(4));
        contents.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + contents.Length), Checksum(chunk.AsSpan(4, 4 + contents.Length)));
        return chunk;
    }

    // CRC-32 of annex D.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = s_table[(byte)(crc ^ one)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++)
                table[i] = (table[i] & 1) == 0 ? table[i] >> 1 : 0xedb88320 ^ table[i] >> 1;
        }
        return table;
    }
}
