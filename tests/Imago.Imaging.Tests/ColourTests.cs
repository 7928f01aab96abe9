namespace Imago.Imaging.Tests;

public class ColourTests
{
    [Theory]
    [InlineData("#ff8000", 255, 128, 0)]
    [InlineData("#FA0", 255, 170, 0)]
    [InlineData("White", 255, 255, 255)]
    [InlineData("gray", 128, 128, 128)]
    public void Colours_are_read(string text, byte r, byte g, byte b)
    {
        Assert.Equal(new Colour(r, g, b), Colour.Parse(text));
        Assert.Equal(new Colour(r, g, b), Colour.Parse(Colour.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#12345")]
    [InlineData("#gggggg")]
    [InlineData("# 1 2 3")]
    [InlineData("mauve")]
    public void What_is_no_colour_is_refused_with_an_example(string text)
        => Assert.Contains("#rrggbb", Assert.Throws<FormatException>(() => Colour.Parse(text)).Message, StringComparison.Ordinal);
}
