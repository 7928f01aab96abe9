using static Imago.Imaging.Tests.TiffFile;

namespace Imago.Imaging.Tests;

public class TiffTests
{
    [Theory]
    [InlineData(BlackIsZero, "#000000 #ffffff")]
    [InlineData(WhiteIsZero, "#ffffff #000000")]
    public void One_bit_is_black_and_white(int photometric, string expected)
    {
        var p = PictureReader.Decode(Make(8, 1, 1, 1, photometric, [0b01000000]));
        Assert.Equal(expected, $"{p.At(0, 0)} {p.At(1, 0)}");
    }

    [Fact]
    public void Sixteen_bit_rgb_becomes_eight()
    {
        var p = PictureReader.Decode(Make(2, 1, 3, 16, Rgb, Shorts(65535, 0, 32768, 257 * 20, 257 * 100, 257 * 200)));
        Assert.Equal((255, 0), (p.Pixels[0], p.Pixels[1]));
        Assert.InRange(p.Pixels[2], 127, 128);
        Assert.Equal([20, 100, 200], p.Pixels[3..]);
    }

    [Fact]
    public void Thirty_two_bit_integers_become_eight()
    {
        byte[] samples = [.. new uint[] { 0, 0x80000000, 0xFFFFFFFF }.SelectMany(BitConverter.GetBytes)];
        var p = PictureReader.Decode(Make(3, 1, 1, 32, BlackIsZero, samples), new() { KeepGrey = true });
        Assert.Equal((0, 255), (p.Pixels[0], p.Pixels[2]));
        Assert.InRange(p.Pixels[1], 127, 128);
    }

    [Fact]
    public void Floats_are_linear_light()
    {
        var rgb = PictureReader.Decode(Make(1, 1, 3, 32, Rgb, Floats(1, 0, 0.2140f), FloatSamples));
        Assert.Equal((255, 0), (rgb.Pixels[0], rgb.Pixels[1]));
        Assert.InRange(rgb.Pixels[2], 126, 129); // linear 0.214 is half of sRGB's scale
        var grey = PictureReader.Decode(Make(3, 1, 1, 32, BlackIsZero, Floats(0, 0.2140f, 7), FloatSamples), new() { KeepGrey = true });
        Assert.Equal((0, 255), (grey.Pixels[0], grey.Pixels[2]));
        Assert.InRange(grey.Pixels[1], 126, 129);
    }

    [Fact]
    public void Not_a_number_does_not_crash()
    {
        var p = PictureReader.Decode(Make(1, 1, 3, 32, Rgb, Floats(float.NaN, float.PositiveInfinity, -5), FloatSamples));
        Assert.Equal(0, p.Pixels[2]);
    }

    [Fact]
    public void Lab_becomes_srgb()
    {
        // L* 53.24, a* 80.09, b* 67.20 is sRGB's red; 8-bit CIELab stores L * 255 / 100 and signed a, b. D65 and D50 differ by a few levels.
        var red = PictureReader.Decode(Make(1, 1, 3, 8, Lab, [136, 80, 67]));
        Assert.InRange(red.Pixels[0], 245, 255);
        Assert.InRange(red.Pixels[1], 0, 30);
        Assert.InRange(red.Pixels[2], 0, 30);
        var grey = PictureReader.Decode(Make(1, 1, 3, 8, Lab, [137, 0, 0]));
        Assert.All(grey.Pixels, v => Assert.InRange(v, 123, 133)); // L* 53.6 is mid grey 128
    }

    [Fact]
    public void Cmyk_becomes_srgb()
    {
        var p = PictureReader.Decode(Make(4, 1, 4, 8, Cmyk, [0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 255, 0]));
        Assert.All(p.Pixels[..3], v => Assert.InRange(v, 250, 255));  // paper
        Assert.All(p.Pixels[3..6], v => Assert.InRange(v, 0, 30));   // full ink
        Assert.True(p.Pixels[6] < 80 && p.Pixels[7] > 120 && p.Pixels[8] > 180, "cyan");
        Assert.True(p.Pixels[9] > 220 && p.Pixels[10] > 200 && p.Pixels[11] < 80, "yellow");
    }

    [Fact]
    public void Premultiplied_alpha_is_known_as_such()
    {
        var p = PictureReader.Decode(Make(1, 1, 4, 8, Rgb, [100, 0, 0, 128], extraSample: 1), new() { Background = Colour.White });
        Assert.InRange(p.Pixels[0], 226, 228); // 100 + 255 * 127 / 255
        Assert.InRange(p.Pixels[1], 126, 128);
    }

    [Fact]
    public void A_mask_beyond_alpha_is_dropped()
    {
        byte[] five = [10, 20, 30, 255, 99, 40, 50, 60, 0, 99];
        var p = PictureReader.Decode(Make(2, 1, 5, 8, Rgb, five, extraSample: 2), new() { Background = Colour.White });
        Assert.Equal("#0a141e #ffffff", $"{p.At(0, 0)} {p.At(1, 0)}");
    }

    [Fact]
    public void Signed_samples_are_refused_in_words()
    {
        var e = Assert.Throws<PictureException>(() => PictureReader.Decode(Make(1, 1, 1, 16, BlackIsZero, Shorts(5), SignedSamples)));
        Assert.Equal(PictureProblem.Unsupported, e.Problem);
        Assert.Contains("signed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_orientation_tag_is_applied()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6]; // 3 x 2
        var p = PictureReader.Decode(Make(3, 2, 1, 8, BlackIsZero, pixels, orientation: 6), new() { KeepGrey = true });
        Assert.Equal((2, 3), (p.Width, p.Height));
        Assert.Equal([4, 1, 5, 2, 6, 3], p.Pixels);
    }
}
