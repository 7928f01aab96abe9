using System.Text.Json;
using Imago.Imaging;

namespace Imago.Gallery.Works;

/// <summary>The colours of a picture that cover the most of it.</summary>
public static class MainColours
{
    private const int Side = 32, Bits = 3, Most = 5;

    /// <summary>Up to five colours as JSON (<c>["#aabbcc", …]</c>), the one of the largest area first: means of the fullest cells of an 8 × 8 × 8 grid of colours.</summary>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var little = PictureResizer.Fit(picture, Side, Side, filter: ResizeFilter.Box);
        var cells = Enumerable.Range(0, Side * Side).Select(pixel => Rgb(little, pixel)).GroupBy(static colour => (colour.R >> (8 - Bits), colour.G >> (8 - Bits), colour.B >> (8 - Bits)));
        return JsonSerializer.Serialize(cells
            .OrderByDescending(static cell => cell.Count()).ThenBy(static cell => cell.Key).Take(Most)
            .Select(static cell => $"#{Mean(cell, static one => one.R):x2}{Mean(cell, static one => one.G):x2}{Mean(cell, static one => one.B):x2}"));
    }

    private static int Mean(IEnumerable<(int R, int G, int B)> cell, Func<(int R, int G, int B), int> part) => (int)Math.Round(cell.Average(part));

    private static (int R, int G, int B) Rgb(Picture picture, int pixel)
    {
        var bytes = picture.Pixels.AsSpan(pixel * picture.Channels);
        return picture.Channels == 1 ? (bytes[0], bytes[0], bytes[0]) : (bytes[0], bytes[1], bytes[2]);
    }
}
