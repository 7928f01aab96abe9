using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Directions;

/// <summary>
/// Directions by closed-form factorisation (Shen and Zhou 2021, "SeFa", arXiv:2007.06600): a step n in w changes the styles by A·n, where A stacks the style weights of
/// the chosen layers, each row brought to length 1. The steps of length 1 that change them most are the eigenvectors of AᵀA with the largest eigenvalues. No
/// picture and no sample is needed for that; w is sampled for the scale alone, 10,000 times at most, so that strength means the same as with <see cref="PrincipalComponents"/>.
/// </summary>
public static class ClosedFormFactorization
{
    // A deviation of so many is right to 0.7 %.
    private const int EnoughForScale = 10_000;

    /// <summary>Looks for them.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="options">How many, of which layers.</param>
    /// <param name="progress">Told how many samples have passed.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    public static DirectionSet Find(Generator generator, DirectionOptions options, Action<int>? progress = null, CancellationToken cancel = default)
    {
        var layers = StyleWeights.Checked(generator, options);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var a = StyleWeights.Rows(generator, layers);
        var (values, vectors) = EigenDirections.Largest(a.Transpose(0, 1).MatMul(a), options.Count); // [wDim, rows] x [rows, wDim]
        using var statistics = WStatistics.Of(generator, options with { Samples = Math.Min(options.Samples, EnoughForScale) }, progress, cancel);
        var (wDim, rows) = (generator.Options.WDim, Tensor.From(vectors, options.Count, generator.Options.WDim).To(a.Device));
        var variances = rows.MatMul(statistics.Covariance()).Mul(rows).Sum([1]).ToArray<double>(); // vᵀ C v of each row
        return new()
        {
            Method = DirectionMethod.Sefa,
            Network = NetworkFingerprint.Of(generator),
            Layers = layers,
            WDim = wDim,
            Vectors = Array.ConvertAll(vectors, static value => (float)value),
            Scale = Array.ConvertAll(variances, static value => (float)Math.Sqrt(Math.Max(0, value))),
            Names = [.. values.Select(static _ => "")],
        };
    }
}
