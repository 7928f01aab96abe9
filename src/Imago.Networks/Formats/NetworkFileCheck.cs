using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>
/// Compares the options of a network file with its tensors before a network of these options is made: options that lie would otherwise take any amount of
/// memory. The tensors themselves lie inside the file, so the file's size bounds what is made.
/// </summary>
internal static class NetworkFileCheck
{
    private const int HighestResolution = 8192, MostLayers = 64, MostDimensions = 1 << 20;

    /// <exception cref="NetworkException">The options are out of their ranges, or the generator's large tensors are not those that they describe.</exception>
    internal static void Generator(SafeTensorsFile file, GeneratorOptions options)
    {
        Resolution(file, options.ImgResolution, options.ChannelBase, options.ChannelMax, options.ResampleFilter);
        Range(file, "z_dim", options.ZDim, 1, MostDimensions);
        Range(file, "w_dim", options.WDim, 1, MostDimensions);
        Range(file, "c_dim", options.CDim, 0, MostDimensions);
        Range(file, "img_channels", options.ImgChannels, 1, 4);
        Range(file, "num_layers", options.MappingLayers, 1, MostLayers);
        var (embed, inner) = (options.CDim > 0 ? options.EmbedFeatures ?? options.WDim : 0, options.LayerFeatures ?? options.WDim);
        for (var i = 0; i < options.MappingLayers; i++)
            Expect(file, $"mapping.fc{i}.weight", [i == options.MappingLayers - 1 ? options.WDim : inner, i == 0 ? options.ZDim + embed : inner]);
        if (options.CDim > 0)
            Expect(file, "mapping.embed.weight", [embed, options.CDim]);
        for (var resolution = 4; resolution <= options.ImgResolution; resolution *= 2)
        {
            var channels = options.Channels(resolution);
            Expect(file, $"synthesis.b{resolution}.conv1.weight", [channels, channels, 3, 3]);
            Expect(file, $"synthesis.b{resolution}.conv1.noise_const", [resolution, resolution]);
        }
    }

    /// <exception cref="NetworkException">The options are out of their ranges, or the discriminator's large tensors are not those that they describe.</exception>
    internal static void Discriminator(SafeTensorsFile file, string prefix, DiscriminatorOptions options)
    {
        Resolution(file, options.ImgResolution, options.ChannelBase, options.ChannelMax, options.ResampleFilter);
        Range(file, "c_dim", options.CDim, 0, MostDimensions);
        Range(file, "img_channels", options.ImgChannels, 1, 4);
        Range(file, "mbstd_num_channels", options.MbstdNumChannels, 0, MostDimensions);
        for (var resolution = options.ImgResolution; resolution > 4; resolution /= 2)
            Expect(file, $"{prefix}b{resolution}.conv0.weight", [options.Channels(resolution), options.Channels(resolution), 3, 3]);
        var last = options.Channels(4);
        Expect(file, $"{prefix}b4.conv.weight", [last, last + options.MbstdNumChannels, 3, 3]);
        Expect(file, $"{prefix}b4.out.weight", [options.CDim == 0 ? 1 : options.CMapDim ?? last, last]);
        if (options.CDim == 0)
            return;
        Range(file, "num_layers", options.MappingLayers, 0, MostLayers);
        Expect(file, $"{prefix}mapping.embed.weight", [options.CMapDim ?? last, options.CDim]);
    }

    /// <exception cref="NetworkException">The tensor is missing or has another shape.</exception>
    internal static void Expect(SafeTensorsFile file, string name, ReadOnlySpan<long> shape)
    {
        if (!file.Entries.TryGetValue(name, out var entry))
            throw new NetworkException($"{file.Path}: the tensor {name} is missing; the file does not hold what its options say: copy or download it again.");
        if (!entry.Shape.AsSpan().SequenceEqual(shape))
            throw new NetworkException(
                $"{file.Path}: the tensor {name} has the shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", shape.ToArray())}]: copy or download it again.");
    }

    private static void Resolution(SafeTensorsFile file, int resolution, int channelBase, int channelMax, float[]? filter)
    {
        if (resolution < 8 || resolution > HighestResolution || !int.IsPow2(resolution))
            throw new NetworkException($"{file.Path}: the option img_resolution is {resolution}, expected a power of two from 8 to {HighestResolution}.");
        Range(file, "channel_base", channelBase, resolution, int.MaxValue);
        Range(file, "channel_max", channelMax, 1, MostDimensions);
        if (filter is not { Length: > 0 and <= 64 })
            throw new NetworkException($"{file.Path}: the option resample_filter has {filter?.Length ?? 0} taps, expected 1 to 64.");
    }

    private static void Range(SafeTensorsFile file, string name, long value, long min, long max)
    {
        if (value < min || value > max)
            throw new NetworkException($"{file.Path}: the option {name} is {value}, expected {min} to {max}.");
    }
}
