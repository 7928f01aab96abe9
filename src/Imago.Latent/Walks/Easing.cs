namespace Imago.Latent.Walks;

/// <summary>How a movement begins and ends.</summary>
public enum Easing
{
    /// <summary>At the same speed all the way.</summary>
    Linear,

    /// <summary>Slow, fast, slow: 3t² - 2t³.</summary>
    InOut,

    /// <summary>Slow at first: t².</summary>
    In,

    /// <summary>Slow at the end: 1 - (1 - t)².</summary>
    Out,

    /// <summary>Slow, fast, slow, along a sine: (1 - cos πt) / 2.</summary>
    Sine,

    /// <summary>Very slow, very fast, very slow, along two quarter circles: (1 - √(1 - 4t²)) / 2, then its mirror image.</summary>
    Circular,

    /// <summary>Arrives, and springs back three times, each time less (Penner 2002, "Motion, Tweening, and Easing").</summary>
    Bounce,
}

/// <summary>The curves behind <see cref="Easing"/>.</summary>
public static class Easings
{
    /// <summary>Where a movement is when the share <paramref name="t"/> of its time is over.</summary>
    /// <param name="easing">Which curve.</param>
    /// <param name="t">0 to 1.</param>
    /// <returns>0 to 1; 0 at 0 and 1 at 1.</returns>
    public static double At(this Easing easing, double t) => easing switch
    {
        Easing.InOut => t * t * (3 - (2 * t)),
        Easing.In => t * t,
        Easing.Out => 1 - ((1 - t) * (1 - t)),
        Easing.Sine => (1 - Math.Cos(Math.PI * t)) / 2,
        Easing.Circular => t < 0.5 ? (1 - Math.Sqrt(1 - (4 * t * t))) / 2 : (1 + Math.Sqrt(1 - (4 * (1 - t) * (1 - t)))) / 2,
        Easing.Bounce => Bounce(t),
        _ => t,
    };

    /// <summary>Four parabolas that touch 1, at 4/11, 8/11, 10/11 and 1 of the time, of the heights 1, 1/4, 1/16 and 1/64.</summary>
    private static double Bounce(double t)
    {
        const double Steepness = 121 / 16.0; // the first falls from 0 to 1 in 4/11
        var (middle, low) = t switch
        {
            < 4 / 11.0 => (0, 0.0),
            < 8 / 11.0 => (6 / 11.0, 0.75),
            < 10 / 11.0 => (9 / 11.0, 0.9375),
            _ => (10.5 / 11, 0.984375),
        };
        return (Steepness * (t - middle) * (t - middle)) + low;
    }
}
