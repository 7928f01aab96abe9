namespace Imago.Imaging.Tests;

// Writes BMPs with the 40-byte header, rows padded to four bytes; height < 0 means rows from the top.
internal static class BmpFile
{
    public static byte[] Make(int width, int height, int bits, byte[] paddedRows, byte[]? palette = null, int compression = 0)
    {
        using var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        var offset = 54 + (palette?.Length ?? 0);
        to.Write("BM"u8);
        to.Write(offset + paddedRows.Length);
        to.Write(0);
        to.Write(offset);
        foreach (var v in new[] { 40, width, height })
            to.Write(v);
        to.Write((short)1);
        to.Write((short)bits);
        foreach (var v in new[] { compression, paddedRows.Length, 2835, 2835, (palette?.Length ?? 0) / 4, 0 })
            to.Write(v);
        to.Write(palette ?? []);
        to.Write(paddedRows);
        return file.ToArray();
    }
}
