using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>One resolution of the synthesis network: the constant (at 4×4) or an enlarging layer, a second layer, and ToRGB.</summary>
public sealed class SynthesisBlock : Module
{
    private readonly Architecture _architecture;
    private readonly SynthesisLayer? _conv0;
    private readonly SynthesisLayer _conv1;
    private readonly Conv2d? _skip;
    private readonly ToRgb? _toRgb;
    private readonly Parameter? _const;
    private readonly Parameter _filter;
    private readonly KeptWeight<FusedTaps> _taps;
    private readonly int _resolution;

    /// <summary>Draws the weights. <paramref name="inputs"/> is 0 for the first block.</summary>
    internal SynthesisBlock(int inputs, int outputs, int resolution, bool isLast, GeneratorOptions options, RandomGenerator? random)
    {
        using var scope = TensorScope.Open();
        _architecture = options.Architecture;
        _resolution = resolution;
        var taps = options.ResampleFilter;
        _filter = AddBuffer("resample_filter", ResampleFilter.Create(taps));
        _taps = Keep(new KeptWeight<FusedTaps>());
        if (inputs == 0)
            _const = AddParameter("const", Weights.Normal([outputs, resolution, resolution], random));
        else
            _conv0 = AddModule("conv0", new SynthesisLayer(inputs, outputs, options.WDim, resolution, random, 2, taps, options.ConvClamp));
        _conv1 = AddModule("conv1", new SynthesisLayer(outputs, outputs, options.WDim, resolution, random, clamp: options.ConvClamp));
        if (isLast || _architecture == Architecture.Skip)
            _toRgb = AddModule("torgb", new ToRgb(outputs, options.ImgChannels, options.WDim, random, options.ConvClamp));
        if (inputs != 0 && _architecture == Architecture.Resnet)
            _skip = AddModule("skip", new Conv2d(inputs, outputs, 1, random, bias: false, up: 2, resampleFilter: taps));
    }

    /// <summary>How many w the two layers take; ToRGB takes the one after, which the next block's first layer shares.</summary>
    internal int ConvCount => _const is null ? 2 : 1;

    /// <summary>The names of its convolutions.</summary>
    internal IEnumerable<string> Layers => _conv0 is null ? ["conv1"] : ["conv0", "conv1"];

    /// <summary>Sees the running picture after this block; see <see cref="Module.Tap"/>.</summary>
    public Func<Tensor, Tensor>? ImageTap { get; set; }

    /// <summary>
    /// x [N, in, R/2, R/2] and the running picture [N, 3, R/2, R/2] (both null at 4×4), ws [N, 1 to 3, wDim]
    /// → x [N, out, R, R] in <paramref name="type"/>, picture [N, 3, R, R] in fp32.
    /// </summary>
    internal (Tensor X, Tensor? Img) Forward(Tensor? x, Tensor? img, Tensor ws, ScalarType type, Noise noise, BlockEdits edits)
    {
        using var scope = TensorScope.Open();
        var format = type.IsHalf() ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        Tensor W(int i) => ws.Select(1, i);

        if (_const is not null)
            x = _conv1.Forward(Constant(ws.Size(0)).To(type, format), W(0), noise, edit: edits.Conv1);
        else if (_skip is not null)
        {
            // Both branches carry √½, so that their sum keeps the variance.
            x = x!.To(type, format);
            var y = _skip.Forward(x, Math.Sqrt(0.5));
            x = _conv1.Forward(_conv0!.Forward(x, W(0), noise, edit: edits.Conv0), W(1), noise, Math.Sqrt(0.5), edits.Conv1).Add(y);
        }
        else
            x = _conv1.Forward(_conv0!.Forward(x!.To(type, format), W(0), noise, edit: edits.Conv0), W(1), noise, edit: edits.Conv1);
        x = Tapped(x);

        if (img is not null)
            img = UpFirDn2d.Upsample2d(img.AssertShape(-1, -1, _resolution / 2, _resolution / 2), _filter.Value);
        if (_toRgb is not null)
        {
            var y = _toRgb.Forward(x, W(ConvCount)).To(ScalarType.Float32, MemoryFormat.Contiguous);
            img = img is null ? y : img.Add(y);
        }
        if (img is not null && ImageTap is not null)
            img = ImageTap(img);
        return (scope.Keep(x), img is null ? null : scope.Keep(img));
    }

    /// <summary>The taps with which fused layers enlarge; null where a filter of the block is none of theirs.</summary>
    internal Tensor? FusedTaps()
    {
        var other = (_conv0?.Filter ?? _filter).Value;
        return _taps.For(_filter.Value, (other, other.Version), () => Ops.FusedTaps.Of(_filter.Value, other)).Values;
    }

    /// <summary>What the first layer reads at 4×4: [N, out, 4, 4] in fp32.</summary>
    internal Tensor Constant(long batch) => _const!.Value.Unsqueeze(0).Repeat(batch, 1, 1, 1);

    /// <summary>The styles of the block's first layer: [N, in].</summary>
    internal Tensor FirstStyles(Tensor ws) => (_conv0 ?? _conv1).Styles(ws.Select(1, 0));

    /// <summary>
    /// The same as <see cref="Forward"/> by fused layers. x are activations with <paramref name="styles"/>, those of the first layer;
    /// <paramref name="next"/> are those of the next block's first, null after the last block.
    /// </summary>
    internal (Tensor? X, Tensor Img) ForwardFused(Tensor x, Tensor styles, Tensor? img, Tensor ws, Tensor? next, Noise noise, BlockEdits edits)
    {
        using var scope = TensorScope.Open();
        var taps = FusedTaps()!;
        Tensor W(int i) => ws.Select(1, i);
        if (_conv0 is not null)
        {
            var second = _conv1.Styles(W(1));
            x = _conv0.ForwardFused(x, styles, noise, second, null, taps, edits.Conv0).Activations!;
            styles = second;
        }
        var (y, rgb) = _conv1.ForwardFused(x, styles, noise, next, _toRgb!.FusedWeight(W(ConvCount)), null, edits.Conv1);
        return (y is null ? null : scope.Keep(y), scope.Keep(_toRgb.FusedPicture(rgb!, img, taps)));
    }
}
