using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>Grows a picture from a learned 4×4 constant, block by block, each layer steered by its own w.</summary>
public sealed class SynthesisNetwork : Module
{
    private readonly GeneratorOptions _options;
    private readonly List<(int Resolution, SynthesisBlock Block)> _blocks = [];

    /// <summary>Draws the weights.</summary>
    public SynthesisNetwork(GeneratorOptions options, RandomGenerator? random)
    {
        _options = options;
        for (var resolution = 4; resolution <= options.ImgResolution; resolution *= 2)
        {
            var inputs = resolution == 4 ? 0 : options.Channels(resolution / 2);
            var block = new SynthesisBlock(inputs, options.Channels(resolution), resolution, resolution == options.ImgResolution, options, random);
            _blocks.Add((resolution, AddModule($"b{resolution}", block)));
        }
    }

    /// <summary>The precision of the highest blocks.</summary>
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>ws [N, numWs, wDim] → picture [N, channels, R, R] in fp32, about -1 to 1.</summary>
    public Tensor Forward(Tensor ws, Noise noise = default)
    {
        using var scope = TensorScope.Open();
        ws = ws.AssertShape(-1, _options.NumWs, _options.WDim).To(ScalarType.Float32);
        if (ForwardFused(ws, noise) is { } picture)
            return scope.Keep(picture);
        Tensor? x = null, img = null;
        foreach (var ((resolution, block), own) in _blocks.Zip(Own(ws)))
            (x, img) = block.Forward(x, img, own, Precision.At(resolution, _options.ImgResolution), noise);
        return scope.Keep(Tapped(img!));
    }

    /// <summary>The ws of each block, [N, 2 or 3, wDim]: ToRGB of a block and the first layer of the next share one.</summary>
    private List<Tensor> Own(Tensor ws)
    {
        List<Tensor> own = [];
        var first = 0;
        foreach (var (_, block) in _blocks)
        {
            own.Add(ws.Slice(1, first, first + block.ConvCount + 1));
            first += block.ConvCount;
        }
        return own;
    }

    /// <summary>
    /// The same by fused layers, all in the precision of the highest blocks, where they can: on a processor that has them, in a network of the usual kind that nobody
    /// trains, derives or taps. Null where not.
    /// </summary>
    private Tensor? ForwardFused(Tensor ws, Noise noise)
    {
        if (Training || Autograd.IsRecording || ws.Device != Device.Cpu || FusedLayers.Kind(Precision.High) is null
            || _options.Architecture != Architecture.Skip || _options.ImgChannels > FusedLayers.MostColours
            || NamedModules().Any(static one => one.Value.Tap is not null || one.Value is SynthesisBlock { ImageTap: not null })
            || _blocks.Any(static one => one.Block.FusedTaps() is null))
            return null;
        using var scope = TensorScope.Open();
        var own = Own(ws);
        var styles = _blocks[0].Block.FirstStyles(own[0]);
        Tensor? x = FusedLayers.Input(_blocks[0].Block.Constant(ws.Size(0)), styles, Precision.High), img = null;
        for (var i = 0; i < _blocks.Count; i++)
        {
            var next = i + 1 < _blocks.Count ? _blocks[i + 1].Block.FirstStyles(own[i + 1]) : null;
            (x, img) = _blocks[i].Block.ForwardFused(x!, styles, img, own[i], next, noise);
            styles = next!;
        }
        return scope.Keep(img!);
    }
}
