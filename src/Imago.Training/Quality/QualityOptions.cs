namespace Imago.Training.Quality;

/// <summary>How the quality numbers of a run are taken. Numbers compare only between equal options.</summary>
public sealed record QualityOptions
{
    /// <summary>
    /// Pictures on each side of a comparison, 8 or more. Default: 1,000. Fewer are taken where the data set has fewer than twice as
    /// many, because the floor needs as many other reals. Below 1,000 the sliced Wasserstein distance mostly shows its own noise.
    /// </summary>
    public int Pictures { get; init; } = 1000;

    /// <summary>Whether the network is trained on mirror images too: then each real is mirrored or not, by chance.</summary>
    public bool Mirror { get; init; }

    /// <summary>Draws the reals, the patches and the directions; 0 to 2³² − 1 − 2²⁴.</summary>
    public long Seed { get; init; }
}
