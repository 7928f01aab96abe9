using Imago.Networks.Formats.Pickles;

namespace Imago.Networks.Formats;

/// <summary>A generator's tensors under their upstream names, and nothing else: the options follow from the shapes.</summary>
public static class StateDict
{
    /// <summary>Whether these are a generator's, alone or under one of the names that networks have in a file.</summary>
    internal static bool Is(PickleDict file) => Find(file) is not null;

    /// <summary>What is in it.</summary>
    /// <exception cref="NetworkException">The shapes are no StyleGAN2 generator's.</exception>
    internal static CheckpointParts Read(string path, PickleDict file)
    {
        var tensors = new NamedTensors(path);
        foreach (var (name, value) in Find(file)!.Entries)
            if (name is string text && value is PickleArray array) tensors.Add(text, PickleTensors.Named(array));
        return Read(tensors);
    }

    /// <summary>Whether these are a generator's.</summary>
    internal static bool Is(NamedTensors tensors) => tensors.All.ContainsKey("synthesis.b4.const");

    /// <summary>What tensors under their upstream names are.</summary>
    /// <exception cref="NetworkException">The shapes are no StyleGAN2 generator's.</exception>
    internal static CheckpointParts Read(NamedTensors tensors) => new() { Kind = CheckpointKind.StateDictionary, GeneratorEma = new(Options(tensors), tensors) };

    /// <summary>Writes the generator's tensors under their upstream names.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="network">The networks, of which the discriminator is left out.</param>
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, Network network) =>
        TorchWriter.Write(path, network.Generator.State().Select(static entry => KeyValuePair.Create(entry.Key, (object)entry.Value.Value)));

    private static PickleDict? Find(PickleDict file) =>
        ((PickleDict?[])[file, .. ((string[])["G_ema", "g_ema", "generator", "state_dict", "G"]).Select(name => file[name] as PickleDict)])
            .FirstOrDefault(static one => one?["synthesis.b4.const"] is PickleArray);

    private static GeneratorOptions Options(NamedTensors tensors)
    {
        var resolution = Enumerable.Range(2, 12).Select(static log => 1 << log).TakeWhile(side => tensors.All.ContainsKey($"synthesis.b{side}.conv1.weight")).LastOrDefault();
        if (resolution < 8) throw new NetworkException($"{tensors.Source}: the tensor synthesis.b8.conv1.weight is missing: it is no StyleGAN2 generator.");
        var (channelBase, channelMax, table) = ChannelTable.Options([.. Enumerable.Range(2, int.Log2(resolution) - 1).Select(log => Shape(tensors, $"synthesis.b{1 << log}.conv1.weight", 4)[0])]);
        var layers = Enumerable.Range(0, 64).TakeWhile(i => tensors.All.ContainsKey($"mapping.fc{i}.weight")).Count();
        var embed = tensors.All.ContainsKey("mapping.embed.weight") ? Shape(tensors, "mapping.embed.weight", 2) : [0, 0];
        var first = Shape(tensors, "mapping.fc0.weight", 2);
        var blocks = tensors.All.Keys.Any(static name => name.EndsWith(".skip.weight", StringComparison.Ordinal)) ? Architecture.Resnet
            : tensors.All.ContainsKey("synthesis.b4.torgb.weight") ? Architecture.Skip : Architecture.Orig;
        return new()
        {
            ZDim = (int)(first[1] - embed[0]),
            CDim = (int)embed[1],
            WDim = (int)Shape(tensors, $"mapping.fc{layers - 1}.weight", 2)[0],
            ImgResolution = resolution,
            ImgChannels = (int)Shape(tensors, $"synthesis.b{resolution}.torgb.weight", 4)[0],
            MappingLayers = layers,
            EmbedFeatures = embed[1] > 0 ? (int)embed[0] : null,
            LayerFeatures = layers > 1 ? (int)first[0] : null,
            ChannelBase = channelBase,
            ChannelMax = channelMax,
            BlockChannels = table,
            Architecture = blocks,
            // Networks that were trained in 16 bits are bounded; where the numbers stay below, the bound changes nothing.
            ConvClamp = 256,
        };
    }

    private static long[] Shape(NamedTensors tensors, string name, int dimensions) =>
        tensors.All.TryGetValue(name, out var tensor) && tensor.Shape.Length == dimensions && tensor.Shape.All(static n => n is > 0 and <= 1 << 20) ? tensor.Shape
        : throw new NetworkException($"{tensors.Source}: the tensor {name} is missing or of another shape: it is no StyleGAN2 generator, or a damaged one.");
}
