namespace Imago.Imaging.Marks;

/// <summary>Numbers over the plane of a picture, [Height, Width], row after row.</summary>
internal sealed record Surface(int Width, int Height, float[] Values)
{
    /// <summary>The longer side.</summary>
    internal int Longer => Math.Max(Width, Height);

    /// <summary>How bright a picture is (Rec. 601), 0 to 255.</summary>
    internal static Surface Luminance(Picture picture)
    {
        var (values, pixels, channels) = (new float[picture.Width * picture.Height], picture.Pixels, picture.Channels);
        for (int i = 0, at = 0; i < values.Length; i++, at += channels)
            values[i] = channels == 1 ? pixels[at] : 0.299f * pixels[at] + 0.587f * pixels[at + 1] + 0.114f * pixels[at + 2];
        return new(picture.Width, picture.Height, values);
    }

    /// <summary>The mean of the square around each place, as far as it lies on the picture. All are to be 0 or more.</summary>
    internal Surface Mean(int radius)
    {
        var across = new float[Values.Length];
        for (var y = 0; y < Height; y++)
            Slide(y * Width, 1, Width, radius, Values, across);
        var both = new float[Values.Length];
        for (var x = 0; x < Width; x++)
            Slide(x, Width, Height, radius, across, both);
        return this with { Values = both };
    }

    /// <summary>What two surfaces make of each other, place by place.</summary>
    internal Surface With(Surface other, Func<float, float, float> make)
    {
        var values = new float[Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = make(Values[i], other.Values[i]);
        return this with { Values = values };
    }

    private static void Slide(int start, int stride, int count, int radius, float[] from, float[] to)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(radius, count); i++)
            sum += from[start + i * stride];
        for (var i = 0; i < count; i++)
        {
            if (i + radius < count)
                sum += from[start + (i + radius) * stride];
            if (i - radius - 1 >= 0)
                sum -= from[start + (i - radius - 1) * stride];
            // What goes in and out again leaves a rest of rounding, which may be less than nothing.
            to[start + i * stride] = (float)Math.Max(0, sum / (Math.Min(count - 1, i + radius) - Math.Max(0, i - radius) + 1));
        }
    }
}
