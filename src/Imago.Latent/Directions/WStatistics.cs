using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Directions;

/// <summary>
/// Mean and covariance of vectors that pass by in batches, in float64; none of them is kept, so that their number costs no memory. Sums are taken of the
/// differences to a vector that lies near the mean, for otherwise the digits of a small deviation from a large mean would be lost.
/// </summary>
public sealed class WStatistics : IDisposable
{
    private const int BatchSize = 4096;

    private readonly Tensor _origin, _sum, _products;

    /// <summary>Begins with no vectors.</summary>
    /// <param name="origin">[dim], a guess of the mean, which it is copied of; it changes nothing but the rounding.</param>
    public WStatistics(Tensor origin)
    {
        using var scope = TensorScope.Open();
        var dim = origin.AssertShape(-1).Size(0);
        _origin = TensorScope.Free(origin.Detach().Clone().To(ScalarType.Float64));
        _sum = TensorScope.Free(Tensor.Zeros([dim], ScalarType.Float64, origin.Device));
        _products = TensorScope.Free(Tensor.Zeros([dim, dim], ScalarType.Float64, origin.Device));
    }

    /// <summary>How many vectors have passed.</summary>
    public long Count { get; private set; }

    /// <summary>Draws z by a seed, maps them, and takes the statistics of w before any truncation.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="options">Samples, seed and class.</param>
    /// <param name="progress">Told how many samples have passed.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <returns>The statistics, to be disposed.</returns>
    /// <exception cref="ArgumentException">Too few samples, or a class that the network does not have.</exception>
    public static WStatistics Of(Generator generator, DirectionOptions options, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        var network = generator.Options;
        if (options.Samples < 2)
            throw new ArgumentException($"{options.Samples} samples have no deviation: take 2 or more, such as {new DirectionOptions().Samples}.");
        if (options.Class is { } wanted && (wanted < 0 || wanted >= network.CDim))
            throw new ArgumentException(network.CDim == 0
                ? $"The class {wanted} was asked for, but the network was trained without labels: leave out the class."
                : $"The network has no class {wanted}: choose a number from 0 to {network.CDim - 1}.");
        using var none = Autograd.NoGrad();
        var mean = generator.Mapping.WAvg!;
        using var random = new RandomGenerator((ulong)options.Seed, mean.Device);
        var statistics = new WStatistics(mean);
        try
        {
            for (var done = 0; done < options.Samples; progress?.Invoke(done))
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = TensorScope.Open();
                var count = Math.Min(BatchSize, options.Samples - done);
                var z = Tensor.Randn([count, network.ZDim], random);
                statistics.Add(generator.Mapping.Forward(z, Labels(network.CDim, options.Class, count, random)).Select(1, 0)); // [count, numWs, wDim] → [count, wDim]
                done += count;
            }
            return statistics;
        }
        catch
        {
            statistics.Dispose();
            throw;
        }
    }

    /// <summary>Takes vectors in.</summary>
    /// <param name="vectors">[N, dim] of any precision.</param>
    public void Add(Tensor vectors)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var apart = vectors.AssertShape(-1, _origin.Size(0)).To(ScalarType.Float64).Sub(_origin);
        _sum.AddInPlace(apart.Sum([0]));
        _products.AddInPlace(apart.Transpose(0, 1).MatMul(apart)); // [dim, N] x [N, dim]
        Count += vectors.Size(0);
    }

    /// <summary>The mean [dim], in float64.</summary>
    public Tensor Mean()
    {
        using var scope = TensorScope.Open();
        return scope.Keep(_sum.Div(Count).Add(_origin));
    }

    /// <summary>The covariance [dim, dim], in float64: Σ (x - mean)(x - mean)ᵀ / (n - 1).</summary>
    /// <exception cref="InvalidOperationException">Fewer than two vectors have passed.</exception>
    public Tensor Covariance()
    {
        if (Count < 2)
            throw new InvalidOperationException($"{Count} vectors have no covariance: add 2 or more.");
        using var scope = TensorScope.Open();
        var excess = _sum.Unsqueeze(1).MatMul(_sum.Unsqueeze(0)).Div(Count); // n · d · dᵀ with d = mean - origin
        return scope.Keep(_products.Sub(excess).Div(Count - 1));
    }

    /// <summary>Frees the sums.</summary>
    public void Dispose()
    {
        _origin.Dispose();
        _sum.Dispose();
        _products.Dispose();
    }

    /// <summary>One-hot labels [count, cDim]; null for a network without.</summary>
    private static Tensor? Labels(int cDim, int? wanted, int count, RandomGenerator random)
    {
        if (cDim == 0)
            return null;
        var classes = wanted is { } one ? Tensor.Full([count], one, ScalarType.Int64, random.Device) : Tensor.RandInt(0, cDim, [count], random);
        return Tensor.Eye(cDim, device: random.Device).IndexSelect(0, classes);
    }
}
