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

    /// <summary>What looks at pictures of any size, from the picture on: all up to 4x4, where the sizes are fixed.</summary>
    public IReadOnlyList<DiscriminatorLayerInfo> Layers =>
        [.. from one in _blocks from name in one.Block.Layers select new DiscriminatorLayerInfo(
            name.Length == 0 ? $"b{one.Resolution}" : $"b{one.Resolution}.{name}",
            Options.ImgResolution / one.Resolution * (name is "fromrgb" or "conv0" ? 1 : 2), Options.Channels(name is "fromrgb" or "conv0" ? one.Resolution : one.Resolution / 2))];

    /// <summary>What layers answer to pictures of any size; blocks behind the last of them are not computed.</summary>
    /// <param name="img">Pictures [N, channels, H, W] of about -1 to 1, H and W at least the largest <see cref="DiscriminatorLayerInfo.Reduction"/> of the layers.</param>
    /// <param name="layers">Names of <see cref="Layers"/>.</param>
    /// <returns>In the order of the names: [N, units, H / reduction, W / reduction], rounded down, in the precision of the block.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or the pictures are too small for one.</exception>
    public Tensor[] Activations(Tensor img, IReadOnlyList<string> layers)
    {
        using var scope = TensorScope.Open();
        img.AssertShape(-1, Options.ImgChannels, -1, -1);
        var (all, side) = (Layers, Math.Min(img.Size(2), img.Size(3)));
        var infos = layers.Select(name => all.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"The discriminator has no layer '{name}' that sees pictures of any size: choose {string.Join(", ", all.Select(static one => one.Name))}.")).ToList();
        if (infos.MaxBy(static one => one.Reduction) is { } deepest && deepest.Reduction > side)
            throw new ArgumentException($"A picture of {img.Size(3)} x {img.Size(2)} is too small for the layer {deepest.Name}, expected {deepest.Reduction} pixels or more along each axis: choose a larger one, or a layer nearer to the picture.");

        var modules = NamedModules().ToDictionary();
        var taps = layers.Distinct().Select(name => (Name: name, Module: modules[name], Before: modules[name].Tap)).ToList();
        var seen = new Dictionary<string, Tensor>();
        try
        {
            foreach (var (name, module, before) in taps)
                module.Tap = y => seen[name] = TensorScope.Free(before?.Invoke(y) ?? y); // it outlives the scopes of its block
            Tensor? x = null, rest = img;
            foreach (var (resolution, block) in _blocks.TakeWhile(_ => seen.Count < taps.Count))
                (x, rest) = block.Forward(x, rest, Precision.At(resolution, Options.ImgResolution));
            return scope.Keep([.. layers.Select(name => seen[name].Reshape(seen[name].Shape))]); // the same numbers, owned as usual
        }
        finally
        {
            foreach (var (_, module, before) in taps)
                module.Tap = before;
            foreach (var tensor in seen.Values)
                tensor.Dispose();
        }
    }

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
