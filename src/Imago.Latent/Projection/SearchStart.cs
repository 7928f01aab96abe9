using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>
/// Where a search begins: at the w whose picture is nearest to the target, of the mean of w and of others half way from it to random ones. From the mean alone a search settles in the
/// wrong pose for some targets, and from untruncated w it does too (docs/benchmarks.md).
/// </summary>
internal static class SearchStart
{
    // Truncation ψ of the pictures looked at.
    private const double TruncationPsi = 0.5;

    // Pixels of the pictures that are looked at together: eight at 128², one from 512² on.
    private const int PixelsAtOnce = 8 * 128 * 128;

    /// <summary>The start [1, wDim]; it belongs to the open scope.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="statistics">Where its w lie.</param>
    /// <param name="count">How many pictures are looked at; with 0 it is the mean.</param>
    /// <param name="apart">The distance of pictures [N, channels, R, R] from the target: [N].</param>
    /// <param name="looked">Told how many have been looked at.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Tensor Nearest(Generator generator, WStatistics statistics, int count, Func<Tensor, Tensor> apart, Action<int>? looked, CancellationToken cancel)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        if (count == 0)
            return scope.Keep(statistics.Mean.Clone());
        var options = generator.Options;
        var random = statistics.Mean.Lerp(statistics.Samples.Slice(0, 0, count - 1), TruncationPsi); // [count - 1, wDim]
        var starts = Tensor.Cat([statistics.Mean, random], 0); // [count, wDim]
        var batch = Math.Clamp(PixelsAtOnce / (options.ImgResolution * options.ImgResolution), 1, 8);
        List<float> distances = [];
        while (distances.Count < count)
        {
            cancel.ThrowIfCancellationRequested();
            using var one = TensorScope.Open();
            var some = starts.Slice(0, distances.Count, Math.Min(count, distances.Count + batch)); // [n, wDim]
            var ws = some.Unsqueeze(1).Expand(some.Size(0), options.NumWs, options.WDim); // [n, numWs, wDim]
            distances.AddRange(apart(generator.Synthesis.Forward(ws)).ToFloats());
            looked?.Invoke(distances.Count);
        }
        var nearest = distances.IndexOf(distances.Min());
        return scope.Keep(starts.Slice(0, nearest, nearest + 1).Clone());
    }
}
