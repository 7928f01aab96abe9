namespace Imago.Gallery.Pages;

/// <summary>
/// An order of 0 … count - 1 in which each comes once, without a list of them: a Feistel network of four rounds over the next power of four, repeated while it leads outside.
/// The same key gives the same order, so the place in it can stand in an address, and nothing has to be remembered of a visitor.
/// </summary>
/// <param name="count">How many, 1 or more.</param>
/// <param name="key">Chooses the order.</param>
internal sealed class Shuffle(int count, uint key)
{
    private readonly int _half = Half(count);

    /// <summary>What comes at a place, both from 0 to count - 1.</summary>
    public int this[int place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, count);
            var at = (uint)place;
            do
                at = Mixed(at);
            while (at >= count);
            return (int)at;
        }
    }

    // Bits of one of the two halves.
    private static int Half(int count)
    {
        var half = 1;
        while (1L << (2 * half) < count)
            half++;
        return half;
    }

    private uint Mixed(uint value)
    {
        var mask = (1u << _half) - 1;
        var (left, right) = (value >> _half, value & mask);
        for (var round = 0u; round < 4; round++)
            (left, right) = (right, left ^ (Scattered(right + (round << 24) ^ Scattered(key + round)) & mask));
        return left << _half | right;
    }

    // The finishing steps of MurmurHash3: every bit of the number changes about half of the bits.
    private static uint Scattered(uint value)
    {
        value = (value ^ value >> 16) * 0x85ebca6b;
        value = (value ^ value >> 13) * 0xc2b2ae35;
        return value ^ value >> 16;
    }
}
