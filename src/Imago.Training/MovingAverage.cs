using Imago.Networks;
using Imago.Torch;

namespace Imago.Training;

/// <summary>
/// The exponential moving average of a generator's weights, which makes the better pictures (Karras et al. 2018, arXiv:1710.10196,
/// section 4). Its half-life is given in thousands of pictures, so that it does not depend on the batch.
/// </summary>
public static class MovingAverage
{
    /// <summary>
    /// β = ½^(batch / n) with n = <paramref name="halfLifeKimg"/>·1000, but not more than the pictures seen so far times
    /// <paramref name="rampup"/> (null: no ramp).
    /// </summary>
    public static double Beta(double halfLifeKimg, double? rampup, long picturesSeen, int batch)
    {
        var halfLife = halfLifeKimg * 1000;
        if (rampup is { } share)
            halfLife = Math.Min(halfLife, picturesSeen * share);
        return Math.Pow(0.5, batch / Math.Max(halfLife, 1e-8));
    }

    /// <summary>average ← source + β·(average - source) for weights; buffers are copied.</summary>
    public static void Update(Generator average, Generator source, double beta)
    {
        using var none = Autograd.NoGrad();
        foreach (var (to, from) in average.NamedParameters().Zip(source.NamedParameters()))
            to.Value.Value.LerpInPlace(from.Value.Value, 1 - beta);
        foreach (var (to, from) in average.NamedBuffers().Zip(source.NamedBuffers()))
            to.Value.Value.CopyFrom(from.Value.Value);
    }
}
