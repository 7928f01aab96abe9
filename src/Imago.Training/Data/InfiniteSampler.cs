namespace Imago.Training.Data;

/// <summary>Everything that an <see cref="InfiniteSampler"/> is: the one that is made from it draws on exactly where it stood.</summary>
/// <param name="Rng">State of the <see cref="SplitMix64"/>.</param>
/// <param name="Position">How many indices were drawn so far.</param>
/// <param name="Order">The order in which they are drawn, a permutation of 0 … count − 1.</param>
public sealed record SamplerState(ulong Rng, long Position, int[] Order);

/// <summary>
/// The endless order in which training sees its pictures. There are no epochs: the set is shuffled once and walked round and
/// round, and every index that was drawn changes places with a random earlier one, at most half the set back. So each
/// picture comes about equally often, never soon after itself, and no two rounds are alike. This is the order of
/// StyleGAN2-ADA (window 0.5), with our own dice.
/// </summary>
public sealed class InfiniteSampler
{
    private readonly int[] _order;
    private readonly int _window;
    private readonly SplitMix64 _random;
    private long _position;

    /// <summary>A fresh order.</summary>
    /// <param name="count">How many pictures there are, 1 or more.</param>
    /// <param name="seed">Any number; the same seed and count give the same endless order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public InfiniteSampler(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _order = [.. Enumerable.Range(0, count)];
        _window = WindowOf(count);
        _random = new SplitMix64(seed);
        _random.Shuffle(_order);
    }

    /// <summary>Goes on where a saved one stood.</summary>
    /// <param name="state">What <see cref="State"/> gave.</param>
    /// <exception cref="DatasetException">The order is no permutation, or the position is negative.</exception>
    public InfiniteSampler(SamplerState state)
    {
        var seen = new bool[state.Order.Length];
        foreach (var index in state.Order)
            if ((uint)index >= (uint)seen.Length || seen[index])
                throw new DatasetException($"The saved order of the data set is damaged: index {index} is out of place among {seen.Length} pictures; continue from an earlier snapshot.");
            else seen[index] = true;
        if (seen.Length == 0 || state.Position < 0)
            throw new DatasetException($"The saved order of the data set is damaged: {seen.Length} pictures, position {state.Position}; continue from an earlier snapshot.");
        _order = [.. state.Order];
        _window = WindowOf(seen.Length);
        _random = new SplitMix64(state.Rng);
        _position = state.Position;
    }

    /// <summary>How many pictures there are.</summary>
    public int Count => _order.Length;

    /// <summary>How many indices were drawn so far.</summary>
    public long Position => _position;

    /// <summary>A copy of the complete state.</summary>
    public SamplerState State => new(_random.State, _position, [.. _order]);

    /// <summary>The next index, in [0, <see cref="Count"/>).</summary>
    public int Next()
    {
        var here = (int)(_position++ % _order.Length);
        var index = _order[here];
        if (_window >= 2)
        {
            // a place 0 … window − 1 steps back, round the corner where need be
            var earlier = here - _random.Below(_window);
            if (earlier < 0) earlier += _order.Length;
            (_order[here], _order[earlier]) = (_order[earlier], _order[here]);
        }
        return index;
    }

    private static int WindowOf(int count) => (int)Math.Round(count * 0.5, MidpointRounding.ToEven);
}
