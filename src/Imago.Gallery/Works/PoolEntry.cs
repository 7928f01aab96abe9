using Imago.Gallery.Store;
using Imago.Imaging;

namespace Imago.Gallery.Works;

/// <summary>A picture that may come into the gallery.</summary>
/// <param name="Number">Its number in the pool, from 0.</param>
/// <param name="Picture">The full size, grey or RGB; null: it cannot be read.</param>
public sealed record Candidate(int Number, Picture? Picture)
{
    /// <summary>The discriminator's score; null where there is none.</summary>
    public double? Score { get; init; }

    /// <summary>Where it lies in W, truncated: [numWs, wDim], rows first; null for a picture that was made elsewhere.</summary>
    public float[]? W { get; init; }

    /// <summary>Its truncation.</summary>
    public double? Psi { get; init; }

    /// <summary>The seed of its noise maps.</summary>
    public long? Noise { get; init; }

    /// <summary>Its class, of a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>The file of a picture that was made elsewhere.</summary>
    public string? File { get; init; }
}

/// <summary>What became of a candidate.</summary>
public enum Fate
{
    /// <summary>It is a work.</summary>
    Taken,

    /// <summary>Its score is below the floor.</summary>
    Broken,

    /// <summary>Nearly nothing is to be seen on it.</summary>
    Empty,

    /// <summary>It looks like a work that is there.</summary>
    Duplicate,

    /// <summary>The file is no picture.</summary>
    Unreadable,
}

/// <summary>A line of a pool's journal. It says what a picture was made of, so it never leaves <c>private/</c>.</summary>
/// <param name="Candidate">The candidate's number.</param>
/// <param name="Fate">What became of it.</param>
public sealed record PoolEntry(int Candidate, Fate Fate)
{
    /// <summary>The work, where it was taken.</summary>
    public Work? Work { get; init; }

    /// <summary>The number of the work that it looks like.</summary>
    public int? Like { get; init; }

    /// <summary><see cref="Candidate.Score"/>.</summary>
    public double? Score { get; init; }

    /// <summary><see cref="Candidate.Psi"/>.</summary>
    public double? Psi { get; init; }

    /// <summary><see cref="Candidate.Noise"/>.</summary>
    public long? Noise { get; init; }

    /// <summary><see cref="Candidate.Class"/>.</summary>
    public int? Class { get; init; }

    /// <summary><see cref="Candidate.File"/>.</summary>
    public string? File { get; init; }
}

/// <summary>What a pool is: <c>pool.json</c>.</summary>
/// <param name="Source">Where its pictures come from: a network's fingerprint with its truncation, or a folder.</param>
/// <param name="Seed">The seed of its latents; null: random ones.</param>
/// <param name="Keys">What they are drawn from.</param>
public sealed record PoolRecord(string Source, long? Seed, PoolKeys Keys);
