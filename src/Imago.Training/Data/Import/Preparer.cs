using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>A picture as it goes into the data set.</summary>
/// <param name="Png">The file, compression level 0.</param>
/// <param name="Info">What it was.</param>
/// <param name="Changes">What was done to it, in the order in which it was done.</param>
internal sealed record Prepared(byte[] Png, PictureInfo Info, List<Change> Changes);

/// <summary>Makes equal squares of pictures of every kind, and says what it did to each.</summary>
internal sealed class Preparer(PictureSource source, PackOptions options, int channels)
{
    private static readonly EncodeOptions Level0 = new() { Compression = 0 };

    private readonly DecodeOptions _decode = new() { Background = options.Background, KeepGrey = channels == 1 };

    /// <exception cref="PictureException">It is no readable picture.</exception>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public Prepared Prepare(SourceItem item)
    {
        var info = PictureFiles.Probe(source, item);
        var (width, height) = options.Part;
        var picture = PictureFiles.Load(source, item, width, height, options.Transform, options.Filter, _decode);
        if (channels == 1) picture = ToGrey(picture);
        return new Prepared(PictureWriter.Encode(picture, PictureFormat.Png, Level0), info, [.. Changes(item.Name, info)]);
    }

    private IEnumerable<Change> Changes(string name, PictureInfo info)
    {
        if (!Fits(Path.GetExtension(name), info.Format)) yield return new("misnamed", $"({info.Format} by content)");
        if (info.Pages > 1) yield return new("first of several pages or frames", $"(of {info.Pages})");
        if (info.Orientation > 1) yield return new("rotated", $"by EXIF {info.Orientation}");
        if (info.ColourSpace is not ("RGB" or "grey")) yield return new($"{info.ColourSpace} to sRGB");
        else if (info.HasProfile) yield return new("colour profile to sRGB");
        if (info.BitsPerChannel > 8) yield return new("to 8 bits", $"from {info.BitsPerChannel}");
        if (info.HasAlpha) yield return new("alpha flattened", $"on {options.Background}");
        if (channels == 3 && info.ColourSpace == "grey") yield return new("grey to RGB");
        if (channels == 1 && info.ColourSpace != "grey") yield return new("colour to grey");

        var (width, height) = options.Part;
        if ((long)info.Width * height != (long)info.Height * width)
            yield return new(options.Transform == Fit.Pad ? "padded" : "cropped", $"from {info.Width} x {info.Height}");
        // The side that is decisive: of the part that is taken, or, padded, of the whole.
        var scale = options.Transform == Fit.Pad
            ? Math.Min((double)width / info.Width, (double)height / info.Height)
            : Math.Max((double)width / info.Width, (double)height / info.Height);
        var side = (int)Math.Round(Math.Max(width, height) / scale);
        if (scale > 1) yield return new("enlarged", $"from {side} px");
        else if (scale < 1) yield return new("reduced", $"from {side} px");
    }

    private static bool Fits(string extension, string format) => (extension.ToLowerInvariant(), format) switch
    {
        (".jpg" or ".jpeg" or ".jpe" or ".jfif", var f) => f == "JPEG",
        (".tif" or ".tiff", var f) => f == "TIFF",
        (".heic" or ".heif", var f) => f is "HEIC" or "AVIF",
        (var e, var f) => e.TrimStart('.').Equals(f, StringComparison.OrdinalIgnoreCase),
    };

    // Rec. 709 luma of the sRGB values
    private static Picture ToGrey(Picture picture)
    {
        if (picture.Channels == 1) return picture;
        var grey = new byte[picture.Width * picture.Height];
        for (int at = 0, from = 0; at < grey.Length; at++, from += 3)
            grey[at] = (byte)((picture.Pixels[from] * 13933 + picture.Pixels[from + 1] * 46871 + picture.Pixels[from + 2] * 4732 + 32768) >> 16);
        return new Picture(picture.Width, picture.Height, 1, grey);
    }
}
