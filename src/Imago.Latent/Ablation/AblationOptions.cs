using System.Text.Json.Serialization;
using Imago.Networks;

namespace Imago.Latent.Ablation;

/// <summary>In which order units die.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DyingOrder>))]
public enum DyingOrder
{
    /// <summary>Any unit may be the next.</summary>
    [JsonStringEnumMemberName("random")] Random,

    /// <summary>First those that are loudest on average.</summary>
    [JsonStringEnumMemberName("strongest")] Strongest,

    /// <summary>First those that are quietest on average.</summary>
    [JsonStringEnumMemberName("weakest")] Weakest,

    /// <summary>From the smallest resolution up; at random within one.</summary>
    [JsonStringEnumMemberName("coarse-to-fine")] CoarseToFine,

    /// <summary>From the highest resolution down; at random within one.</summary>
    [JsonStringEnumMemberName("fine-to-coarse")] FineToCoarse,

    /// <summary>Layer after layer as a picture passes them, unit after unit.</summary>
    [JsonStringEnumMemberName("by-layer")] ByLayer,
}

/// <summary>How the number of dead units grows with time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DyingCurve>))]
public enum DyingCurve
{
    /// <summary>Equally many in each second.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>Few, many, few: 3t² - 2t³.</summary>
    [JsonStringEnumMemberName("ease")] Ease,

    /// <summary>One by one at first, and many at the end: (e⁵ᵗ - 1) / (e⁵ - 1).</summary>
    [JsonStringEnumMemberName("exponential")] Exponential,
}

/// <summary>What a dead unit says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadUnit>))]
public enum DeadUnit
{
    /// <summary>Nothing: value, bias and noise are 0.</summary>
    [JsonStringEnumMemberName("zero")] Zero,

    /// <summary>What it says on average.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>Noise that does not change, of its mean and deviation.</summary>
    [JsonStringEnumMemberName("noise")] Noise,
}

/// <summary>How a network dies.</summary>
public sealed record AblationOptions
{
    /// <summary>In which order.</summary>
    public DyingOrder Order { get; init; } = DyingOrder.Random;

    /// <summary>Of random orders, and of <see cref="DeadUnit.Noise"/>.</summary>
    public long Seed { get; init; }

    /// <summary>Which layers die; see <see cref="Units.UnitLayers"/>.</summary>
    public string Layers { get; init; } = "all";

    /// <summary>How many units die; null: all of these layers.</summary>
    public int? Units { get; init; }

    /// <summary>How many are dead when.</summary>
    public DyingCurve Curve { get; init; } = DyingCurve.Exponential;

    /// <summary>Whether they come back to life in the second half, the last first.</summary>
    public bool Revive { get; init; }

    /// <summary>What a dead unit says.</summary>
    public DeadUnit Mode { get; init; } = DeadUnit.Zero;

    /// <summary>Whether a map of all units, and a curve of how far the picture has moved, stand beside the picture.</summary>
    public bool Map { get; init; }

    /// <summary>Length of the film.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>Faces a row, where several die together.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>ψ.</summary>
    public double TruncationPsi { get; init; } = 0.7;

    /// <summary>The class, for latents without a label in a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>Stored noise maps, none, or fresh ones, the same in every frame.</summary>
    public NoiseMode NoiseMode { get; init; } = NoiseMode.Const;

    /// <summary>Of <see cref="Networks.NoiseMode.Random"/>: which noise maps.</summary>
    public long NoiseSeed { get; init; }

    /// <summary>How the network is bent that dies: bends as <see cref="Bending.Bend.Parse"/> reads them, with <c>;</c> between them. Empty for a network as it is.</summary>
    public string Bends { get; init; } = "";
}
