using System.Text.Json.Serialization;

namespace Imago.Networks;

/// <summary>How blocks hand pictures on (Karras et al. 2020, arXiv:1912.04958, section 4.1).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Architecture>))]
public enum Architecture
{
    /// <summary>One RGB layer at the end (generator) or the beginning (discriminator).</summary>
    [JsonStringEnumMemberName("orig")] Orig,

    /// <summary>Pictures of every resolution are summed (generator) or fed in (discriminator).</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>Residual blocks.</summary>
    [JsonStringEnumMemberName("resnet")] Resnet,
}

/// <summary>What defines a StyleGAN2 generator; stored with the network. JSON names are the upstream ones.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Dimension of the latent z.</summary>
    [JsonPropertyName("z_dim")] public int ZDim { get; init; } = 512;

    /// <summary>Dimension of labels; 0 for none.</summary>
    [JsonPropertyName("c_dim")] public int CDim { get; init; }

    /// <summary>Dimension of the intermediate latent w.</summary>
    [JsonPropertyName("w_dim")] public int WDim { get; init; } = 512;

    /// <summary>Side of the picture, a power of two from 8 on.</summary>
    [JsonPropertyName("img_resolution")] public required int ImgResolution { get; init; }

    /// <summary>Channels of the picture: 1 or 3.</summary>
    [JsonPropertyName("img_channels")] public int ImgChannels { get; init; } = 3;

    /// <summary>Layers of the mapping network.</summary>
    [JsonPropertyName("num_layers")] public int MappingLayers { get; init; } = 8;

    /// <summary>Width of the label embedding; null means <see cref="WDim"/>.</summary>
    [JsonPropertyName("embed_features")] public int? EmbedFeatures { get; init; }

    /// <summary>Width of the mapping's inner layers; null means <see cref="WDim"/>.</summary>
    [JsonPropertyName("layer_features")] public int? LayerFeatures { get; init; }

    /// <summary>Channels of a block are min(<see cref="ChannelBase"/> / resolution, <see cref="ChannelMax"/>).</summary>
    [JsonPropertyName("channel_base")] public int ChannelBase { get; init; } = 32768;

    /// <summary>Most channels of a block.</summary>
    [JsonPropertyName("channel_max")] public int ChannelMax { get; init; } = 512;

    /// <summary>
    /// Channels of the blocks from 4×4 on, where they are not min(<see cref="ChannelBase"/> / resolution, <see cref="ChannelMax"/>); else null.
    /// </summary>
    [JsonPropertyName("channels"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int[]? BlockChannels { get; init; }

    /// <summary>How blocks hand pictures on.</summary>
    [JsonPropertyName("architecture")] public Architecture Architecture { get; init; } = Architecture.Skip;

    /// <summary>Bound of activations, 256 where 16-bit precision is used; null for none.</summary>
    [JsonPropertyName("conv_clamp")] public double? ConvClamp { get; init; }

    /// <summary>Taps of the resampling filter.</summary>
    [JsonPropertyName("resample_filter")] public float[] ResampleFilter { get; init; } = Ops.ResampleFilter.Binomial;

    /// <summary>Decay of the running mean of w; 0.998 in files of the StyleGAN3 repository.</summary>
    [JsonPropertyName("w_avg_beta")] public double WAvgBeta { get; init; } = 0.995;

    /// <summary>How many w a picture takes: 2·log₂(resolution) - 2 for <c>skip</c>.</summary>
    [JsonIgnore] public int NumWs => (2 * int.Log2(ImgResolution)) - 2;

    /// <summary>Channels of the block of a resolution.</summary>
    public int Channels(int resolution) => BlockChannels is { } table ? table[int.Log2(resolution) - 2] : Math.Min(ChannelBase / resolution, ChannelMax);
}

/// <summary>What defines a StyleGAN2 discriminator; stored with the network.</summary>
public sealed record DiscriminatorOptions
{
    /// <summary>Dimension of labels; 0 for none.</summary>
    [JsonPropertyName("c_dim")] public int CDim { get; init; }

    /// <summary>Side of the picture, a power of two from 8 on.</summary>
    [JsonPropertyName("img_resolution")] public required int ImgResolution { get; init; }

    /// <summary>Channels of the picture: 1 or 3.</summary>
    [JsonPropertyName("img_channels")] public int ImgChannels { get; init; } = 3;

    /// <summary>How blocks hand pictures on.</summary>
    [JsonPropertyName("architecture")] public Architecture Architecture { get; init; } = Architecture.Resnet;

    /// <summary>Channels of a block are min(<see cref="ChannelBase"/> / resolution, <see cref="ChannelMax"/>).</summary>
    [JsonPropertyName("channel_base")] public int ChannelBase { get; init; } = 32768;

    /// <summary>Most channels of a block.</summary>
    [JsonPropertyName("channel_max")] public int ChannelMax { get; init; } = 512;

    /// <summary>
    /// Channels of the blocks from 4×4 on, where they are not min(<see cref="ChannelBase"/> / resolution, <see cref="ChannelMax"/>); else null.
    /// </summary>
    [JsonPropertyName("channels"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int[]? BlockChannels { get; init; }

    /// <summary>Bound of activations; null for none.</summary>
    [JsonPropertyName("conv_clamp")] public double? ConvClamp { get; init; }

    /// <summary>Layers of the label mapping.</summary>
    [JsonPropertyName("num_layers")] public int MappingLayers { get; init; } = 8;

    /// <summary>Dimension of the mapped label; null means the channels of the 4×4 block.</summary>
    [JsonPropertyName("cmap_dim")] public int? CMapDim { get; init; }

    /// <summary>Pictures in a group of the minibatch standard deviation; null means the whole batch.</summary>
    [JsonPropertyName("mbstd_group_size")] public int? MbstdGroupSize { get; init; } = 4;

    /// <summary>Channels of the minibatch standard deviation; 0 for none.</summary>
    [JsonPropertyName("mbstd_num_channels")] public int MbstdNumChannels { get; init; } = 1;

    /// <summary>How many layers, counted from the picture, are not trained (Freeze-D, Mo et al. 2020, arXiv:2002.10964).</summary>
    [JsonPropertyName("freeze_layers")] public int FreezeLayers { get; init; }

    /// <summary>Taps of the resampling filter.</summary>
    [JsonPropertyName("resample_filter")] public float[] ResampleFilter { get; init; } = Ops.ResampleFilter.Binomial;

    /// <summary>Channels of the block of a resolution.</summary>
    public int Channels(int resolution) => BlockChannels is { } table ? table[int.Log2(resolution) - 2] : Math.Min(ChannelBase / resolution, ChannelMax);
}
