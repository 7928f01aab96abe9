using System.Diagnostics;

namespace Imago.Imaging.Tests;

// Files of a few bytes that claim to be enormous. Alone in the process, because its memory is measured.
[Collection(nameof(ProcessTests))]
public class BombTests
{
    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "png", PngFile.Make(40000, 40000, 8, 2, []) },
        { "png, one bit", PngFile.Make(100000, 100000, 1, 0, []) },
        { "bmp", BmpFile.Make(40000, 40000, 24, []) },
        { "bmp that packs", BmpFile.Make(40000, 40000, 8, [0, 0], new byte[1024], compression: 1) },
        { "tiff", TiffFile.Make(40000, 40000, 3, 8, TiffFile.Rgb, []) },
        { "gif", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x44, 1, 0, 0x3B] },
        { "jpeg", Patched(File.ReadAllBytes(Quadrants.PathOf("noise.jpg")), [0xFF, 0xC0, 0, 17, 8], [0xFF, 0x00, 0xFF, 0x00]) },
        { "webp", Patched(Patched(File.ReadAllBytes(Quadrants.PathOf("noise.webp")), [0x9D, 0x01, 0x2A], [0xFF, 0x3F, 0xFF, 0x3F]), [.. "VP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0], [0xFE, 0x3F, 0, 0xFE, 0x3F, 0]) },
    };

    // The bytes after the first place where `before` stands, replaced.
    private static byte[] Patched(byte[] file, byte[] before, byte[] after)
    {
        after.CopyTo(file, file.AsSpan().IndexOf(before) + before.Length);
        return file;
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_refused_from_its_header(string kind, byte[] file)
    {
        _ = kind;
        PictureReader.Probe(Quadrants.PathOf("one.gif")); // libvips is up
        var before = GC.GetAllocatedBytesForCurrentThread();
        var highest = ImagingLibrary.Memory.Highest;
        var clock = Stopwatch.StartNew();
        var e = Assert.Throws<PictureException>(() => PictureReader.Decode(file));
        Assert.Equal(PictureProblem.TooLarge, e.Problem);
        Assert.Contains("claims", e.Message, StringComparison.Ordinal);
        Assert.True(clock.ElapsedMilliseconds < 1000, $"{clock.ElapsedMilliseconds} ms");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000_000);
        Assert.True(ImagingLibrary.Memory.Highest - highest < 50_000_000);
    }
}
