using Imago.Imaging;

namespace Imago.Gallery.Works;

/// <summary>
/// What stands in a picture's place until it is there, in at most 25 bytes: the lowest frequencies (discrete cosine transform) of light and of two differences of colour, in the form of
/// <see href="https://evanw.github.io/thumbhash/">ThumbHash</see>, without transparency.
/// </summary>
public static class ThumbHash
{
    private const int Side = 32, Finest = 7, Colours = 3, Header = 5;

    /// <summary>The bytes for a picture.</summary>
    public static byte[] Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var longer = Math.Max(picture.Width, picture.Height);
        int Scaled(int length) => Math.Max(1, (int)Math.Round((double)length * Side / longer));
        var little = PictureResizer.Fit(picture, Scaled(picture.Width), Scaled(picture.Height), filter: ResizeFilter.Box);
        var (nx, ny) = (Frequencies(picture.Width, longer), Frequencies(picture.Height, longer));
        var landscape = picture.Width > picture.Height;
        var light = Transform(little, Math.Max(Colours, nx), Math.Max(Colours, ny), static (r, g, b) => (r + g + b) / 3);
        var yellow = Transform(little, Colours, Colours, static (r, g, b) => (r + g) / 2 - b);
        var red = Transform(little, Colours, Colours, static (r, g, b) => r - g);
        var first = Steps(light.Mean, 63) | Steps((yellow.Mean + 1) / 2, 63) << 6 | Steps((red.Mean + 1) / 2, 63) << 12 | Steps(light.Scale, 31) << 18;
        var second = (landscape ? ny : nx) | Steps(yellow.Scale, 63) << 3 | Steps(red.Scale, 63) << 9 | (landscape ? 1 << 15 : 0);
        var nibbles = light.Waves.Concat(yellow.Waves).Concat(red.Waves).ToArray();
        var hash = new byte[Header + (nibbles.Length + 1) / 2];
        (hash[0], hash[1], hash[2], hash[3], hash[4]) = ((byte)first, (byte)(first >> 8), (byte)(first >> 16), (byte)second, (byte)(second >> 8));
        for (var i = 0; i < nibbles.Length; i++)
            hash[Header + i / 2] |= (byte)(Steps(nibbles[i], 15) << (i % 2 * 4));
        return hash;
    }

    /// <summary>The picture that the bytes stand for: its longer side has 32 pixels, RGB.</summary>
    /// <exception cref="ArgumentException">The bytes are none of <see cref="Of"/>.</exception>
    public static Picture ToPicture(ReadOnlySpan<byte> hash)
    {
        if (hash.Length < Header)
            throw new ArgumentException($"A thumbhash has 5 bytes or more, not {hash.Length}.", nameof(hash));
        var first = hash[0] | hash[1] << 8 | hash[2] << 16;
        var second = hash[3] | hash[4] << 8;
        var landscape = second >> 15 != 0;
        var shorter = Math.Max(1, second & 7);
        var (nx, ny) = landscape ? (Finest, shorter) : (shorter, Finest);
        var nibbles = new Queue<double>();
        foreach (var two in hash[Header..])
        {
            nibbles.Enqueue((two & 15) / 7.5 - 1);
            nibbles.Enqueue((two >> 4) / 7.5 - 1);
        }
        var light = Waves(Math.Max(Colours, nx), Math.Max(Colours, ny), (first & 63) / 63.0, (first >> 18 & 31) / 31.0);
        // The form makes waves of colour a quarter stronger when they are read.
        var yellow = Waves(Colours, Colours, (first >> 6 & 63) / 31.5 - 1, (second >> 3 & 63) / 63.0 * 1.25);
        var red = Waves(Colours, Colours, (first >> 12 & 63) / 31.5 - 1, (second >> 9 & 63) / 63.0 * 1.25);
        var (width, height) = nx >= ny ? (Side, Rounded(Side * ny, nx)) : (Rounded(Side * nx, ny), Side);
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (l, p, q) = (At(light, x, y), At(yellow, x, y), At(red, x, y));
                var b = l - 2.0 / 3 * p;
                var r = (3 * l - b + q) / 2;
                var at = (y * width + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (ToByte(r), ToByte(r - q), ToByte(b));
            }
        }
        return new(width, height, 3, pixels);

        List<(int X, int Y, double Value)> Waves(int countX, int countY, double mean, double scale)
        {
            var waves = new List<(int, int, double)> { (0, 0, mean) };
            foreach (var (cx, cy) in Triangle(countX, countY).Skip(1))
                waves.Add((cx, cy, 2 * scale * (nibbles.TryDequeue(out var wave) ? wave : 0)));
            return waves;
        }

        double At(List<(int X, int Y, double Value)> waves, int x, int y)
        {
            var sum = 0.0;
            foreach (var (cx, cy, value) in waves)
                sum += value * Wave(cx, x, width) * Wave(cy, y, height);
            return sum;
        }
    }

    private static int Rounded(int number, int by) => Math.Max(1, (number + (by / 2)) / by);

    private static int Frequencies(int length, int longer) => Math.Max(1, (int)Math.Round((double)Finest * length / longer));

    // Mean, the largest wave, and all waves from 0 to 1 where 0.5 is none.
    private static (double Mean, double Scale, double[] Waves) Transform(Picture picture, int nx, int ny, Func<double, double, double, double> channel)
    {
        var found = Triangle(nx, ny).Select(one => Frequency(one.X, one.Y)).ToArray();
        var scale = found.Skip(1).Select(Math.Abs).DefaultIfEmpty().Max();
        return (found[0], scale, [.. found.Skip(1).Select(wave => scale == 0 ? 0.5 : 0.5 + 0.5 * wave / scale)]);

        double Frequency(int cx, int cy)
        {
            var sum = 0.0;
            for (var y = 0; y < picture.Height; y++)
            {
                for (var x = 0; x < picture.Width; x++)
                {
                    var bytes = picture.Pixels.AsSpan((y * picture.Width + x) * picture.Channels);
                    var value = picture.Channels == 1 ? channel(bytes[0] / 255.0, bytes[0] / 255.0, bytes[0] / 255.0) : channel(bytes[0] / 255.0, bytes[1] / 255.0, bytes[2] / 255.0);
                    sum += value * Wave(cx, x, picture.Width) * Wave(cy, y, picture.Height);
                }
            }
            return sum / (picture.Width * picture.Height);
        }
    }

    // The corner of low frequencies, row by row.
    private static IEnumerable<(int X, int Y)> Triangle(int nx, int ny)
    {
        for (var y = 0; y < ny; y++)
            for (var x = 0; x * ny < nx * (ny - y); x++)
                yield return (x, y);
    }

    private static double Wave(int frequency, int at, int length) => Math.Cos(Math.PI / length * frequency * (at + 0.5));

    private static int Steps(double value, int most) => (int)Math.Round(Math.Clamp(value, 0, 1) * most);

    private static byte ToByte(double value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
