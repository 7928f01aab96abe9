namespace Imago.Imaging;

/// <summary>
/// Resizing as Pillow's bicubic filter does it, to the last bit: networks that learned from such pictures see worse on others. The cubic of Keys (1981, equation 4 with a = -1/2), stretched by the
/// reduction so that it is a low-pass filter, in weights of 22 bits after the point; columns first, rounded to 8 bits, then rows. For pictures that people look at there is <see cref="PictureResizer"/>.
/// </summary>
public static class BicubicResizer
{
    private const int FractionBits = 22, Half = 1 << (FractionBits - 1);

    /// <summary>A part of what a picture is in another size; nothing else of it is computed.</summary>
    /// <param name="picture">Grey or RGB.</param>
    /// <param name="width">Columns of the whole, 1 or more; its shape is not kept.</param>
    /// <param name="height">Rows of the whole, 1 or more.</param>
    /// <param name="part">Left column, top row, columns and rows of the part, all within the whole.</param>
    /// <exception cref="ArgumentException">The picture has transparency, or the part is not within the whole.</exception>
    public static Picture Resize(Picture picture, long width, long height, (long Left, long Top, int Width, int Height) part)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Channels == 4)
            throw new ArgumentException("A picture with transparency is not resized by the bicubic filter: flatten it on a colour first.", nameof(picture));
        if (part.Left < 0 || part.Top < 0 || part.Width < 1 || part.Height < 1 || part.Left + part.Width > width || part.Top + part.Height > height)
            throw new ArgumentException($"The part {part.Width} x {part.Height} at ({part.Left}, {part.Top}) is not within {width} x {height} pixels.", nameof(part));
        var down = Taps(picture.Height, height, part.Top, part.Height);
        var (first, last) = (down[0].First, down[^1].First + down[^1].Weights.Length);
        return Rows(Columns(picture, first, last, Taps(picture.Width, width, part.Left, part.Width)), first, down);
    }

    /// <summary>The rows from <paramref name="top"/> to before <paramref name="bottom"/> in their new width.</summary>
    private static Picture Columns(Picture picture, int top, int bottom, (int First, int[] Weights)[] taps)
    {
        var channels = picture.Channels;
        var result = Picture.Blank(taps.Length, bottom - top, channels, "The picture");
        for (var y = top; y < bottom; y++)
        {
            var row = picture.Pixels.AsSpan(y * picture.Width * channels, picture.Width * channels);
            var to = result.Pixels.AsSpan((y - top) * taps.Length * channels, taps.Length * channels);
            for (var x = 0; x < taps.Length; x++)
            {
                var (first, weights) = taps[x];
                for (var c = 0; c < channels; c++)
                {
                    var sum = Half;
                    for (int k = 0, at = (first * channels) + c; k < weights.Length; k++, at += channels)
                        sum += weights[k] * row[at];
                    to[(x * channels) + c] = Byte(sum);
                }
            }
        }
        return result;
    }

    /// <summary>A picture whose first row is that of number <paramref name="top"/> in its new height.</summary>
    private static Picture Rows(Picture picture, int top, (int First, int[] Weights)[] taps)
    {
        var length = picture.Width * picture.Channels;
        var result = Picture.Blank(picture.Width, taps.Length, picture.Channels, "The picture");
        var sums = new int[length];
        for (var y = 0; y < taps.Length; y++)
        {
            var (first, weights) = taps[y];
            Array.Fill(sums, Half);
            for (var k = 0; k < weights.Length; k++)
            {
                var row = picture.Pixels.AsSpan((first - top + k) * length, length);
                for (var i = 0; i < row.Length; i++)
                    sums[i] += weights[k] * row[i];
            }
            for (var i = 0; i < length; i++)
                result.Pixels[(y * length) + i] = Byte(sums[i]);
        }
        return result;
    }

    private static byte Byte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>For so many new pixels from <paramref name="begin"/> on: the first old one that each is made of, and the weights from there on.</summary>
    private static (int First, int[] Weights)[] Taps(int from, long to, long begin, int count)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var centre = (begin + i + 0.5) * scale;
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
        < 2 and var t => (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2,
        _ => 0,
    };
}
