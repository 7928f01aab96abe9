namespace Imago.Imaging;

/// <summary>
/// Resizing as Pillow's bicubic filter does it, to the last bit: networks that learned from such pictures see worse on others. The cubic of Keys (1981, equation 4 with a = -1/2), stretched by the
/// reduction so that it is a low-pass filter, in weights of 22 bits after the point; columns first, rounded to 8 bits, then rows. For pictures that people look at there is <see cref="PictureResizer"/>.
/// </summary>
public static class BicubicResizer
{
    private const int FractionBits = 22;

    /// <summary>A picture in another size; its shape is not kept.</summary>
    /// <param name="picture">Grey or RGB.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <exception cref="ArgumentException">The picture has transparency.</exception>
    public static Picture Resize(Picture picture, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (picture.Channels == 4)
            throw new ArgumentException("A picture with transparency is not resized by the bicubic filter: flatten it on a colour first.", nameof(picture));
        var narrow = width == picture.Width ? picture : Columns(picture, width);
        return height == picture.Height ? narrow : Rows(narrow, height);
    }

    private static Picture Columns(Picture picture, int width)
    {
        var (channels, taps) = (picture.Channels, Taps(picture.Width, width));
        var result = Picture.Blank(width, picture.Height, channels, "The picture");
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Pixels.AsSpan(y * picture.Width * channels, picture.Width * channels);
            var to = result.Pixels.AsSpan(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = taps[x];
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (FractionBits - 1);
                    for (int k = 0, at = (first * channels) + c; k < weights.Length; k++, at += channels)
                        sum += weights[k] * row[at];
                    to[(x * channels) + c] = Byte(sum);
                }
            }
        }
        return result;
    }

    private static Picture Rows(Picture picture, int height)
    {
        var (length, taps) = (picture.Width * picture.Channels, Taps(picture.Height, height));
        var result = Picture.Blank(picture.Width, height, picture.Channels, "The picture");
        var sums = new int[length];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = taps[y];
            Array.Fill(sums, 1 << (FractionBits - 1));
            for (var k = 0; k < weights.Length; k++)
            {
                var row = picture.Pixels.AsSpan((first + k) * length, length);
                for (var i = 0; i < row.Length; i++)
                    sums[i] += weights[k] * row[i];
            }
            for (var i = 0; i < length; i++)
                result.Pixels[(y * length) + i] = Byte(sums[i]);
        }
        return result;
    }

    private static byte Byte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>For each new pixel the first old one that it is made of, and the weights from there on.</summary>
    private static (int First, int[] Weights)[] Taps(int from, int to)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, to).Select(i =>
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - (2 * stretch) + 0.5));
            var end = Math.Min(from, (int)(centre + (2 * stretch) + 0.5));
            var weights = Enumerable.Range(first, end - first).Select(j => Cubic((j - centre + 0.5) / stretch)).ToArray();
            var sum = weights.Sum();
            return (first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero)));
        })];
    }

    private static double Cubic(double x) => Math.Abs(x) switch
    {
        < 1 and var t => (((1.5 * t) - 2.5) * t * t) + 1,
        < 2 and var t => ((((-0.5 * t) + 2.5) * t) - 4) * t + 2,
        _ => 0,
    };
}
