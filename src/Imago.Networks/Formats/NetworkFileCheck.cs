namespace Imago.Networks.Formats;

/// <summary>
/// Compares the options of a network file with its tensors before a network of these options is made: options that lie would otherwise take any amount of
/// memory. The tensors themselves lie inside the file, so the file's size bounds what is made.
/// </summary>
internal static class NetworkFileCheck
{
    private const int HighestResolution = 8192, MostLayers = 64, MostDimensions = 1 << 20;

    /// <exception cref="NetworkException">The options are out of their ranges, or the generator's large tensors are not those that they describe.</exception>
    internal static void Generator(NamedTensors tensors, GeneratorOptions options)
    {
        Resolution(tensors, options.ImgResolution, options.ChannelBase, options.ChannelMax, options.BlockChannels, options.ResampleFilter);
        Range(tensors, "z_dim", options.ZDim, 1, MostDimensions);
        Range(tensors, "w_dim", options.WDim, 1, MostDimensions);
        Range(tensors, "c_dim", options.CDim, 0, MostDimensions);
        Range(tensors, "img_channels", options.ImgChannels, 1, 4);
        Range(tensors, "num_layers", options.MappingLayers, 1, MostLayers);
        var (embed, inner) = (options.CDim > 0 ? options.EmbedFeatures ?? options.WDim : 0, options.LayerFeatures ?? options.WDim);
        for (var i = 0; i < options.MappingLayers; i++)
            tensors.Expect($"mapping.fc{i}.weight", [i == options.MappingLayers - 1 ? options.WDim : inner, i == 0 ? options.ZDim + embed : inner]);
        if (options.CDim > 0)
            tensors.Expect("mapping.embed.weight", [embed, options.CDim]);
        for (var resolution = 4; resolution <= options.ImgResolution; resolution *= 2)
        {
            var channels = options.Channels(resolution);
            tensors.Expect($"synthesis.b{resolution}.conv1.weight", [channels, channels, 3, 3]);
            tensors.Expect($"synthesis.b{resolution}.conv1.noise_const", [resolution, resolution]);
        }
    }

    /// <exception cref="NetworkException">The options are out of their ranges, or the discriminator's large tensors are not those that they describe.</exception>
    internal static void Discriminator(NamedTensors tensors, DiscriminatorOptions options)
    {
        Resolution(tensors, options.ImgResolution, options.ChannelBase, options.ChannelMax, options.BlockChannels, options.ResampleFilter);
        Range(tensors, "c_dim", options.CDim, 0, MostDimensions);
        Range(tensors, "img_channels", options.ImgChannels, 1, 4);
        Range(tensors, "mbstd_num_channels", options.MbstdNumChannels, 0, MostDimensions);
        for (var resolution = options.ImgResolution; resolution > 4; resolution /= 2)
            tensors.Expect($"b{resolution}.conv0.weight", [options.Channels(resolution), options.Channels(resolution), 3, 3]);
        var last = options.Channels(4);
        tensors.Expect("b4.conv.weight", [last, last + options.MbstdNumChannels, 3, 3]);
        tensors.Expect("b4.out.weight", [options.CDim == 0 ? 1 : options.CMapDim ?? last, last]);
        if (options.CDim == 0)
            return;
        Range(tensors, "num_layers", options.MappingLayers, 0, MostLayers);
        tensors.Expect("mapping.embed.weight", [options.CMapDim ?? last, options.CDim]);
    }

    private static void Resolution(NamedTensors tensors, int resolution, int channelBase, int channelMax, int[]? channels, float[]? filter)
    {
        if (resolution < 8 || resolution > HighestResolution || !int.IsPow2(resolution))
            throw new NetworkException($"{tensors.Source}: the option img_resolution is {resolution}, expected a power of two from 8 to {HighestResolution}.");
        Range(tensors, "channel_base", channelBase, resolution, int.MaxValue);
        Range(tensors, "channel_max", channelMax, 1, MostDimensions);
        if (channels is not null && (channels.Length != int.Log2(resolution) - 1 || channels.Any(static n => n is < 1 or > MostDimensions)))
            throw new NetworkException($"{tensors.Source}: the option channels has {channels.Length} numbers, expected {int.Log2(resolution) - 1} from 1 to {MostDimensions}.");
        if (filter is not { Length: > 0 and <= 64 })
            throw new NetworkException($"{tensors.Source}: the option resample_filter has {filter?.Length ?? 0} taps, expected 1 to 64.");
    }

    private static void Range(NamedTensors tensors, string name, long value, long min, long max)
    {
        if (value < min || value > max)
            throw new NetworkException($"{tensors.Source}: the option {name} is {value}, expected {min} to {max}.");
    }
}
