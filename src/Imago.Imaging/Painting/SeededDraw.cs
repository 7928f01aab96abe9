namespace Imago.Imaging.Painting;

/// <summary>
/// The painter's dice: SplitMix64 (Steele, Lea and Flood, 2014). The state grows by a constant, and a mixing function of
/// the state is the draw. It is written out here, and not taken from the runtime, so that a seed names the same portrait
/// for ever.
/// </summary>
internal sealed class SeededDraw
{
    private ulong _state;

    /// <param name="seed">Any number; neighbouring seeds give unrelated draws.</param>
    /// <param name="stream">A number per use, so that one part's draws never shift another's.</param>
    public SeededDraw(long seed, int stream) => _state = Mix((ulong)seed) ^ Mix(~(ulong)stream);

    /// <summary>A number in [0, 1), with 53 random bits.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number in [low, high), all alike likely.</summary>
    public double Between(double low, double high) => low + (high - low) * Next();

    /// <summary>A number in (low, high) that falls near the middle more often (the mean of three draws).</summary>
    public double Around(double low, double high) => low + (high - low) * (Next() + Next() + Next()) / 3;

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Next() < probability;

    /// <summary>-1 or +1.</summary>
    public int Side() => Chance(0.5) ? -1 : 1;

    /// <summary>A whole number in [0, 65536).</summary>
    public int Whole() => (int)(Next() * 65536);

    /// <summary>One of the choices, each as likely as its weight says.</summary>
    public T Pick<T>(params ReadOnlySpan<(T Choice, double Weight)> choices)
    {
        var total = 0.0;
        foreach (var (_, weight) in choices) total += weight;
        var at = Next() * total;
        foreach (var (choice, weight) in choices)
            if ((at -= weight) < 0) return choice;
        return choices[^1].Choice;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
