namespace Imago.Imaging.Painting;

/// <summary>
/// Paints imaginary portraits: head and shoulders before a painted ground, the eyes near one place, everything else
/// drawn from a seed. Nobody sat for them and no picture was used, so they carry no licence but Imago's. A seed names the same
/// SVG text for ever; the pixels are the same wherever the same librsvg draws it.
/// </summary>
public static class PortraitPainter
{
    /// <summary>Paints one portrait. May be called from many threads at once.</summary>
    /// <param name="seed">Any number; another seed is another portrait.</param>
    /// <param name="resolution">Width and height in pixels, 8 to 4096.</param>
    /// <returns>An RGB picture.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is outside its range.</exception>
    public static Picture Paint(long seed, int resolution)
    {
        if (resolution is < 8 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(resolution), $"A portrait can be 8 to 4096 pixels wide, not {resolution}; choose a resolution in that range.");
        return PictureReader.FromSvg(Svg(seed), resolution, resolution, Colour.Black);
    }

    /// <summary>The portrait as an SVG text, 256 units wide and high: the picture at any size.</summary>
    /// <param name="seed">Any number.</param>
    public static string Svg(long seed) => PortraitSvg.Draw(Sitter.FromSeed(seed));
}
