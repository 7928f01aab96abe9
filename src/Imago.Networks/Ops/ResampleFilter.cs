using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>Makes FIR filters for <see cref="UpFirDn2d"/> from taps.</summary>
public static class ResampleFilter
{
    /// <summary>The binomial filter that StyleGAN2 resamples with: [1, 3, 3, 1] ⊗ [1, 3, 3, 1] / 64.</summary>
    public static float[] Binomial => [1, 3, 3, 1];

    /// <summary>Taps that are applied along one axis after the other from this length on, unless said otherwise.</summary>
    public const int SeparableFrom = 8;

    /// <summary>A filter from 1-D taps: a matrix [n, n], or a vector [n] where it is to be applied along each axis in turn.</summary>
    /// <param name="taps">The taps.</param>
    /// <param name="normalize">Divides by the sum, so that a flat picture stays as it is.</param>
    /// <param name="flip">Reverses the taps.</param>
    /// <param name="gain">Factor of the whole 2-D filter; a separable one carries √gain along each axis.</param>
    /// <param name="separable">A vector instead of a matrix; by default from 8 taps on.</param>
    public static Tensor Create(float[] taps, bool normalize = true, bool flip = false, double gain = 1, bool? separable = null)
    {
        using var scope = TensorScope.Open();
        var vector = Tensor.From(taps, taps.Length);
        var isVector = separable ?? taps.Length >= SeparableFrom;
        var filter = isVector ? vector : vector.Unsqueeze(1).Mul(vector.Unsqueeze(0)); // [n] or [n, n]
        return scope.Keep(Finish(filter, normalize, flip, gain));
    }

    /// <summary>A filter from a matrix of taps [rows, columns].</summary>
    public static Tensor Create(float[,] taps, bool normalize = true, bool flip = false, double gain = 1)
    {
        using var scope = TensorScope.Open();
        var filter = Tensor.From(taps.Cast<float>().ToArray(), taps.GetLength(0), taps.GetLength(1));
        return scope.Keep(Finish(filter, normalize, flip, gain));
    }

    private static Tensor Finish(Tensor filter, bool normalize, bool flip, double gain)
    {
        if (normalize)
            filter = filter.Div(filter.Sum());
        if (flip)
            filter = filter.Flip(filter.Dims == 1 ? [0] : [0, 1]);
        return filter.Mul(Math.Pow(gain, filter.Dims / 2.0));
    }
}
