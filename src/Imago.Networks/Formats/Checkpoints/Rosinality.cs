using Imago.Networks.Formats.Pickles;
using Imago.Torch;

namespace Imago.Networks.Formats;

/// <summary>
/// rosinality's stylegan2-pytorch: the same networks under other names, some tensors with a further dimension of 1. Written from its
/// file layout; see docs/checkpoints.md.
/// </summary>
public static class Rosinality
{
    /// <summary>Whether this is one of its files.</summary>
    internal static bool Is(PickleDict file) => Networks(file).Any(static one => one.State["style.1.weight"] is PickleArray) || file["style.1.weight"] is PickleArray;

    /// <summary>What is in it.</summary>
    /// <exception cref="NetworkException">Tensors are missing, or it is of another kind.</exception>
    internal static CheckpointParts Read(string path, PickleDict file)
    {
        var parts = new CheckpointParts { Kind = CheckpointKind.Rosinality };
        var centre = file["latent_avg"] as PickleArray;
        if (file["style.1.weight"] is PickleArray)
            return parts with { GeneratorEma = Generator($"{path}", file, centre) };
        foreach (var (name, state) in Networks(file))
        {
            var source = $"{path}, {name}";
            parts = name switch
            {
                "g" => parts with { Generator = Generator(source, state, centre) },
                "g_ema" => parts with { GeneratorEma = Generator(source, state, centre) },
                _ => parts with { Discriminator = Discriminator(source, state) },
            };
        }
        return parts with { AugmentP = file["ada_aug_p"] as double? };
    }

    /// <summary>Writes a file of its layout: <c>g_ema</c>, <c>latent_avg</c> and, where there is one, <c>d</c>.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="network">The networks.</param>
    /// <exception cref="NetworkException">That program has no such networks.</exception>
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, Network network)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var (options, discriminator) = (network.Generator.Options, network.Discriminator);
        if (options.CDim > 0 || options.Architecture != Architecture.Skip || options.ImgChannels != 3 || discriminator?.Options.Architecture is not (null or Architecture.Resnet))
            throw new NetworkException(
                $"rosinality's program has networks of colour pictures without labels, with a generator of skip and a discriminator of resnet architecture, and this one is "
                + $"{options.Architecture}, {discriminator?.Options.Architecture}, of {options.ImgChannels} channels and {options.CDim} classes; write it as a state dictionary or as safetensors.");
        var values = new List<KeyValuePair<string, object>>
        {
            new("g_ema", Renamed(network.Generator, RosinalityNames.Generator(options.ImgResolution, options.MappingLayers))),
            new("latent_avg", network.Generator.Mapping.WAvg!),
        };
        if (discriminator is not null) values.Add(new("d", Renamed(discriminator, RosinalityNames.Discriminator(options.ImgResolution))));
        TorchWriter.Write(path, values);
    }

    private static List<KeyValuePair<string, object>> Renamed(Torch.Nn.Module module, IEnumerable<(string Ours, string Theirs)> names)
    {
        var state = module.State().ToDictionary();
        return [.. names.Select(name =>
        {
            var tensor = state[name.Ours].Value;
            return KeyValuePair.Create(name.Theirs, (object)tensor.Mul(RosinalityNames.Factor(name.Ours)).Reshape(RosinalityNames.Theirs(name.Ours, tensor.Shape)));
        })];
    }

    private static IEnumerable<(string Name, PickleDict State)> Networks(PickleDict file) =>
        ((string[])["g", "g_ema", "d"]).Where(name => file[name] is PickleDict).Select(name => (name, (PickleDict)file[name]!));

    private static CheckpointPart<GeneratorOptions> Generator(string source, PickleDict state, PickleArray? centre)
    {
        var first = Array(source, state, "style.1.weight", 2);
        var layers = Enumerable.Range(1, 64).TakeWhile(i => state[$"style.{i}.weight"] is PickleArray).Count();
        var blocks = Enumerable.Range(0, 12).TakeWhile(i => state[$"to_rgbs.{i}.bias"] is PickleArray).Count();
        var resolution = 4 << blocks;
        // [1, out, in, 3, 3]
        var (channelBase, channelMax, table) = ChannelTable.Options(
            [.. Enumerable.Range(0, blocks + 1).Select(i => Array(source, state, i == 0 ? "conv1.conv.weight" : $"convs.{(2 * i) - 1}.conv.weight", 5).Shape[1])]);
        var options = new GeneratorOptions
        {
            ZDim = (int)first.Shape[1],
            WDim = (int)Array(source, state, $"style.{layers}.weight", 2).Shape[0],
            ImgResolution = resolution,
            ImgChannels = (int)Array(source, state, "to_rgb1.bias", 4).Shape[1],
            MappingLayers = layers,
            LayerFeatures = layers > 1 ? (int)first.Shape[0] : null,
            ChannelBase = channelBase,
            ChannelMax = channelMax,
            BlockChannels = table,
        };
        var tensors = Renamed(source, state, RosinalityNames.Generator(resolution, layers));
        tensors.DrawNoise(resolution); // its first files keep none
        if (centre is not null) tensors.Add("mapping.w_avg", PickleTensors.Named(centre));
        return new(options, tensors);
    }

    private static CheckpointPart<DiscriminatorOptions> Discriminator(string source, PickleDict state)
    {
        var blocks = Enumerable.Range(1, 12).TakeWhile(i => state[$"convs.{i}.conv1.0.weight"] is PickleArray).Count();
        var resolution = 4 << blocks;
        var last = Array(source, state, "final_conv.0.weight", 4);
        var (channelBase, channelMax, table) = ChannelTable.Options(
            [last.Shape[0], .. Enumerable.Range(1, blocks).Reverse().Select(i => Array(source, state, $"convs.{i}.conv1.0.weight", 4).Shape[0])]);
        var options = new DiscriminatorOptions
        {
            ImgResolution = resolution,
            ImgChannels = (int)Array(source, state, "convs.0.0.weight", 4).Shape[1],
            ChannelBase = channelBase,
            ChannelMax = channelMax,
            BlockChannels = table,
            MbstdNumChannels = (int)(last.Shape[1] - last.Shape[0]),
        };
        return new(options, Renamed(source, state, RosinalityNames.Discriminator(resolution)));
    }

    private static NamedTensors Renamed(string source, PickleDict state, IEnumerable<(string Ours, string Theirs)> names)
    {
        var tensors = new NamedTensors(source) { MayLack = ["resample_filter", "w_avg"] };
        foreach (var (ours, theirs) in names)
        {
            if (state[theirs] is not PickleArray array) continue;
            var shape = RosinalityNames.Ours(ours, array.Shape);
            tensors.Add(ours, new(shape, () => PickleTensors.Read(array).Reshape(shape).Mul(1 / RosinalityNames.Factor(ours))));
        }
        return tensors;
    }

    private static PickleArray Array(string source, PickleDict state, string name, int dimensions) =>
        state[name] is PickleArray array && array.Shape.Length == dimensions && array.Shape.All(static n => n is > 0 and <= 1 << 20) ? array
        : throw new NetworkException($"{source}: the tensor {name} is missing or has another number of dimensions than {dimensions}: copy or download it again.");
}
