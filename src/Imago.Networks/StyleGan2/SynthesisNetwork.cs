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
        Layers = [.. _blocks.SelectMany(one => one.Block.Layers.Select(layer => new SynthesisLayerInfo($"b{one.Resolution}.{layer}", one.Resolution, options.Channels(one.Resolution))))];
        CoarseResolutions = options.Architecture == Architecture.Skip ? [.. _blocks.SkipLast(1).Select(static one => one.Resolution)] : [];
    }

    /// <summary>The precision of the highest blocks.</summary>
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>Its convolutions, in the order in which a picture passes them.</summary>
    public IReadOnlyList<SynthesisLayerInfo> Layers { get; }

    /// <summary>The smaller sides of which it can make a picture: its blocks', where each adds to the picture (<see cref="Architecture.Skip"/>).</summary>
    public IReadOnlyList<int> CoarseResolutions { get; }

    /// <summary>ws [N, numWs, wDim] → picture [N, channels, R, R] in fp32, about -1 to 1.</summary>
    /// <param name="ws">One w for each layer.</param>
    /// <param name="noise">Which noise.</param>
    /// <param name="edits">By the names of <see cref="Layers"/>; null or empty for none.</param>
    /// <param name="resolution">
    /// Of the picture; null for that of the network. A smaller one of <see cref="CoarseResolutions"/> is the sum of what the blocks so far have added, and costs no more than they do.
    /// </param>
    /// <exception cref="ArgumentException">There is no layer of such a name, or no picture of such a resolution.</exception>
    public Tensor Forward(Tensor ws, Noise noise = default, IReadOnlyDictionary<string, ActivationEdit>? edits = null, int? resolution = null)
    {
        using var scope = TensorScope.Open();
        if (resolution is { } side && side != _options.ImgResolution && !CoarseResolutions.Contains(side))
            throw new ArgumentException($"A picture of {side} pixels was asked for, expected {string.Join(", ", [.. CoarseResolutions, _options.ImgResolution])}.", nameof(resolution));
        ws = ws.AssertShape(-1, _options.NumWs, _options.WDim).To(ScalarType.Float32);
        var own = Own(ws).Zip(EditsOfBlocks(edits)).TakeWhile((_, i) => _blocks[i].Resolution <= (resolution ?? _options.ImgResolution)).ToList();
        if (ForwardFused(ws, own, noise) is { } picture)
            return scope.Keep(picture);
        Tensor? x = null, img = null;
        foreach (var ((of, block), (w, edit)) in _blocks.Zip(own))
            (x, img) = block.Forward(x, img, w, Precision.At(of, _options.ImgResolution), noise, edit);
        return scope.Keep(Tapped(img!));
    }

    private IEnumerable<BlockEdits> EditsOfBlocks(IReadOnlyDictionary<string, ActivationEdit>? edits)
    {
        if (edits?.Keys.FirstOrDefault(name => Layers.All(layer => layer.Name != name)) is { } wrong)
            throw new ArgumentException($"The network has no layer '{wrong}' to edit: its layers are {string.Join(", ", Layers.Select(static layer => layer.Name))}.", nameof(edits));
        ActivationEdit? Of(int resolution, string layer) => edits?.GetValueOrDefault($"b{resolution}.{layer}");
        return _blocks.Select(one => new BlockEdits(Of(one.Resolution, "conv0"), Of(one.Resolution, "conv1")));
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
    private Tensor? ForwardFused(Tensor ws, List<(Tensor Ws, BlockEdits Edits)> own, Noise noise)
    {
        if (Training || Autograd.IsRecording || ws.Device != Device.Cpu || FusedLayers.Kind(Precision.High) is null
            || _options.Architecture != Architecture.Skip || _options.ImgChannels > FusedLayers.MostColours
            || NamedModules().Any(static one => one.Value.Tap is not null || one.Value is SynthesisBlock { ImageTap: not null })
            || _blocks.Any(static one => one.Block.FusedTaps() is null))
            return null;
        using var scope = TensorScope.Open();
        var styles = _blocks[0].Block.FirstStyles(own[0].Ws);
        Tensor? x = FusedLayers.Input(_blocks[0].Block.Constant(ws.Size(0)), styles, Precision.High), img = null;
        for (var i = 0; i < own.Count; i++)
        {
            var next = i + 1 < own.Count ? _blocks[i + 1].Block.FirstStyles(own[i + 1].Ws) : null;
            (x, img) = _blocks[i].Block.ForwardFused(x!, styles, img, own[i].Ws, next, noise, own[i].Edits);
            styles = next!;
        }
        return scope.Keep(img!);
    }
}
