using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>Where the w of a network lie: of 10,000 random z of numpy's seed 123, as StyleGAN2's projector takes them.</summary>
/// <param name="Samples">[10,000, wDim].</param>
/// <param name="Mean">Their mean [1, wDim].</param>
/// <param name="Sigma">√(mean |w - mean|²): how far a w lies from the mean.</param>
internal sealed record WStatistics(Tensor Samples, Tensor Mean, double Sigma)
{
    /// <summary>How many are drawn.</summary>
    public const int Count = 10_000;

    private const int Batch = 1_000;
    private const long Seed = 123;

    /// <summary>Measures a network; the tensors belong to the open scope.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="number">The class, for a network with labels.</param>
    /// <param name="device">Where the network lies.</param>
    public static WStatistics Of(Generator generator, int? number, Device device)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var (options, random) = (generator.Options, new NumpyRandom(Seed));
        var label = options.CDim == 0 ? null : Tensor.Eye(options.CDim).Slice(0, number!.Value, number.Value + 1).To(device); // [1, cDim]
        var samples = Tensor.Cat(
            [.. Enumerable.Range(0, Count / Batch).Select(_ =>
            {
                using var batch = TensorScope.Open();
                var z = Tensor.From(random.Randn(Batch * options.ZDim), Batch, options.ZDim).To(ScalarType.Float32).To(device);
                return batch.Keep(generator.Mapping.Forward(z, label?.Expand(Batch, -1)).Select(1, 0)); // [Batch, wDim]
            })], 0);
        var mean = samples.Mean([0], keepDims: true);
        var sigma = Math.Sqrt(samples.Sub(mean).Square().Sum([1]).Mean().ToScalar());
        return new(scope.Keep(samples), scope.Keep(mean), sigma);
    }
}
