namespace Imago.Latent;

/// <summary>Where a latent lies.</summary>
public enum LatentSpace
{
    /// <summary>Before the mapping network: [zDim], standard normal.</summary>
    Z,

    /// <summary>Behind it, one w for each layer: [numWs, wDim].</summary>
    W,
}

/// <summary>One point of a network's latent space: what a picture is made of.</summary>
/// <param name="Space">Where it lies.</param>
/// <param name="Values">[zDim] or [numWs, wDim], rows first.</param>
/// <param name="Label">[cDim] for z of a network with labels, or null.</param>
public sealed record LatentCode(LatentSpace Space, float[] Values, float[]? Label = null)
{
    /// <summary>The seed whose z it is; null for any other latent.</summary>
    public long? Seed { get; init; }

    /// <summary>What it is called: <c>seed 85</c>, <c>latent 3</c>, or what the artist calls it.</summary>
    public string Name { get; init; } = "the latent";

    /// <summary>The z of a seed; see <see cref="Seeds"/>.</summary>
    /// <param name="seed">0 to 2³² - 1.</param>
    /// <param name="zDim">The network's.</param>
    public static LatentCode OfSeed(long seed, int zDim) => new(LatentSpace.Z, Seeds.Z(seed, zDim)) { Seed = seed, Name = $"seed {seed}" };
}
