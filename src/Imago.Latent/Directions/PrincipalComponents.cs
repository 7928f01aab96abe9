using Imago.Networks;
using Imago.Networks.Formats;

namespace Imago.Latent.Directions;

/// <summary>
/// Directions by principal component analysis of w (Härkönen et al. 2020, "GANSpace", arXiv:2004.02546): the eigenvectors of the covariance of many w. The first
/// one is that along which pictures of this network differ most; its scale is the root of its eigenvalue, the standard deviation of w along it.
/// </summary>
/// <example><code>
/// using var renderer = new Renderer(NetworkFile.Read(BundledNetwork.Location, NetworkParts.Generator));
/// var directions = PrincipalComponents.Find(renderer.Generator, new() { Count = 10 }).Named(1, "dress");
/// DirectionFile.Write("directions.safetensors", directions);
/// var origin = DirectionMove.Origin(renderer, new() { Latent = LatentCode.OfSeed(85, renderer.Options.ZDim), TruncationPsi = 0.7 });
/// var moved = renderer.Render(new DirectionMove(directions, [new(directions.Find("dress"), 1)]).Of(origin, strength: 2));
/// </code></example>
public static class PrincipalComponents
{
    /// <summary>Looks for them.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="options">How many, of how many samples.</param>
    /// <param name="progress">Told how many samples have passed.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    public static DirectionSet Find(Generator generator, DirectionOptions options, Action<int>? progress = null, CancellationToken cancel = default)
    {
        var layers = StyleWeights.Checked(generator, options);
        using var statistics = WStatistics.Of(generator, options, progress, cancel);
        using var covariance = statistics.Covariance();
        var (values, vectors) = EigenDirections.Largest(covariance, options.Count);
        return new()
        {
            Method = DirectionMethod.Pca,
            Network = NetworkFingerprint.Of(generator),
            Layers = layers,
            WDim = generator.Options.WDim,
            Vectors = Array.ConvertAll(vectors, static value => (float)value),
            Scale = Array.ConvertAll(values, static value => (float)Math.Sqrt(Math.Max(0, value))),
            Names = [.. values.Select(static _ => "")],
        };
    }
}
