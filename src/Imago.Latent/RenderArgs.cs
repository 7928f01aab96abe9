using Imago.Networks;

namespace Imago.Latent;

/// <summary>
/// Which pictures are wanted of a network: all that a page, a film or a gallery has to remember of them. Either seeds or latents. Together with the network
/// it says everything: the same value gives the same pictures.
/// </summary>
public sealed record RenderArgs
{
    /// <summary>numpy's seeds, 0 to 2³² - 1; see <see cref="Latent.Seeds"/>.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>Given latents in place of seeds.</summary>
    public Latents? Latents { get; init; }

    /// <summary>ψ: w becomes mean + ψ·(w - mean). 1 leaves w alone, 0 is the mean picture, negative the opposite. Latents in w are taken as they are.</summary>
    public double TruncationPsi { get; init; } = 1;

    /// <summary>Only the first so many of the ws are truncated; null means all.</summary>
    public int? TruncationCutoff { get; init; }

    /// <summary>The class, 0 to cDim - 1; needed by a network with labels for all but latents in w and latents with labels, and refused by one without.</summary>
    public int? Class { get; init; }

    /// <summary>Stored noise maps, none, or fresh ones: these are drawn from the picture's seed (for latents, from its number), so that they come back.</summary>
    public NoiseMode NoiseMode { get; init; } = NoiseMode.Const;

    /// <summary>How many pictures.</summary>
    public int Count => Latents?.Count ?? Seeds.Count;

    /// <summary>What a picture is called: <c>seed 85</c>, <c>latent 3</c>.</summary>
    internal string NameOf(int index) => Latents is null ? $"seed {Seeds[index]}" : $"latent {index}";
}
