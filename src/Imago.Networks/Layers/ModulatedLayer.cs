using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks.Layers;

/// <summary>One layer of the synthesis network: affine style, modulated 3×3 convolution, noise, bias, leaky ReLU, clamp.</summary>
public sealed class SynthesisLayer : Module
{
    private readonly Parameter _weight, _bias, _noiseStrength, _noiseConst, _filter;
    private readonly FullyConnected _affine;
    private readonly long _resolution, _up;
    private readonly double? _clamp;
    private readonly KeptWeight _kept;

    /// <summary>Draws the weights. The noise strength starts at 0, so that noise is learned.</summary>
    public SynthesisLayer(
        long inputs, long outputs, long wDim, long resolution, RandomGenerator? random, long up = 1, float[]? resampleFilter = null, double? clamp = null)
    {
        using var scope = TensorScope.Open();
        (_resolution, _up, _clamp) = (resolution, up, clamp);
        _affine = AddModule("affine", new FullyConnected(wDim, inputs, random, biasInit: 1));
        _weight = AddParameter("weight", Weights.Normal([outputs, inputs, 3, 3], random));
        _kept = Keep(new KeptWeight());
        _noiseStrength = AddParameter("noise_strength", Tensor.Zeros([]));
        _bias = AddParameter("bias", Tensor.Zeros([outputs]));
        _filter = AddBuffer("resample_filter", ResampleFilter.Create(resampleFilter ?? ResampleFilter.Binomial));
        _noiseConst = AddBuffer("noise_const", Weights.Normal([resolution, resolution], random));
    }

    /// <summary>x [N, in, H, W], w [N, wDim] → [N, out, R, R] in x's precision; gain multiplies result and clamp.</summary>
    public Tensor Forward(Tensor x, Tensor w, Noise noise, double gain = 1)
    {
        using var scope = TensorScope.Open();
        var styles = _affine.Forward(w);
        var y = ModulatedConv2d.Apply(x, _weight.Value, styles, _filter.Value, _up, padding: 1, flipWeight: _up == 1, prepared: _kept.For(Training, _weight.Value, x));
        if (NoiseMap(noise, x.Size(0)) is { } map)
            y = y.Add(map.Mul(_noiseStrength.Value).To(y.Type));
        return scope.Keep(Tapped(BiasAct.Apply(y, _bias.Value, Activation.LeakyRelu, Math.Sqrt(2) * gain, _clamp * gain)));
    }

    /// <summary>[R, R] or [N, 1, R, R].</summary>
    private Tensor? NoiseMap(Noise noise, long batch) => noise.Mode switch
    {
        NoiseMode.None => null,
        NoiseMode.Const => _noiseConst.Value,
        _ => Tensor.Randn([batch, 1, _resolution, _resolution], noise.Random!),
    };
}

/// <summary>Reads a picture out of activations: a modulated 1×1 convolution without demodulation.</summary>
public sealed class ToRgb : Module
{
    private readonly Parameter _weight, _bias;
    private readonly FullyConnected _affine;
    private readonly double _weightGain;
    private readonly double? _clamp;

    /// <summary>Draws the weights.</summary>
    public ToRgb(long inputs, long channels, long wDim, RandomGenerator? random, double? clamp = null)
    {
        using var scope = TensorScope.Open();
        _clamp = clamp;
        _weightGain = 1 / Math.Sqrt(inputs);
        _affine = AddModule("affine", new FullyConnected(wDim, inputs, random, biasInit: 1));
        _weight = AddParameter("weight", Weights.Normal([channels, inputs, 1, 1], random));
        _bias = AddParameter("bias", Tensor.Zeros([channels]));
    }

    /// <summary>x [N, in, R, R], w [N, wDim] → [N, channels, R, R] in x's precision.</summary>
    public Tensor Forward(Tensor x, Tensor w)
    {
        using var scope = TensorScope.Open();
        var styles = _affine.Forward(w).Mul(_weightGain);
        var y = ModulatedConv2d.Apply(x, _weight.Value, styles, demodulate: false);
        return scope.Keep(Tapped(BiasAct.Apply(y, _bias.Value, clamp: _clamp)));
    }
}
