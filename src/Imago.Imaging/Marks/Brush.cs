using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>Draws waves onto a picture, as strongly at each place as the eye does not notice there.</summary>
internal sealed class Brush
{
    // In grey levels: what passes on flat ground, how much more where detail is lively, and the most.
    private const float Flat = 0.4f, Lively = 0.3f, Most = 4;

    private readonly Surface _room;

    private Brush(Ripples ripples, Surface room) => (Ripples, _room) = (ripples, room);

    /// <summary>The waves in the size of the picture.</summary>
    internal Ripples Ripples { get; }

    /// <summary>A brush for a picture.</summary>
    internal static Brush Over(Surface light, Lattice lattice)
    {
        var period = light.Longer / (double)Lattice.Step;
        return new(new(lattice, light.Width, light.Height, period, period), Room(light));
    }

    /// <summary>What is to be added, in grey levels.</summary>
    internal Surface Drawn(Complex[] amplitudes)
    {
        var drawn = Ripples.Sum(amplitudes).With(_room, static (wave, room) => wave * room);
        var weaker = 255 / Math.Pow(10, MarkWriter.LeastPsnr / 20) / Math.Sqrt(drawn.Values.Average(static one => (double)one * one) + 1e-9);
        return weaker < 1 ? drawn.With(drawn, (one, _) => one * (float)weaker) : drawn;
    }

    /// <summary>The same waves, together of strength 1 at most.</summary>
    internal static Complex[] Softened(Complex[] amplitudes)
    {
        var strength = Math.Sqrt(amplitudes.Sum(static one => one.Real * one.Real + one.Imaginary * one.Imaginary) / 2);
        return strength <= 1 ? amplitudes : [.. amplitudes.Select(one => one / strength)];
    }

    // Detail hides a mark where it is all around. An edge beside flat ground does not: of four surroundings the quietest counts, and the mean of roots sees many small things before one large.
    private static Surface Room(Surface light)
    {
        var reach = Math.Max(1, light.Longer / 128);
        var lively = light.With(light.Mean(reach), static (here, mean) => MathF.Sqrt(MathF.Abs(here - mean))).Mean(reach);
        var quiet = new float[lively.Values.Length];
        for (var y = 0; y < light.Height; y++)
        {
            var (above, below) = (Math.Max(0, y - reach) * light.Width, Math.Min(light.Height - 1, y + reach) * light.Width);
            for (var x = 0; x < light.Width; x++)
            {
                var (left, right) = (Math.Max(0, x - reach), Math.Min(light.Width - 1, x + reach));
                var least = Math.Min(Math.Min(lively.Values[above + left], lively.Values[above + right]), Math.Min(lively.Values[below + left], lively.Values[below + right]));
                quiet[y * light.Width + x] = Math.Min(Most, Flat + Lively * least * least);
            }
        }
        return (lively with { Values = quiet }).Mean(reach);
    }
}
