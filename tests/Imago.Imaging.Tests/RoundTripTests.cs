namespace Imago.Imaging.Tests;

public class RoundTripTests
{
    [Fact]
    public void The_library_reads_all_eight_formats_and_writes_three()
    {
        Assert.StartsWith("8.", ImagingLibrary.Version, StringComparison.Ordinal);
        Assert.Equal(["JPEG", "PNG", "WebP", "AVIF", "HEIC", "TIFF", "GIF", "BMP"], ImagingLibrary.ReadableFormats);
        Assert.Equal(["JPEG", "PNG", "WebP", "AVIF"], ImagingLibrary.WritableFormats);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_png_comes_back_as_it_was(int channels)
    {
        var picture = Some.Noise(37, 21, channels);
        var png = PictureWriter.Encode(picture, PictureFormat.Png);
        var back = PictureReader.Decode(png, new() { KeepGrey = true, KeepAlpha = true });
        Assert.Equal(channels, back.Channels);
        Assert.Equal(picture.Pixels, back.Pixels);
    }
}
