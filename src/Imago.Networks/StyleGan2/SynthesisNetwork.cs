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
        Tensor? x = null, img = null;
        var next = 0;
        foreach (var (resolution, block) in _blocks)
        {
            // ToRGB of a block and the first layer of the next share one w.
            var own = ws.Slice(1, next, next + block.ConvCount + 1);
            (x, img) = block.Forward(x, img, own, Precision.At(resolution, _options.ImgResolution), noise);
            next += block.ConvCount;
        }
        return scope.Keep(Tapped(img!));
    }
}
