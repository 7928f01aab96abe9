namespace Imago.Imaging.Tests;

public class SvgTests
{
    private const string Half = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><rect width='5' height='10' fill='#ff8000'/></svg>";

    [Fact]
    public void A_drawing_has_the_size_that_was_asked_for()
    {
        var p = PictureReader.FromSvg(Half, 64, 64, new Colour(0, 0, 255));
        Assert.Equal((64, 64, 3), (p.Width, p.Height, p.Channels));
        Assert.Equal("#ff8000 #0000ff", $"{p.At(31, 63)} {p.At(32, 63)}");
    }

    [Fact]
    public void Without_a_background_it_is_transparent_and_other_proportions_are_centred()
    {
        var p = PictureReader.FromSvg(Half, 30, 10);
        Assert.Equal((30, 10, 4), (p.Width, p.Height, p.Channels));
        byte Alpha(int x) => p.Pixels[(5 * 30 + x) * 4 + 3];
        Assert.Equal((0, 255, 0), (Alpha(9), Alpha(12), Alpha(17)));
    }

    [Fact]
    public void Other_files_are_not_opened()
    {
        using var folder = new TempFolder();
        var red = folder.Write("red.png", PictureWriter.Encode(Some.Flat(10, 10, 255, 0, 0), PictureFormat.Png));
        var svg = $"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 10 10'><image xlink:href='file://{red}' href='file://{red}' width='10' height='10'/></svg>";
        Assert.Equal("#0000ff", PictureReader.FromSvg(svg, 10, 10, new Colour(0, 0, 255)).At(5, 5));
    }

    [Theory]
    [InlineData("<svg")]
    [InlineData("not a drawing")]
    [InlineData("<html/>")]
    public void What_is_no_drawing_is_refused(string svg)
        => Assert.StartsWith("The SVG is cut short or damaged", Assert.Throws<PictureException>(() => PictureReader.FromSvg(svg, 8, 8)).Message, StringComparison.Ordinal);
}
