namespace Imago.Training.Augment;

/// <summary>
/// Which augmentations a pipe offers and how far each may go (Karras et al. 2020, "Training Generative Adversarial Networks with
/// Limited Data", arXiv:2006.06676, appendix B). A strength multiplies <see cref="AugmentPipe.P"/>: 0 leaves an augmentation out,
/// 1 applies it to each picture with probability P.
/// </summary>
public sealed record AugmentOptions
{
    /// <summary>Strength of the mirror image, by a fair coin.</summary>
    public double XFlip { get; init; }

    /// <summary>Strength of the turn by 0, 90, 180 or 270 degrees.</summary>
    public double Rotate90 { get; init; }

    /// <summary>Strength of the shift by whole pixels.</summary>
    public double XInt { get; init; }

    /// <summary>Largest such shift as a share of the side.</summary>
    public double XIntMax { get; init; } = 0.125;

    /// <summary>Strength of the isotropic scaling.</summary>
    public double Scale { get; init; }

    /// <summary>Standard deviation of the scale's base-2 logarithm.</summary>
    public double ScaleStd { get; init; } = 0.2;

    /// <summary>Strength of the rotation, offered before and after the anisotropic scaling.</summary>
    public double Rotate { get; init; }

    /// <summary>Largest angle, 1 = half a turn to either side.</summary>
    public double RotateMax { get; init; } = 1;

    /// <summary>Strength of the anisotropic scaling (s, 1/s).</summary>
    public double Aniso { get; init; }

    /// <summary>Standard deviation of its base-2 logarithm.</summary>
    public double AnisoStd { get; init; } = 0.2;

    /// <summary>Strength of the shift by fractions of pixels.</summary>
    public double XFrac { get; init; }

    /// <summary>Standard deviation of that shift as a share of the side.</summary>
    public double XFracStd { get; init; } = 0.125;

    /// <summary>Strength of the added brightness.</summary>
    public double Brightness { get; init; }

    /// <summary>Standard deviation of the added brightness; pictures span -1 to 1.</summary>
    public double BrightnessStd { get; init; } = 0.2;

    /// <summary>Strength of the change of contrast.</summary>
    public double Contrast { get; init; }

    /// <summary>Standard deviation of the contrast's base-2 logarithm.</summary>
    public double ContrastStd { get; init; } = 0.5;

    /// <summary>Strength of the luma flip (dark for bright, hue and saturation kept), by a fair coin.</summary>
    public double LumaFlip { get; init; }

    /// <summary>Strength of the hue rotation.</summary>
    public double Hue { get; init; }

    /// <summary>Largest hue rotation, 1 = half a turn to either side.</summary>
    public double HueMax { get; init; } = 1;

    /// <summary>Strength of the change of saturation.</summary>
    public double Saturation { get; init; }

    /// <summary>Standard deviation of the saturation's base-2 logarithm.</summary>
    public double SaturationStd { get; init; } = 1;

    /// <summary>Strength of the amplification of octave bands.</summary>
    public double ImgFilter { get; init; }

    /// <summary>A further factor of that strength for each of the four bands, coarse to fine.</summary>
    public IReadOnlyList<double> ImgFilterBands { get; init; } = [1, 1, 1, 1];

    /// <summary>Standard deviation of a band's gain, as a base-2 logarithm.</summary>
    public double ImgFilterStd { get; init; } = 1;

    /// <summary>Strength of the added Gaussian noise.</summary>
    public double Noise { get; init; }

    /// <summary>Standard deviation of the noise's own standard deviation, which is half-normal.</summary>
    public double NoiseStd { get; init; } = 0.1;

    /// <summary>Strength of the square hole.</summary>
    public double Cutout { get; init; }

    /// <summary>The hole's side as a share of the picture's.</summary>
    public double CutoutSize { get; init; } = 0.5;

    /// <summary>The names that <see cref="Preset"/> knows.</summary>
    public static IReadOnlyList<string> PresetNames { get; } =
        ["blit", "geom", "color", "filter", "noise", "cutout", "bg", "bgc", "bgcf", "bgcfn", "bgcfnc"];

    /// <summary>
    /// A named set: one group (<c>blit</c>, <c>geom</c>, <c>color</c>, <c>filter</c>, <c>noise</c>, <c>cutout</c>), or several, named
    /// by their first letters in that order: <c>bg</c>, <c>bgc</c> (the usual one), <c>bgcf</c>, <c>bgcfn</c>, <c>bgcfnc</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no set of that name.</exception>
    public static AugmentOptions Preset(string name)
    {
        if (!PresetNames.Contains(name))
            throw new ArgumentException($"the augmentation pipe '{name}' does not exist: use one of {string.Join(", ", PresetNames)}.");
        var several = name.StartsWith("bg", StringComparison.Ordinal) ? name.Length : 0;
        double On(string group, int position) => name == group || several > position ? 1 : 0;
        var (blit, geom, color) = (On("blit", 0), On("geom", 1), On("color", 2));
        return new()
        {
            XFlip = blit, Rotate90 = blit, XInt = blit,
            Scale = geom, Rotate = geom, Aniso = geom, XFrac = geom,
            Brightness = color, Contrast = color, LumaFlip = color, Hue = color, Saturation = color,
            ImgFilter = On("filter", 3), Noise = On("noise", 4), Cutout = On("cutout", 5),
        };
    }

    /// <summary>Checks every number once.</summary>
    /// <exception cref="ArgumentException">One is negative or not finite, or there are not four bands.</exception>
    public AugmentOptions Validate()
    {
        if (ImgFilterBands.Count != Wavelets.Bands)
            throw new ArgumentException($"{nameof(ImgFilterBands)} has {ImgFilterBands.Count} numbers, but the filter has {Wavelets.Bands} bands.");
        foreach (var property in typeof(AugmentOptions).GetProperties().Where(p => p.PropertyType == typeof(double)))
            Check(property.Name, (double)property.GetValue(this)!);
        foreach (var band in ImgFilterBands)
            Check(nameof(ImgFilterBands), band);
        return this;

        static void Check(string name, double value)
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentException($"the augmentation's {name} is {value}: it must be 0 or more.");
        }
    }

    internal bool HasGeometry => XFlip > 0 || Rotate90 > 0 || XInt > 0 || Scale > 0 || Rotate > 0 || Aniso > 0 || XFrac > 0;

    internal bool HasColor => Brightness > 0 || Contrast > 0 || LumaFlip > 0 || Hue > 0 || Saturation > 0;
}
