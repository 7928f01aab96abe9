using System.Globalization;
using System.Numerics;

// Not Imago.Torch.Random: such a namespace would hide System.Random from every file of the engine.
namespace Imago.Torch;

/// <summary>
/// numpy's <c>RandomState</c>: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) with the draws of numpy's legacy generator, so
/// that seed 85 is the same z in every StyleGAN tool. Every method gives numpy's numbers to the last bit and in numpy's order
/// (<see cref="Randn"/> as far as the C library's logarithm agrees, which it does on glibc). One object belongs to one thread at a time.
/// </summary>
public sealed class NumpyRandom
{
    internal const int KeyWords = 624;
    private const int Middle = 397;

    private readonly uint[] _key;
    private int _position;
    private double? _cachedGaussian;

    /// <summary>Starts as <c>numpy.random.RandomState(seed)</c> does.</summary>
    /// <param name="seed">0 to 4,294,967,295.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed is negative or above 2³² - 1, which numpy refuses too.</exception>
    public NumpyRandom(long seed)
    {
        if (seed is < 0 or > uint.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(seed), string.Create(CultureInfo.InvariantCulture,
                $"Seed {seed} is outside 0 to {uint.MaxValue}, the seeds that numpy's generator knows; choose one within."));

        _key = new uint[KeyWords];
        _key[0] = (uint)seed;
        for (int i = 1; i < KeyWords; i++)
            _key[i] = 1812433253u * (_key[i - 1] ^ (_key[i - 1] >> 30)) + (uint)i;
        _position = KeyWords;
    }

    /// <summary>Goes on exactly where <see cref="GetState"/> was called.</summary>
    /// <param name="state">A saved state; it is copied.</param>
    public NumpyRandom(NumpyRandomState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _key = [.. state.Key];
        _position = state.Position;
        _cachedGaussian = state.CachedGaussian;
    }

    /// <summary>Everything that the next draws depend on, as a copy.</summary>
    /// <returns>A state for <see cref="NumpyRandom(NumpyRandomState)"/>.</returns>
    public NumpyRandomState GetState() => new([.. _key], _position, _cachedGaussian);

    /// <summary>The next word of the generator, 0 to 2³² - 1.</summary>
    /// <returns>All 32 bits are random.</returns>
    public uint NextUInt32()
    {
        if (_position == KeyWords)
            Twist();
        uint y = _key[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits: numpy's <c>random_sample</c>, <c>rand</c>.</summary>
    /// <returns>A multiple of 2⁻⁵³.</returns>
    public double RandomSample()
    {
        uint high = NextUInt32() >> 5; // 27 bits
        uint low = NextUInt32() >> 6; // 26 bits
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>numpy's <c>uniform(low, high)</c>: low + (high - low) · <see cref="RandomSample"/>.</summary>
    /// <param name="low">Lower end, included.</param>
    /// <param name="high">Upper end, excluded but for rounding.</param>
    /// <returns>A uniform number.</returns>
    public double Uniform(double low, double high) => low + (high - low) * RandomSample();

    /// <summary>
    /// A standard normal number by the polar method (Marsaglia and Bray 1964), which makes two at once: the second is kept for the next.
    /// </summary>
    /// <returns>numpy's legacy <c>standard_normal</c>.</returns>
    public double StandardNormal()
    {
        if (_cachedGaussian is double kept)
        {
            _cachedGaussian = null;
            return kept;
        }
        double x1, x2, r2;
        do
        {
            x1 = 2.0 * RandomSample() - 1.0;
            x2 = 2.0 * RandomSample() - 1.0;
            r2 = x1 * x1 + x2 * x2;
        }
        while (r2 is >= 1.0 or 0.0);
        double f = Math.Sqrt(-2.0 * Math.Log(r2) / r2);
        _cachedGaussian = f * x1;
        return f * x2;
    }

    /// <summary>numpy's <c>randn(count)</c>; for <c>randn(n, m)</c> take n · m numbers, rows first.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <returns>[count] standard normal numbers.</returns>
    public double[] Randn(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        double[] values = new double[count];
        foreach (ref double value in values.AsSpan())
            value = StandardNormal();
        return values;
    }

    /// <summary>numpy's <c>randint(low, high)</c> with its default type: uniform over low, …, high - 1, without bias.</summary>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">One above the largest value.</param>
    /// <returns>A uniform integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public long Integers(long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        return unchecked(low + (long)Interval(unchecked((ulong)high - (ulong)low - 1)));
    }

    /// <summary>numpy's <c>shuffle</c> of a one-dimensional array (Fisher and Yates, from the end), in place.</summary>
    /// <typeparam name="T">Any.</typeparam>
    /// <param name="values">What is shuffled.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)Interval((ulong)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>numpy's <c>permutation(count)</c>.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <returns>[count] the numbers 0, …, count - 1 in random order.</returns>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        Shuffle<int>(order);
        return order;
    }

    // Uniform over 0, …, max: as many bits as max has, drawn again until they are not above it.
    private ulong Interval(ulong max)
    {
        if (max == 0)
            return 0;
        ulong mask = ulong.MaxValue >> BitOperations.LeadingZeroCount(max);
        ulong value;
        do
            value = mask & (max <= uint.MaxValue ? NextUInt32() : (ulong)NextUInt32() << 32 | NextUInt32());
        while (value > max);
        return value;
    }

    private void Twist()
    {
        for (int i = 0; i < KeyWords; i++)
        {
            uint y = (_key[i] & 0x80000000u) | (_key[(i + 1) % KeyWords] & 0x7fffffffu);
            _key[i] = _key[(i + Middle) % KeyWords] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
        }
        _position = 0;
    }
}
