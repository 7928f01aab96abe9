using System.Collections.Concurrent;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;

namespace Imago.Gallery.Pages;

/// <summary>What stands in a picture's place until it is there: its thumbhash as a PNG of 6 pixels, in the page itself, which the browser blurs as it enlarges it.</summary>
internal sealed class Hints
{
    private const int Side = 6;

    private readonly ConcurrentDictionary<string, string> _known = new(); // about 400 bytes a work

    /// <summary>A data address.</summary>
    public string Of(Work work) => _known.GetOrAdd(work.Small, static (_, hash) =>
    {
        var blurred = ThumbHash.ToPicture(hash);
        var longer = Math.Max(blurred.Width, blurred.Height);
        var little = PictureResizer.Fit(blurred, Math.Max(1, blurred.Width * Side / longer), Math.Max(1, blurred.Height * Side / longer), filter: ResizeFilter.Box);
        return "data:image/png;base64," + Convert.ToBase64String(WithoutResolution(PictureWriter.Encode(little, PictureFormat.Png)));
    }, work.ThumbHash);

    // A wall has 36 of them in its page. The chunk pHYs (pixels a metre) takes 21 bytes of each, and says nothing here.
    private static byte[] WithoutResolution(byte[] png)
    {
        var at = png.AsSpan().IndexOf("pHYs"u8);
        return at < 0 ? png : [.. png[..(at - 4)], .. png[(at + 17)..]];
    }
}
