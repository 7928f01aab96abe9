using Imago.Torch;

namespace Imago.Networks;

/// <summary>Where the noise maps of a generator come from.</summary>
public enum NoiseMode
{
    /// <summary>The maps stored with the network: the same picture every time.</summary>
    Const,

    /// <summary>Fresh maps for each picture: as in training, and for FID.</summary>
    Random,

    /// <summary>None.</summary>
    None,
}

/// <summary>The noise of one call of a generator.</summary>
/// <param name="Mode">Where the maps come from.</param>
/// <param name="Random">The source of random maps; needed for <see cref="NoiseMode.Random"/> only.</param>
public readonly record struct Noise(NoiseMode Mode, RandomGenerator? Random = null)
{
    /// <summary>The stored maps.</summary>
    public static Noise Const => default;

    /// <summary>No noise.</summary>
    public static Noise None => new(NoiseMode.None);

    /// <summary>Fresh maps from a generator.</summary>
    public static Noise From(RandomGenerator random) => new(NoiseMode.Random, random);
}
