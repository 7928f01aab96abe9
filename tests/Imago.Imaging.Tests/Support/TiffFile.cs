namespace Imago.Imaging.Tests;

// Writes uncompressed one-strip TIFFs of every sample kind by the specification (TIFF 6.0), independently of libtiff.
// The directory lies before the pixels, so that a file cut short loses pixels and not the directory.
internal static class TiffFile
{
    public const int UnsignedSamples = 1, SignedSamples = 2, FloatSamples = 3;
    public const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Cmyk = 5, Lab = 8;

    public static byte[] Make(int width, int height, int samples, int bits, int photometric, byte[] pixels, int sampleFormat = UnsignedSamples, int orientation = 1, int extraSample = -1)
    {
        var tags = new List<(int Tag, int Type, int[] Values)>
        {
            (256, 4, [width]), (257, 4, [height]), (258, 3, [.. Enumerable.Repeat(bits, samples)]), (259, 3, [1]), (262, 3, [photometric]),
            (273, 4, [0]), (274, 3, [orientation]), (277, 3, [samples]), (278, 4, [height]), (279, 4, [pixels.Length]), (284, 3, [1]),
        };
        if (extraSample >= 0)
            tags.Add((338, 3, [extraSample]));
        tags.Add((339, 3, [.. Enumerable.Repeat(sampleFormat, samples)]));
        var directoryEnd = 8 + 2 + tags.Count * 12 + 4;
        var overflow = new MemoryStream();
        var dataStart = directoryEnd + tags.Sum(t => Bytes(t) > 4 ? Bytes(t) : 0);

        using var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        to.Write("II*\0"u8);
        to.Write(8);
        to.Write((short)tags.Count);
        foreach (var (tag, type, values) in tags)
        {
            to.Write((short)tag);
            to.Write((short)type);
            to.Write(values.Length);
            var start = file.Position;
            if (Bytes((tag, type, values)) > 4)
            {
                to.Write((int)(directoryEnd + overflow.Length));
                foreach (var v in values)
                    overflow.Write(type == 3 ? BitConverter.GetBytes((short)v) : BitConverter.GetBytes(v));
                continue;
            }
            foreach (var v in tag == 273 ? [dataStart] : values)
            {
                if (type == 3)
                    to.Write((short)v);
                else
                    to.Write(v);
            }
            while (file.Position < start + 4)
                to.Write((byte)0);
        }
        to.Write(0);
        to.Write(overflow.ToArray());
        to.Write(pixels);
        return file.ToArray();
    }

    private static int Bytes((int Tag, int Type, int[] Values) t) => t.Values.Length * (t.Type == 3 ? 2 : 4);

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Shorts(params ushort[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
