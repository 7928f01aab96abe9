namespace Imago.Latent.Directions;

/// <summary>What is looked for.</summary>
public sealed record DirectionOptions
{
    /// <summary>How many directions, 1 to wDim.</summary>
    public int Count { get; init; } = 20;

    /// <summary>The layers that they move, 0 to numWs - 1, rising; null means all. Of these layers' weights a factorisation is made.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>Of how many w their statistics are taken, 2 or more.</summary>
    public int Samples { get; init; } = 300_000;

    /// <summary>Of the generator that draws the z of the samples.</summary>
    public long Seed { get; init; }

    /// <summary>The class of all samples, for a network with labels; null: each sample has a class by chance.</summary>
    public int? Class { get; init; }
}
