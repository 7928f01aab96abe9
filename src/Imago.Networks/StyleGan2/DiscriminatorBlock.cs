using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>One resolution of the discriminator: FromRGB where pictures come in, two convolutions, the second to half the size.</summary>
public sealed class DiscriminatorBlock : Module
{
    private readonly Architecture _architecture;
    private readonly Conv2d? _fromRgb, _skip;
    private readonly Conv2d _conv0, _conv1;
    private readonly Parameter _filter;

    /// <summary>Draws the weights; layers of this block whose number, from <paramref name="firstLayer"/> on, is below the frozen count are not trained.</summary>
    internal DiscriminatorBlock(bool isFirst, int channels, int outputs, int firstLayer, DiscriminatorOptions options, RandomGenerator? random)
    {
        using var scope = TensorScope.Open();
        _architecture = options.Architecture;
        var (taps, clamp, next) = (options.ResampleFilter, options.ConvClamp, firstLayer);
        T Layer<T>(string name, T layer)
            where T : Module
        {
            if (next++ < options.FreezeLayers)
                foreach (var (_, parameter) in layer.NamedParameters())
                    parameter.Freeze();
            return AddModule(name, layer);
        }

        _filter = AddBuffer("resample_filter", ResampleFilter.Create(taps));
        if (isFirst || _architecture == Architecture.Skip)
            _fromRgb = Layer("fromrgb", new Conv2d(options.ImgChannels, channels, 1, random, Activation.LeakyRelu, clamp: clamp));
        _conv0 = Layer("conv0", new Conv2d(channels, channels, 3, random, Activation.LeakyRelu, clamp: clamp));
        _conv1 = Layer("conv1", new Conv2d(channels, outputs, 3, random, Activation.LeakyRelu, down: 2, resampleFilter: taps, clamp: clamp));
        if (_architecture == Architecture.Resnet)
            _skip = Layer("skip", new Conv2d(channels, outputs, 1, random, bias: false, down: 2, resampleFilter: taps));
        LayerCount = next - firstLayer;
    }

    /// <summary>How many layers it has, for Freeze-D.</summary>
    internal int LayerCount { get; }

    /// <summary>The names of its convolutions, and the empty one for itself.</summary>
    internal IEnumerable<string> Layers => [.. Children.Select(static child => child.Key), ""];

    /// <summary>x [N, C, R, R] (null at the top) and picture [N, 3, R, R] (null once it is used up) → both at R / 2.</summary>
    internal (Tensor X, Tensor? Img) Forward(Tensor? x, Tensor? img, ScalarType type)
    {
        using var scope = TensorScope.Open();
        var format = type.IsHalf() ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        x = x?.To(type, format);
        if (_fromRgb is not null)
        {
            var y = _fromRgb.Forward(img!.To(type, format));
            x = x is null ? y : x.Add(y);
            img = _architecture == Architecture.Skip ? UpFirDn2d.Downsample2d(img, _filter.Value) : null;
        }
        if (_skip is not null)
        {
            // Both branches carry √½, so that their sum keeps the variance.
            var y = _skip.Forward(x!, Math.Sqrt(0.5));
            x = _conv1.Forward(_conv0.Forward(x!), Math.Sqrt(0.5)).Add(y);
        }
        else
            x = _conv1.Forward(_conv0.Forward(x!));
        return (scope.Keep(Tapped(x)), img is null ? null : scope.Keep(img));
    }
}
