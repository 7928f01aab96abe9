using System.Buffers.Binary;

namespace Imago.Imaging.Provenance;

/// <summary>XMP in WebP (RFC 9649, 2.7): a chunk <c>"XMP "</c> behind the pixels, announced in <c>VP8X</c>, which a plain lossy file does not have yet.</summary>
internal static class WebPXmp
{
    private const byte HasXmp = 0x04;
    private const int FirstChunk = 12;

    public static byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> packet)
    {
        if (file.Length < FirstChunk + 18 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WEBP"u8))
            throw new InvalidDataException("it does not begin as a WebP");
        var body = file[FirstChunk..].ToArray();
        if (body.AsSpan(0, 4).SequenceEqual("VP8X"u8))
            body[8] |= HasXmp;
        else if (body.AsSpan(0, 4).SequenceEqual("VP8 "u8))
            body = [.. Header(body), .. body];
        else
            throw new InvalidDataException("it is lossless");
        return [.. "RIFF"u8, .. Little(4 + body.Length + 8 + packet.Length + packet.Length % 2), .. "WEBP"u8, .. body, .. "XMP "u8, .. Little(packet.Length), .. packet, .. new byte[packet.Length % 2]];
    }

    // Width and height stand in the key frame's header (RFC 6386, 9.1), 14 bits each; VP8X has them less one, in 24.
    private static byte[] Header(ReadOnlySpan<byte> lossy)
    {
        var width = (BinaryPrimitives.ReadUInt16LittleEndian(lossy[14..]) & 0x3fff) - 1;
        var height = (BinaryPrimitives.ReadUInt16LittleEndian(lossy[16..]) & 0x3fff) - 1;
        return [.. "VP8X"u8, .. Little(10), HasXmp, 0, 0, 0, (byte)width, (byte)(width >> 8), 0, (byte)height, (byte)(height >> 8), 0];
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
