using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>How a data set is packed.</summary>
public sealed record PackOptions
{
    /// <summary>A folder with pictures in it, however deep, or a zip.</summary>
    public required string Source { get; init; }

    /// <summary>A name that ends with .zip gives a zip, any other a folder.</summary>
    public required string Dest { get; init; }

    /// <summary>Width and height of every picture, a power of two from 4 to 16,384.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>
    /// How a picture of another shape becomes a square. <see cref="Fit.CenterCropWide"/> and <see cref="Fit.CenterCropTall"/> take the
    /// largest centred part of 4:3 or 3:4 (or of <see cref="ShortSide"/>) and set it between two bands of the background.
    /// </summary>
    public Fit Transform { get; init; } = Fit.CenterCrop;

    /// <summary>Height of the part that <see cref="Fit.CenterCropWide"/> takes, width of <see cref="Fit.CenterCropTall"/>'s, in pixels of the result; null for ¾ of <see cref="Resolution"/>.</summary>
    public int? ShortSide { get; init; }

    /// <summary>The filter. <see cref="ResizeFilter.Box"/> is what published numbers on FFHQ at 256 were made with.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Lanczos;

    /// <summary>Under transparent pixels and around pictures that do not fill the square.</summary>
    public Colour Background { get; init; } = Colour.White;

    /// <summary>
    /// 1 (grey), 3 (RGB), or null: grey where every picture is grey, else RGB. A grey set asked for with 3 suits the fine-tuning of a
    /// network in colour.
    /// </summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Label each picture by the folder that it lies in, right under the source; classes are numbered by name. Without it,
    /// labels in the source's own <c>dataset.json</c> are kept.
    /// </summary>
    public bool SubfoldersAsLabels { get; init; }

    /// <summary>Leave out what is the same picture as one before it, by name; see <see cref="Duplicates"/>.</summary>
    public bool SkipDuplicates { get; init; }

    /// <summary>Take only the first so many usable pictures, by name; null for all.</summary>
    public int? MaxImages { get; init; }

    /// <summary>Take no more pictures after so much time, whatever comes first; null for no end. With it the result depends on the machine's speed.</summary>
    public TimeSpan? TakeFor { get; init; }

    /// <summary>Replace a data set that stands at <see cref="Dest"/>.</summary>
    public bool Force { get; init; }

    /// <summary>Worker threads; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Width and height before the bands of the wide and tall kinds.</summary>
    internal (int Width, int Height) Part => Transform switch
    {
        Fit.CenterCropWide => (Resolution, ShortSide ?? Resolution * 3 / 4),
        Fit.CenterCropTall => (ShortSide ?? Resolution * 3 / 4, Resolution),
        _ => (Resolution, Resolution),
    };

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Resolution is < 4 or > 16384 || !int.IsPow2(Resolution))
            throw new ArgumentException($"The resolution is {Resolution}, expected a power of two from 4 to 16384, such as {Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(Resolution, 4)), 4, 16384)}.");
        if (ShortSide is { } side && (side < 1 || side > Resolution || Transform is not (Fit.CenterCropWide or Fit.CenterCropTall)))
            throw new ArgumentException($"A part of {Resolution} by {side} was asked for: a shorter side from 1 to {Resolution} belongs to center-crop-wide or center-crop-tall; give one number for a square.");
        if (Channels is not (null or 1 or 3)) throw new ArgumentException($"{Channels} channels were asked for, expected 1 (grey) or 3 (RGB).");
        if (MaxImages < 1) throw new ArgumentException($"At most {MaxImages} pictures were asked for, expected 1 or more.");
        if (Threads < 1) throw new ArgumentException($"{Threads} threads were asked for, expected 1 or more.");
    }
}
