using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>Normalisation of latents.</summary>
public static class Normalize
{
    /// <summary>Divides by the root of the mean square along a dimension: x / √(mean x² + ε).</summary>
    public static Tensor SecondMoment(Tensor x, int dimension = 1, double epsilon = 1e-8)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(x.Mul(x.Square().Mean([dimension], keepDims: true).Add(epsilon).Rsqrt()));
    }
}
