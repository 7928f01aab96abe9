namespace Imago.Imaging.Tests;

public class FormatTests
{
    [Theory]
    [InlineData("progressive.jpg", "JPEG", 2)]
    [InlineData("interlaced.png", "PNG", 0)]
    [InlineData("lossless.webp", "WebP", 0)]
    [InlineData("lossy.webp", "WebP", 3)]
    [InlineData("animated.webp", "WebP", 0)]
    [InlineData("8-bit.avif", "AVIF", 3)]
    [InlineData("10-bit.avif", "AVIF", 3)]
    [InlineData("8-bit.heic", "HEIC", 3)]
    [InlineData("10-bit.heic", "HEIC", 3)]
    [InlineData("lzw.tif", "TIFF", 0)]
    [InlineData("tiled-jpeg.tif", "TIFF", 3)]
    [InlineData("two-pages.tif", "TIFF", 0)]
    [InlineData("one.gif", "GIF", 0)]
    [InlineData("animated.gif", "GIF", 0)]
    [InlineData("display-p3.jpg", "JPEG", 3)]
    [InlineData("cmyk.jpg", "JPEG", 48)] // through the default press profile and back: its inks cannot hold this blue
    public void Every_format_gives_the_same_picture(string file, string format, int tolerance)
    {
        var path = Quadrants.PathOf(file);
        Quadrants.AssertSame(PictureReader.Decode(path), tolerance);
        Quadrants.AssertSame(PictureReader.Decode(File.ReadAllBytes(path)), tolerance);
        var info = PictureReader.Probe(path);
        Assert.Equal((format, Quadrants.Width, Quadrants.Height), (info.Format, info.Width, info.Height));
        Assert.Equal(info, PictureReader.Probe(File.ReadAllBytes(path)));
        // The same through the path that resizes while it decodes.
        Assert.Equal(PictureReader.Decode(path).Pixels, PictureResizer.Load(path, Quadrants.Width, Quadrants.Height).Pixels);
    }

    [Fact]
    public void The_header_tells_what_a_file_is()
    {
        Assert.Equal(new PictureInfo("JPEG", 48, 32, 4, false, 8, "CMYK", false, 1, 1), PictureReader.Probe(Quadrants.PathOf("cmyk.jpg")));
        Assert.Equal(new PictureInfo("JPEG", 48, 32, 3, false, 8, "RGB", true, 1, 1), PictureReader.Probe(Quadrants.PathOf("display-p3.jpg")));
        Assert.Equal(10, PictureReader.Probe(Quadrants.PathOf("10-bit.heic")).BitsPerChannel);
        Assert.Equal(10, PictureReader.Probe(Quadrants.PathOf("10-bit.avif")).BitsPerChannel);
        Assert.Equal(2, PictureReader.Probe(Quadrants.PathOf("animated.gif")).Pages);
        Assert.Equal(2, PictureReader.Probe(Quadrants.PathOf("animated.webp")).Pages);
        Assert.Equal(2, PictureReader.Probe(Quadrants.PathOf("two-pages.tif")).Pages);
    }

    [Fact]
    public void A_display_p3_picture_is_not_taken_for_srgb()
    {
        var png = PictureReader.Decode(Quadrants.PathOf("display-p3.jpg"));
        // What the file stores for (40, 180, 60): Display P3 holds that green as about (85, 178, 74).
        var info = PictureReader.Probe(Quadrants.PathOf("display-p3.jpg"));
        Assert.True(info.HasProfile);
        Assert.InRange(png.Pixels[(2 * 48 + 40) * 3], 35, 45);
    }

    [Fact]
    public void A_heic_that_a_telephone_turned_stands_upright()
    {
        var seen = PictureReader.Decode(Quadrants.PathOf("rotated.heic"));
        Assert.Equal((32, 48), (seen.Width, seen.Height));
        // A quarter turn clockwise: stored bottom left comes to the top left.
        AssertNear(Quadrants.Colours[2], seen, 4, 4);
        AssertNear(Quadrants.Colours[0], seen, 27, 4);
        AssertNear(Quadrants.Colours[3], seen, 4, 43);
        AssertNear(Quadrants.Colours[1], seen, 27, 43);
    }

    private static void AssertNear((byte R, byte G, byte B) expected, Picture picture, int x, int y)
    {
        var i = (y * picture.Width + x) * 3;
        Assert.InRange(picture.Pixels[i], expected.R - 3, expected.R + 3);
        Assert.InRange(picture.Pixels[i + 1], expected.G - 3, expected.G + 3);
        Assert.InRange(picture.Pixels[i + 2], expected.B - 3, expected.B + 3);
    }
}
