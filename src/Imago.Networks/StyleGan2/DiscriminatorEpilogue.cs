using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>The end of the discriminator at 4×4, always in fp32: minibatch standard deviation, a convolution, two full layers, labels.</summary>
public sealed class DiscriminatorEpilogue : Module
{
    private readonly DiscriminatorOptions _options;
    private readonly int _cMapDim;
    private readonly Conv2d? _fromRgb;
    private readonly Conv2d _conv;
    private readonly FullyConnected _fc, _out;

    /// <summary>Draws the weights.</summary>
    internal DiscriminatorEpilogue(int channels, int cMapDim, DiscriminatorOptions options, RandomGenerator? random)
    {
        (_options, _cMapDim) = (options, cMapDim);
        if (options.Architecture == Architecture.Skip)
            _fromRgb = AddModule("fromrgb", new Conv2d(options.ImgChannels, channels, 1, random, Activation.LeakyRelu));
        _conv = AddModule("conv", new Conv2d(
            channels + options.MbstdNumChannels, channels, 3, random, Activation.LeakyRelu, clamp: options.ConvClamp));
        _fc = AddModule("fc", new FullyConnected(channels * 16, channels, random, Activation.LeakyRelu));
        _out = AddModule("out", new FullyConnected(channels, cMapDim == 0 ? 1 : cMapDim, random));
    }

    /// <summary>x [N, C, 4, 4], picture [N, 3, 4, 4] or null, mapped labels [N, cMapDim] or null → logits [N, 1].</summary>
    internal Tensor Forward(Tensor x, Tensor? img, Tensor? cMap)
    {
        using var scope = TensorScope.Open();
        x = x.To(ScalarType.Float32, MemoryFormat.Contiguous);
        if (_fromRgb is not null)
            x = x.Add(_fromRgb.Forward(img!.To(ScalarType.Float32)));
        if (_options.MbstdNumChannels > 0)
            x = MinibatchStd.Apply(x, _options.MbstdGroupSize, _options.MbstdNumChannels);
        x = _conv.Forward(x);
        x = _out.Forward(_fc.Forward(x.Reshape(x.Size(0), -1)));
        if (cMap is not null)
            x = x.Mul(cMap).Sum([1], keepDims: true).Mul(1 / Math.Sqrt(_cMapDim));
        return scope.Keep(Tapped(x));
    }
}
