namespace Imago.Training.Data;

/// <summary>
/// The data order's own dice: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// Its complete state is one number, so that a run can be saved and continued exactly, in this version and in later ones.
/// </summary>
/// <param name="state">The seed, or a <see cref="State"/> saved earlier.</param>
public sealed class SplitMix64(ulong state)
{
    /// <summary>The complete state: a generator made from it draws what this one would have drawn.</summary>
    public ulong State { get; private set; } = state;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = State += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// A whole number in [0, bound), each exactly as likely (Lemire, "Fast random integer generation in an interval", 2019).
    /// </summary>
    /// <param name="bound">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (ulong)bound;
        var high = Math.BigMul(Next(), range, out var low);
        if (low < range)
        {
            // The few draws that would make some numbers likelier than others are thrown away: 2^64 mod range of them.
            var surplus = (0 - range) % range;
            while (low < surplus) high = Math.BigMul(Next(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Puts the items into a random order, each order as likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
