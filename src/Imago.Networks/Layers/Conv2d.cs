using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks.Layers;

/// <summary>
/// A plain convolution with the equalised learning rate (weights N(0, 1), scaled by 1 / √(in·k²) at run time), optional resampling,
/// bias, activation and clamp.
/// </summary>
public sealed class Conv2d : Module
{
    private readonly Parameter _weight, _filter;
    private readonly Parameter? _bias;
    private readonly Activation _activation;
    private readonly long _up, _down, _padding;
    private readonly double _weightGain;
    private readonly double? _clamp;

    /// <summary>Draws the weight [out, in, k, k] (see <see cref="Weights"/>) and sets the bias [out] to zero.</summary>
    public Conv2d(
        long inputs, long outputs, long kernel, RandomGenerator? random, Activation activation = Activation.Linear, bool bias = true,
        long up = 1, long down = 1, float[]? resampleFilter = null, double? clamp = null)
    {
        using var scope = TensorScope.Open();
        (_activation, _up, _down, _padding, _clamp) = (activation, up, down, kernel / 2, clamp);
        _weightGain = 1 / Math.Sqrt(inputs * kernel * kernel);
        _weight = AddParameter("weight", Weights.Normal([outputs, inputs, kernel, kernel], random));
        _bias = bias ? AddParameter("bias", Tensor.Zeros([outputs])) : null;
        _filter = AddBuffer("resample_filter", ResampleFilter.Create(resampleFilter ?? ResampleFilter.Binomial));
    }

    /// <summary>x [N, in, H, W] → [N, out, H·up / down, …] in x's precision; gain multiplies result and clamp.</summary>
    public Tensor Forward(Tensor x, double gain = 1)
    {
        using var scope = TensorScope.Open();
        var weight = _weight.Value.Mul(_weightGain).To(x.Type);
        // Enlarging convolves: the transposed convolution then needs no flip.
        var y = Conv2dResample.Apply(x, weight, _filter.Value, _up, _down, Padding.All(_padding), flipWeight: _up == 1);
        return scope.Keep(Tapped(BiasAct.Apply(y, _bias?.Value, _activation, _activation.Gain() * gain, _clamp * gain)));
    }
}
