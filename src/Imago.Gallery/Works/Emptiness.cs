using Imago.Imaging;

namespace Imago.Gallery.Works;

/// <summary>Whether there is anything to be seen on a picture.</summary>
public static class Emptiness
{
    /// <summary>Below it a picture is nearly empty: the standard deviation of its colours, of 255.</summary>
    public const double Least = 4;

    private const int Side = 32;

    /// <summary>The standard deviation of the colours of a picture shrunk to 32 × 32 pixels, over all channels, 0 to 128.</summary>
    public static double Contrast(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var little = PictureResizer.Fit(picture, Side, Side, filter: ResizeFilter.Box);
        var total = 0.0;
        for (var channel = 0; channel < little.Channels; channel++)
        {
            var values = Enumerable.Range(0, Side * Side).Select(pixel => (double)little.Pixels[(pixel * little.Channels) + channel]).ToArray();
            var mean = values.Average();
            total += values.Average(value => (value - mean) * (value - mean)) / little.Channels;
        }
        return Math.Sqrt(total);
    }
}
