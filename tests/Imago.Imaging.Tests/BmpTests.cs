namespace Imago.Imaging.Tests;

public class BmpTests
{
    // Rows from the bottom, blue first, padded to four bytes.
    private static readonly byte[] TwoByTwo = [30, 20, 10, 60, 50, 40, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0];

    [Theory]
    [InlineData(2, "#ff0000 #00ff00 #0a141e #28323c")]
    [InlineData(-2, "#0a141e #28323c #ff0000 #00ff00")]
    public void Twenty_four_bits_from_the_bottom_or_the_top(int height, string expected)
    {
        var p = PictureReader.Decode(BmpFile.Make(2, height, 24, TwoByTwo));
        Assert.Equal(expected, $"{p.At(0, 0)} {p.At(1, 0)} {p.At(0, 1)} {p.At(1, 1)}");
    }

    [Fact]
    public void Palettes_of_one_and_eight_bits()
    {
        byte[] palette = [0, 0, 0, 0, 1, 2, 250, 0];
        var one = PictureReader.Decode(BmpFile.Make(2, 1, 1, [0b01000000, 0, 0, 0], palette));
        Assert.Equal("#000000 #fa0201", $"{one.At(0, 0)} {one.At(1, 0)}");
        var eight = PictureReader.Decode(BmpFile.Make(3, 1, 8, [1, 0, 1, 0], palette));
        Assert.Equal("#fa0201 #000000 #fa0201", $"{eight.At(0, 0)} {eight.At(1, 0)} {eight.At(2, 0)}");
    }

    [Fact]
    public void Run_lengths()
    {
        byte[] palette = [0, 0, 0, 0, 0, 0, 255, 0];
        var p = PictureReader.Decode(BmpFile.Make(4, 2, 8, [3, 1, 1, 0, 0, 0, 4, 0, 0, 1], palette, compression: 1));
        Assert.Equal("#000000 #ff0000 #ff0000 #000000", $"{p.At(0, 0)} {p.At(0, 1)} {p.At(2, 1)} {p.At(3, 1)}");
    }

    [Fact]
    public void Thirty_two_bits_with_nothing_in_the_fourth_are_opaque()
    {
        var p = PictureReader.Decode(BmpFile.Make(1, 1, 32, [3, 2, 1, 0]), new() { Background = Colour.White });
        Assert.Equal("#010203", p.At(0, 0));
    }

    [Fact]
    public void A_bmp_wider_than_its_decoder_allows_is_refused_in_words()
    {
        // Debian 12's ImageMagick allows 16,000 pixels, Debian 13's more.
        PictureException e;
        try
        {
            Assert.Equal(20000, PictureReader.Decode(BmpFile.Make(20000, 1, 24, new byte[60000])).Width);
            return;
        }
        catch (PictureException refused)
        {
            e = refused;
        }
        Assert.Equal("The picture claims to be larger than its decoder allows (width or height exceeds limit).", e.Message);
        Assert.Equal(PictureProblem.TooLarge, e.Problem);
    }

    [Fact]
    public void A_bmp_without_all_its_rows_is_refused()
    {
        var e = Assert.Throws<PictureException>(() => PictureReader.Decode(BmpFile.Make(2, 2, 24, TwoByTwo).AsSpan(0, 67)));
        Assert.Equal(PictureProblem.Damaged, e.Problem);
        Assert.Contains("67 of 70 bytes", e.Message, StringComparison.Ordinal);
    }
}
