namespace Imago.Gallery.Hanging;

/// <summary>Numbers of a seed that are the same in every version of .NET: SplitMix64 (Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators").</summary>
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Brings things into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> things)
    {
        for (var i = things.Length - 1; i > 0; i--)
        {
            var j = (int)(Next() % (ulong)(i + 1));
            (things[i], things[j]) = (things[j], things[i]);
        }
    }

    /// <summary>From 0 to below 1.</summary>
    public double Uniform() => (Next() >> 11) / (double)(1L << 53);

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
