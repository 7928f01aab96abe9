using System.Collections.Immutable;

namespace Imago.Torch;

/// <summary>
/// Where a <see cref="NumpyRandom"/> stands: numpy's <c>RandomState.get_state()</c>. A training run stores it to go on bit for bit.
/// Two states are equal when all following draws are.
/// </summary>
public sealed class NumpyRandomState : IEquatable<NumpyRandomState>
{
    /// <summary>Length of <see cref="ToWords"/>: 624 key words, position, whether a Gaussian is kept, its bits (low word first).</summary>
    public const int WordCount = NumpyRandom.KeyWords + 4;

    /// <summary>A state from its parts, as numpy's <c>get_state()</c> names them.</summary>
    /// <param name="key">The 624 words of MT19937.</param>
    /// <param name="position">0 to 624; 624 means that the next draw makes 624 new words first.</param>
    /// <param name="cachedGaussian">The second number of the polar method where one waits, else null.</param>
    /// <exception cref="InvalidDataException">The parts are no state of MT19937.</exception>
    public NumpyRandomState(ImmutableArray<uint> key, int position, double? cachedGaussian)
    {
        if (key.IsDefault || key.Length != NumpyRandom.KeyWords)
            throw Damaged($"it has {(key.IsDefault ? 0 : key.Length)} key words, not {NumpyRandom.KeyWords}");
        if (position is < 0 or > NumpyRandom.KeyWords)
            throw Damaged($"its position is {position}, not 0 to {NumpyRandom.KeyWords}");
        // From such a key MT19937 draws zeros for ever, and the polar method would never end.
        if ((key[0] & 0x80000000u) == 0 && key.AsSpan()[1..].IndexOfAnyExcept(0u) < 0)
            throw Damaged("its key words are all zero, which no seed leads to");
        if (cachedGaussian is double g && !double.IsFinite(g))
            throw Damaged($"its kept Gaussian is {g}, not a finite number");
        (Key, Position, CachedGaussian) = (key, position, cachedGaussian);
    }

    /// <summary>[624] the words of MT19937.</summary>
    public ImmutableArray<uint> Key { get; }

    /// <summary>Index of the next word, 0 to 624.</summary>
    public int Position { get; }

    /// <summary>The second number of the polar method where one waits, else null.</summary>
    public double? CachedGaussian { get; }

    /// <summary>The state as plain words, to be stored (a U32 tensor of a safetensors file).</summary>
    /// <returns>[<see cref="WordCount"/>] words.</returns>
    public uint[] ToWords()
    {
        ulong gaussian = BitConverter.DoubleToUInt64Bits(CachedGaussian ?? 0);
        return [.. Key, (uint)Position, CachedGaussian is null ? 0u : 1u, (uint)gaussian, (uint)(gaussian >> 32)];
    }

    /// <summary>The inverse of <see cref="ToWords"/>.</summary>
    /// <param name="words">[<see cref="WordCount"/>] words.</param>
    /// <returns>The state.</returns>
    /// <exception cref="InvalidDataException">The words are no state.</exception>
    public static NumpyRandomState FromWords(ReadOnlySpan<uint> words)
    {
        if (words.Length != WordCount)
            throw Damaged($"it has {words.Length} words, not {WordCount}");
        ReadOnlySpan<uint> rest = words[NumpyRandom.KeyWords..];
        if (rest[1] > 1)
            throw Damaged($"its Gaussian flag is {rest[1]}, not 0 or 1");
        double? gaussian = rest[1] == 0 ? null : BitConverter.UInt64BitsToDouble(rest[2] | (ulong)rest[3] << 32);
        return new([.. words[..NumpyRandom.KeyWords]], (int)Math.Min(rest[0], int.MaxValue), gaussian);
    }

    private static InvalidDataException Damaged(string why) =>
        new($"A random state cannot be used, because {why}; take it from an undamaged file.");

    /// <inheritdoc/>
    public bool Equals(NumpyRandomState? other) => other is not null && ToWords().AsSpan().SequenceEqual(other.ToWords());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NumpyRandomState);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key[0], Key[^1], Position, CachedGaussian);
}
