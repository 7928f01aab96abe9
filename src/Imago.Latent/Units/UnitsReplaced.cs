using Imago.Torch;

namespace Imago.Latent.Units;

/// <summary>Units that say something fixed in place of what they have to say: what they say on average, or noise of the same mean and deviation.</summary>
/// <param name="Layer">Their layer.</param>
/// <param name="Numbers">Which of its units.</param>
/// <param name="Moments">What its units usually say.</param>
/// <param name="NoiseSeed">Of the noise, which is each unit's own and stays from picture to picture; null for the average.</param>
public sealed record UnitsReplaced(string Layer, IReadOnlyList<int> Numbers, UnitMoments Moments, long? NoiseSeed = null) : ActivationChange(Layer)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        var (units, side) = ((int)x.Size(1), x.Size(3));
        float[] keep = [.. Enumerable.Repeat(1f, units)], mean = new float[units];
        foreach (var unit in Numbers)
            (keep[unit], mean[unit]) = (0, Moments.Mean[unit]);
        var y = x.Mul(Tensor.From(keep, 1, units, 1, 1).To(x.Device)).Add(Tensor.From(mean, 1, units, 1, 1).To(x.Device));
        if (NoiseSeed is not { } seed)
            return scope.Keep(y);

        var silence = Tensor.Zeros([side, side]);
        var maps = Enumerable.Repeat(silence, units).ToArray();
        foreach (var unit in Numbers)
        {
            using var random = new RandomGenerator(Hash(seed, Layer, unit));
            maps[unit] = Tensor.Randn([side, side], random).Mul(Moments.Deviation[unit]);
        }
        return scope.Keep(y.Add(Tensor.Stack(maps).Unsqueeze(0).To(x.Device))); // [units, R, R] → [1, units, R, R]
    }

    /// <summary>FNV-1a: the same in every process, unlike .NET's own.</summary>
    private static ulong Hash(long seed, string layer, int unit) => $"{seed} {layer} {unit}".Aggregate(14695981039346656037, static (hash, letter) => (hash ^ letter) * 1099511628211);
}
