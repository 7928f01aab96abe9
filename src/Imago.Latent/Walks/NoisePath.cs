using Imago.Torch;

namespace Imago.Latent.Walks;

/// <summary>
/// A smooth wandering among points without ever standing still at one: Σ cⱼ(t)·pointⱼ with Σ cⱼ² = 1, where the cⱼ are random sums of a few sines. Such a sum of independent normal
/// vectors is again a normal vector, so where the points are z's of seeds, each moment is as good a z as any.
/// </summary>
internal sealed class NoisePath : LatentPath
{
    private readonly IReadOnlyList<double[]> _points;
    private readonly double[][] _sines, _cosines;
    private readonly bool _closed;
    private readonly Easing _easing;

    /// <param name="points">Two or more.</param>
    /// <param name="closed">Whether the end is the beginning.</param>
    /// <param name="easing">Of the whole way.</param>
    /// <param name="seed">Which wandering, of numpy's generator.</param>
    internal NoisePath(IReadOnlyList<double[]> points, bool closed, Easing easing, long seed)
    {
        (_points, _closed, _easing) = (points, closed, easing);
        var random = new NumpyRandom(seed);
        // As many turns as there are pairs of points: about the speed of a way from point to point.
        var turns = Math.Max(1, points.Count / 2);
        double[][] Draw() => [.. points.Select(_ => random.Randn(turns))];
        (_sines, _cosines) = (Draw(), Draw());
    }

    internal override double[] At(double t)
    {
        // One that stays open is the first half of one that closes.
        var angle = (_closed ? 2 : 1) * Math.PI * (_closed ? _easing.At(t) % 1 : _easing.At(t));
        double Weight(int point) => _sines[point].Select((sine, i) => (sine * Math.Sin((i + 1) * angle)) + (_cosines[point][i] * Math.Cos((i + 1) * angle))).Sum();
        var weights = Enumerable.Range(0, _points.Count).Select(Weight).ToArray();
        var length = Math.Sqrt(weights.Sum(static weight => weight * weight));
        return Sum(_points, i => weights[i] / length);
    }
}
