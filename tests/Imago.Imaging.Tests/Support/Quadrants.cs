namespace Imago.Imaging.Tests;

// The 48 x 32 picture of four flat colours that most files under Pictures/ hold.
internal static class Quadrants
{
    public const int Width = 48, Height = 32;
    public static readonly (byte, byte, byte)[] Colours = [(200, 40, 40), (40, 180, 60), (50, 70, 190), (220, 200, 60)];

    public static Picture Picture { get; } = Some.Make(Width, Height, (x, y) => Colours[(y < 16 ? 0 : 2) + (x < 24 ? 0 : 1)]);

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Pictures", file);

    // The colours away from the seams, where lossy codecs ring.
    public static void AssertSame(Picture actual, int tolerance)
    {
        Assert.Equal((Width, Height, 3), (actual.Width, actual.Height, actual.Channels));
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                if (tolerance > 0 && (x is >= 16 and < 32 || y is >= 8 and < 24))
                    continue;
                for (var c = 0; c < 3; c++)
                {
                    var i = (y * Width + x) * 3 + c;
                    Assert.True(Math.Abs(Picture.Pixels[i] - actual.Pixels[i]) <= tolerance,
                        $"pixel ({x}, {y}) channel {c} is {actual.Pixels[i]} and not {Picture.Pixels[i]} +- {tolerance}");
                }
            }
    }
}
