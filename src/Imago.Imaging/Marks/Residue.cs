using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>What of a picture speaks for a mark: its waves, after all that is picture has been made as faint as can be without knowing the mark.</summary>
internal sealed class Residue
{
    // The highest wave has 4.7 pixels then; more would cost time and tell nothing.
    private const int Side = 512;

    // Waves shorter than two pixels and a little are not there.
    private const double Nyquist = 0.47;

    private readonly Surface _detail;

    private Residue(Surface detail) => _detail = detail;

    internal int Width => _detail.Width;

    internal int Height => _detail.Height;

    internal int Longer => _detail.Longer;

    /// <summary>What is looked at of a picture: at most 512 pixels of its longer side.</summary>
    internal static Surface Light(Picture picture)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        int Scaled(int length) => Math.Max(1, (int)Math.Round((double)length * Side / longer));
        return Surface.Luminance(longer <= Side ? picture : PictureResizer.Fit(picture, Scaled(picture.Width), Scaled(picture.Height)));
    }

    /// <summary>Of each place what differs from its surroundings, in units of how lively they are.</summary>
    internal static Residue Of(Surface light)
    {
        var (near, wide) = (Math.Max(1, light.Longer / 64), Math.Max(2, light.Longer / 40));
        var detail = light.With(light.Mean(near), static (here, mean) => here - mean);
        var power = detail.With(detail, static (one, other) => one * other).Mean(wide);
        return new(detail.With(power, static (here, square) => here / (MathF.Sqrt(square) + 1.5f)));
    }

    /// <summary>The waves of a lattice, each in units of how strong those of like length are; 0 where the picture has no room for so short a wave.</summary>
    /// <param name="lattice">The waves.</param>
    /// <param name="periodX">The length in pixels, across, of a wave of one step.</param>
    /// <param name="periodY">The same, down.</param>
    internal Complex[] Waves(Lattice lattice, double periodX, double periodY) =>
        Waves(lattice, new Ripples(lattice, Width, Height, periodX, periodY), Math.Min(periodX, periodY));

    /// <summary>The same, by ripples that are there.</summary>
    internal Complex[] Waves(Lattice lattice, Ripples ripples, double period)
    {
        var found = ripples.Of(_detail);
        var (power, count) = (new double[Lattice.Highest + 2], new int[Lattice.Highest + 2]); // by radius
        for (var at = 0; at < found.Length; at++)
        {
            var ring = (int)Math.Round(lattice.Waves[at].Radius);
            power[ring] += found[at].Real * found[at].Real + found[at].Imaginary * found[at].Imaginary;
            count[ring] += 2;
        }
        var usual = power.Select((sum, ring) => Math.Sqrt(sum / Math.Max(1, count[ring]))).ToArray();
        var least = 0.1 * usual.Max() + 1e-9; // what was made small and large again has no short waves, and their noise says nothing
        return [.. found.Select((one, at) => lattice.Waves[at].Radius > Nyquist * period ? 0 : one / Math.Max(usual[(int)Math.Round(lattice.Waves[at].Radius)], least))];
    }
}
