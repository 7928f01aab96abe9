namespace Imago.Imaging.Tests;

// Pictures for tests.
internal static class Some
{
    public static Picture Noise(int width, int height, int channels, int seed = 1)
    {
        var pixels = new byte[width * height * channels];
        new Random(seed).NextBytes(pixels);
        return new(width, height, channels, pixels);
    }

    public static Picture Flat(int width, int height, byte r, byte g, byte b) => Make(width, height, (_, _) => (r, g, b));

    public static Picture Make(int width, int height, Func<int, int, (byte R, byte G, byte B)> at)
    {
        var pixels = new byte[width * height * 3];
        for (int y = 0, i = 0; y < height; y++)
            for (var x = 0; x < width; x++, i += 3)
                (pixels[i], pixels[i + 1], pixels[i + 2]) = at(x, y);
        return new(width, height, 3, pixels);
    }

    // "#rrggbb" of a pixel (grey: all three alike).
    public static string At(this Picture p, int x, int y)
    {
        var i = (y * p.Width + x) * p.Channels;
        return p.Channels == 1 ? new Colour(p.Pixels[i], p.Pixels[i], p.Pixels[i]).ToString() : new Colour(p.Pixels[i], p.Pixels[i + 1], p.Pixels[i + 2]).ToString();
    }
}
