using Imago.Torch;

namespace Imago.Networks.Layers;

/// <summary>The first values of weights.</summary>
internal static class Weights
{
    /// <summary>
    /// N(0, 1) / divisor; unset memory where there is no source, for a network that is read from a file right away: a network of 1024² has 60
    /// million weights, and neither drawing them nor touching their memory twice is free.
    /// </summary>
    public static Tensor Normal(long[] shape, RandomGenerator? random, double divisor = 1) =>
        random is null ? Tensor.Empty(shape) : divisor == 1 ? Tensor.Randn(shape, random) : Tensor.Randn(shape, random).Div(divisor);
}
