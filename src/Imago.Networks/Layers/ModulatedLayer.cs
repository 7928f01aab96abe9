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
    private readonly KeptWeight<PreparedWeight> _prepared;
    private readonly KeptWeight<FusedWeight> _fused;

    /// <summary>Draws the weights. The noise strength starts at 0, so that noise is learned.</summary>
    public SynthesisLayer(
        long inputs, long outputs, long wDim, long resolution, RandomGenerator? random, long up = 1, float[]? resampleFilter = null, double? clamp = null)
    {
        using var scope = TensorScope.Open();
        (_resolution, _up, _clamp) = (resolution, up, clamp);
        _affine = AddModule("affine", new FullyConnected(wDim, inputs, random, biasInit: 1));
        _weight = AddParameter("weight", Weights.Normal([outputs, inputs, 3, 3], random));
        (_prepared, _fused) = (Keep(new KeptWeight<PreparedWeight>()), Keep(new KeptWeight<FusedWeight>()));
        _noiseStrength = AddParameter("noise_strength", Tensor.Zeros([]));
        _bias = AddParameter("bias", Tensor.Zeros([outputs]));
        _filter = AddBuffer("resample_filter", ResampleFilter.Create(resampleFilter ?? ResampleFilter.Binomial));
        _noiseConst = AddBuffer("noise_const", Weights.Normal([resolution, resolution], random));
    }

    /// <summary>x [N, in, H, W], w [N, wDim] → [N, out, R, R] in x's precision; gain multiplies result and clamp, the edit comes last.</summary>
    public Tensor Forward(Tensor x, Tensor w, Noise noise, double gain = 1, ActivationEdit? edit = null)
    {
        using var scope = TensorScope.Open();
        var weight = _weight.Value;
        // A weight that is trained must be followed by derivatives, and will be another at the next call.
        var prepared = Training || weight.RequiresGrad ? null : _prepared.For(weight, (x.Type, x.IsChannelsLast), () => PreparedWeight.Of(weight, x));
        var y = ModulatedConv2d.Apply(x, weight, Styles(w), _filter.Value, _up, padding: 1, flipWeight: _up == 1, prepared: prepared);
        if (NoiseMap(noise, x.Size(0)) is { } map)
            y = y.Add(map.To(y.Type));
        y = BiasAct.Apply(y, _bias.Value, Activation.LeakyRelu, Math.Sqrt(2) * gain, _clamp * gain);
        return scope.Keep(Tapped(edit?.Apply(y) ?? y));
    }

    /// <summary>The resampling filter; not used where the layer does not enlarge.</summary>
    internal Parameter Filter => _filter;

    /// <summary>w [N, wDim] → factors of the input channels [N, in].</summary>
    internal Tensor Styles(Tensor w) => _affine.Forward(w);

    /// <summary>
    /// The same by a kernel of its own, without derivatives and past any <see cref="Module.Tap"/>: see <see cref="FusedLayers.Apply"/>. x are its
    /// activations, which carry these styles already.
    /// </summary>
    internal (Tensor? Activations, Tensor? Rgb) ForwardFused(Tensor x, Tensor styles, Noise noise, Tensor? next, Tensor? rgb, Tensor? taps, ActivationEdit? edit)
    {
        var weight = _weight.Value;
        var (count, outputs) = (styles.Size(0), weight.Size(0));
        var fused = _fused.For(weight, x.Type, () => FusedWeight.Of(weight, x.Type));
        (Tensor? Activations, Tensor? Rgb) Apply(Tensor? nextStyles, Tensor? rgbWeight) => FusedLayers.Apply(
            x, _resolution / _up, fused.Packed, ModulatedConv2d.Demodulation(styles, fused.Squares), _bias.Value, NoiseMap(noise, count), nextStyles, rgbWeight, taps,
            BiasAct.LeakySlope, Math.Sqrt(2), _clamp ?? double.PositiveInfinity);

        // Whatever reads a unit reads it times a style, so a factor of the unit is as well one of the style.
        if (edit?.Change is null)
            return Apply(edit?.Gains is null ? next : next?.Mul(edit.Gains), edit?.Gains is null ? rgb : rgb?.Mul(edit.Gains.Unsqueeze(1)));

        var y = edit.Apply(FusedLayers.Output(Apply(Tensor.Ones([count, outputs]), null).Activations!, _resolution, outputs));
        return (next is null ? null : FusedLayers.Input(y, next, x.Type),
            rgb?.MatMul(y.Reshape(count, outputs, -1)).Reshape(count, 1, -1, _resolution, _resolution)); // [N, colours, C] x [N, C, R²] → one part
    }

    /// <summary>[R, R] or [N, 1, R, R], of this layer's strength.</summary>
    private Tensor? NoiseMap(Noise noise, long batch) => noise.Mode switch
    {
        NoiseMode.None => null,
        NoiseMode.Const => _noiseConst.Value.Mul(_noiseStrength.Value),
        _ => Tensor.Randn([batch, 1, _resolution, _resolution], noise.Random!).Mul(_noiseStrength.Value),
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
        var y = ModulatedConv2d.Apply(x, _weight.Value, Styles(w), demodulate: false);
        return scope.Keep(Tapped(BiasAct.Apply(y, _bias.Value, clamp: _clamp)));
    }

    /// <summary>The weight times the styles of w [N, wDim]: [N, channels, in]. What a fused layer reads for this one.</summary>
    internal Tensor FusedWeight(Tensor w) => _weight.Value.Reshape(1, _weight.Value.Size(0), -1).Mul(Styles(w).Unsqueeze(1));

    /// <summary>The picture of its block, of what a fused layer read: see <see cref="FusedLayers.Picture"/>.</summary>
    internal Tensor FusedPicture(Tensor rgb, Tensor? before, Tensor taps) => FusedLayers.Picture(rgb, _bias.Value, _clamp ?? double.PositiveInfinity, before, taps);

    private Tensor Styles(Tensor w) => _affine.Forward(w).Mul(_weightGain);
}
