namespace Imago.Imaging.Tests;

public class PngTests
{
    private const int Grey = 0, Rgb = 2, Indexed = 3, GreyAlpha = 4, Rgba = 6;

    [Fact]
    public void A_one_bit_png_is_black_and_white()
    {
        var p = PictureReader.Decode(PngFile.Make(10, 2, 1, Grey, [0b10101010, 0b10000000, 0b00000000, 0b01000000]));
        Assert.Equal("#ffffff #000000 #ffffff #000000 #ffffff #000000 #ffffff #000000 #ffffff #000000", string.Join(' ', Enumerable.Range(0, 10).Select(x => p.At(x, 0))));
        Assert.Equal("#000000 #ffffff", $"{p.At(8, 1)} {p.At(9, 1)}");
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 15)]
    public void Few_grey_levels_spread_over_the_whole_range(int bits, int top)
    {
        var perByte = 8 / bits;
        var rows = new byte[(top + 1) / perByte];
        for (var v = 0; v <= top; v++)
            rows[v / perByte] |= (byte)(v << (8 - bits * (v % perByte + 1)));
        var p = PictureReader.Decode(PngFile.Make(top + 1, 1, bits, Grey, rows), new() { KeepGrey = true });
        Assert.Equal(1, p.Channels);
        Assert.Equal(Enumerable.Range(0, top + 1).Select(v => (byte)(v * 255 / top)), p.Pixels);
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        ushort[] values = [0, 1, 257, 32768, 32896, 65279, 65535, 1000];
        byte[] rows = [.. values.SelectMany(v => new[] { (byte)(v >> 8), (byte)v })];
        var p = PictureReader.Decode(PngFile.Make(8, 1, 16, Grey, rows), new() { KeepGrey = true });
        Assert.Equal(1, p.Channels);
        for (var i = 0; i < 8; i++)
            Assert.InRange(p.Pixels[i] - values[i] / 257.0, -1.0, 1.0);
        Assert.Equal((0, 255), (p.Pixels[0], p.Pixels[6]));
        Assert.Equal(16, PictureReader.Probe(PngFile.Make(8, 1, 16, Grey, rows)).BitsPerChannel);
    }

    [Fact]
    public void Sixteen_bit_alpha_is_halfway_where_it_says_half()
    {
        byte[] row = [255, 255, 0, 0, 0, 0, 0x80, 0];
        var p = PictureReader.Decode(PngFile.Make(1, 1, 16, Rgba, row), new() { Background = new(0, 0, 255) });
        Assert.InRange(p.Pixels[0], 126, 129);
        Assert.Equal(0, p.Pixels[1]);
        Assert.InRange(p.Pixels[2], 126, 129);
    }

    [Fact]
    public void A_palette_becomes_its_colours_and_its_transparent_entry_the_background()
    {
        byte[] palette = [255, 0, 0, 0, 255, 0, 10, 20, 30];
        var png = PngFile.Make(4, 1, 8, Indexed, [0, 1, 2, 0], ("PLTE", palette), ("tRNS", [255, 0]));
        var p = PictureReader.Decode(png, new() { Background = Colour.Parse("#112233") });
        Assert.Equal("#ff0000 #112233 #0a141e #ff0000", $"{p.At(0, 0)} {p.At(1, 0)} {p.At(2, 0)} {p.At(3, 0)}");
        Assert.True(PictureReader.Probe(png).HasAlpha);
    }

    [Fact]
    public void Alpha_is_flattened_on_the_background_or_kept()
    {
        byte[] row = [200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 51];
        var png = PngFile.Make(3, 1, 8, Rgba, row);
        var flat = PictureReader.Decode(png, new() { Background = new(0, 0, 255) });
        Assert.Equal(3, flat.Channels);
        Assert.Equal("#c86400 #0000ff", $"{flat.At(0, 0)} {flat.At(1, 0)}");
        Assert.InRange(flat.Pixels[6], 39, 41);   // 200 / 5
        Assert.InRange(flat.Pixels[7], 19, 21);
        Assert.InRange(flat.Pixels[8], 203, 205); // 255 * 4 / 5
        Assert.Equal(row, PictureReader.Decode(png, new() { KeepAlpha = true }).Pixels);
    }

    [Fact]
    public void Grey_with_alpha_shows_a_coloured_background()
    {
        var png = PngFile.Make(2, 1, 8, GreyAlpha, [77, 255, 77, 0]);
        var p = PictureReader.Decode(png, new() { Background = Colour.Parse("red") });
        Assert.Equal("#4d4d4d #ff0000", $"{p.At(0, 0)} {p.At(1, 0)}");
        var rgba = PictureReader.Decode(png, new() { KeepAlpha = true });
        Assert.Equal(new byte[] { 77, 77, 77, 255, 77, 77, 77, 0 }, rgba.Pixels);
    }

    [Fact]
    public void An_embedded_profile_moves_the_colours_to_srgb()
    {
        // Channels in the order green, red, blue: the stored (200, 30, 90) is red 30, green 200, blue 90. The gamma is linear.
        var png = PngFile.Make(1, 1, 8, Rgb, [200, 30, 90], ("iCCP", PngFile.Profile(IccProfile.Rgb(1, 0, 2, 1.0))));
        var p = PictureReader.Decode(png);
        Assert.InRange(p.Pixels[0], Encoded(30) - 2, Encoded(30) + 2);
        Assert.InRange(p.Pixels[1], Encoded(200) - 2, Encoded(200) + 2);
        Assert.InRange(p.Pixels[2], Encoded(90) - 2, Encoded(90) + 2);
    }

    [Fact]
    public void A_grey_profile_counts_too()
    {
        var png = PngFile.Make(1, 1, 8, Grey, [60], ("iCCP", PngFile.Profile(IccProfile.Grey(1.0))));
        var p = PictureReader.Decode(png);
        Assert.Equal(3, p.Channels);
        Assert.All(p.Pixels, v => Assert.InRange(v, Encoded(60) - 2, Encoded(60) + 2));
        Assert.InRange(PictureReader.Decode(png, new() { KeepGrey = true }).Pixels.Single(), Encoded(60) - 2, Encoded(60) + 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_or_foreign_profile_is_passed_over(bool foreign)
    {
        byte[] icc = foreign ? IccProfile.Grey(1.0) : [.. IccProfile.Rgb(1, 0, 2, 1.0).Select((b, i) => i > 130 ? (byte)(b ^ 0x5A) : b)];
        var p = PictureReader.Decode(PngFile.Make(1, 1, 8, Rgb, [200, 30, 90], ("iCCP", PngFile.Profile(icc))));
        Assert.Equal("#c81e5a", p.At(0, 0));
    }

    // sRGB's transfer function (IEC 61966-2-1) of a linear value 0 to 255.
    private static int Encoded(int linear)
    {
        var v = linear / 255.0;
        return (int)Math.Round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055));
    }
}
