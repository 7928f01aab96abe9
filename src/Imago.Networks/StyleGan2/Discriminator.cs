using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>The StyleGAN2 discriminator: how real a picture looks, as a logit; with labels, how well it fits its label (projection).</summary>
public sealed class Discriminator : Module
{
    private readonly List<(int Resolution, DiscriminatorBlock Block)> _blocks = [];
    private readonly DiscriminatorEpilogue _epilogue;
    private readonly MappingNetwork? _mapping;

    /// <summary>Draws the weights, or, without a source of them, leaves them unset for a file to fill; see <see cref="Layers.Weights"/>.</summary>
    public Discriminator(DiscriminatorOptions options, RandomGenerator? random)
    {
        Options = options;
        var layer = 0;
        for (var resolution = options.ImgResolution; resolution > 4; resolution /= 2)
        {
            var block = new DiscriminatorBlock(
                resolution == options.ImgResolution, options.Channels(resolution), options.Channels(resolution / 2), layer, options, random);
            layer += block.LayerCount;
            _blocks.Add((resolution, AddModule($"b{resolution}", block)));
        }
        var cMapDim = options.CDim == 0 ? 0 : options.CMapDim ?? options.Channels(4);
        if (options.CDim > 0)
            _mapping = AddModule("mapping", new MappingNetwork(0, options.CDim, cMapDim, 0, options.MappingLayers, random));
        _epilogue = AddModule("b4", new DiscriminatorEpilogue(options.Channels(4), cMapDim, options, random));
    }

    /// <summary>What defines the network.</summary>
    public DiscriminatorOptions Options { get; }

    /// <summary>The precision of the highest blocks.</summary>
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>Pictures [N, channels, R, R] of about -1 to 1, labels [N, cDim] or null → logits [N, 1] in fp32.</summary>
    public Tensor Forward(Tensor img, Tensor? c = null)
    {
        using var scope = TensorScope.Open();
        img.AssertShape(-1, Options.ImgChannels, Options.ImgResolution, Options.ImgResolution);
        Tensor? x = null, rest = img;
        foreach (var (resolution, block) in _blocks)
            (x, rest) = block.Forward(x, rest, Precision.At(resolution, Options.ImgResolution));
        return scope.Keep(Tapped(_epilogue.Forward(x!, rest, _mapping?.Forward(null, c))));
    }
}
