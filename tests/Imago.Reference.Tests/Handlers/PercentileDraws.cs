using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Reference.Tests.Handlers;

/// <summary>
/// The official debug mode: every choice is the same percentile, and every augmentation is applied, the rotation once. Its normal numbers
/// are erf⁻¹(2p - 1), which is the quantile of a normal distribution of deviation √½, not 1.
/// </summary>
internal sealed class PercentileDraws(double percentile, Tensor? noise) : IAugmentDraws
{
    public float[] Uniform(int count, int each = 1) => Repeat(percentile, count * each);

    public float[] Normal(int count, int each = 1) => Repeat(ErfInv((2 * percentile) - 1), count * each);

    public float[] HalfNormal(int count) => Repeat(ErfInv(percentile), count);

    public bool[] Gates(int count, double probability, bool again = false) => [.. Enumerable.Repeat(!again, count)];

    public Tensor NormalPicture(params long[] shape) =>
        (noise ?? throw new InvalidOperationException("the case gives no noise.")).AssertShape(shape);

    private static float[] Repeat(double value, int count) => [.. Enumerable.Repeat((float)value, count)];

    private static double ErfInv(double value) => Tensor.Scalar(value, ScalarType.Float64).Erfinv().ToScalar();
}
