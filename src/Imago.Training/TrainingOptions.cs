using System.Text.Json.Serialization;
using Imago.Networks;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training;

/// <summary>Everything that defines a training, resolved: what stands here is what runs. Stored as <c>options.json</c> in the run folder.</summary>
public sealed record TrainingOptions
{
    /// <summary>The data set: a zip or a folder.</summary>
    public required string Data { get; init; }

    /// <summary>How many pictures of the data set are used, chosen by seed; null for all.</summary>
    public int? Subset { get; init; }

    /// <summary>Whether every picture is also shown mirrored.</summary>
    public bool Mirror { get; init; }

    /// <summary>Whether labels are used.</summary>
    public bool Cond { get; init; }

    /// <summary>Side of the data set's pictures.</summary>
    public required int Resolution { get; init; }

    /// <summary>Channels of the data set's pictures.</summary>
    public required int Channels { get; init; }

    /// <summary>Dimension of labels; 0 without.</summary>
    public int LabelDim { get; init; }

    /// <summary>Pictures in the data set, mirrored ones counted.</summary>
    public required int PictureCount { get; init; }

    /// <summary>Name of the base configuration.</summary>
    public required string Cfg { get; init; }

    /// <summary>Thousands of pictures to train for.</summary>
    public required double Kimg { get; init; }

    /// <summary>Thousands of pictures in a tick, after which the progress is written down.</summary>
    public double Tick { get; init; } = 4;

    /// <summary>Ticks between snapshots.</summary>
    public int Snap { get; init; } = 50;

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; }

    /// <summary>Pictures in a step, over all processes.</summary>
    public required int Batch { get; init; }

    /// <summary>Processes that train together, each on its share of a batch; part of the options because results are bit for bit the same only for the same number.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Pictures in a round of gradient accumulation, in each process.</summary>
    public required int BatchGpu { get; init; }

    /// <summary>Learning rate of the generator.</summary>
    public required double GeneratorRate { get; init; }

    /// <summary>Learning rate of the discriminator.</summary>
    public required double DiscriminatorRate { get; init; }

    /// <summary>Weight γ of R1.</summary>
    public required double Gamma { get; init; }

    /// <summary>Weight of the path length penalty; 0 for none.</summary>
    public double PathLengthWeight { get; init; } = 2;

    /// <summary>Probability of style mixing.</summary>
    public double StyleMixing { get; init; } = 0.9;

    /// <summary>
    /// Whether the generator is given noise in training. Without, its noise strengths stay 0 and its pictures smooth; in the first tens of
    /// thousands of pictures noise shows as dots.
    /// </summary>
    public bool NoiseInputs { get; init; } = true;

    /// <summary>Batches from one path length regularisation to the next.</summary>
    public int GeneratorRegInterval { get; init; } = 4;

    /// <summary>Batches from one R1 regularisation to the next.</summary>
    public int DiscriminatorRegInterval { get; init; } = 16;

    /// <summary>Half-life of the generator's moving average, in thousands of pictures.</summary>
    public required double EmaKimg { get; init; }

    /// <summary>Limits the half-life to this share of the pictures seen; null for no ramp.</summary>
    public double? EmaRampup { get; init; }

    /// <summary>How the discriminator's pictures are augmented.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<AugmentMode>))]
    public AugmentMode Aug { get; init; } = AugmentMode.Adaptive;

    /// <summary>Which augmentations.</summary>
    public string AugPipe { get; init; } = "bgc";

    /// <summary>Strength at the start; stays with <see cref="AugmentMode.Fixed"/>.</summary>
    public double P { get; init; }

    /// <summary>Overfitting that ADA aims at: mean sign of D(real).</summary>
    public double Target { get; init; } = 0.6;

    /// <summary>Thousands of pictures in which ADA may move p from 0 to 1.</summary>
    public double AdaKimg { get; init; } = 500;

    /// <summary>The generator.</summary>
    public required GeneratorOptions Generator { get; init; }

    /// <summary>The discriminator.</summary>
    public required DiscriminatorOptions Discriminator { get; init; }

    /// <summary>Type of the highest blocks.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ScalarType>))]
    public ScalarType PrecisionType { get; init; } = ScalarType.Float32;

    /// <summary>How many of the highest blocks compute in <see cref="PrecisionType"/>.</summary>
    public int PrecisionBlocks { get; init; }

    /// <summary>Where it runs.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads within one operator; part of the options because results are bit for bit the same only for the same number.</summary>
    public required int Threads { get; init; }

    /// <summary>Threads that decode pictures ahead.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Pictures on each side of the quality numbers of a snapshot; 0 for none.</summary>
    public int QualityPictures { get; init; } = 500;

    /// <summary>Most pictures in a preview grid.</summary>
    public int PreviewPictures { get; init; } = 80;

    /// <summary>The network whose weights it begins with; null from scratch.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether a resume may leave layers at their random start.</summary>
    public bool AllowPartial { get; init; }

    /// <summary>
    /// Ends the training like <see cref="Kimg"/> does, with a snapshot and its quality numbers, after so much time of training, that of earlier
    /// stretches counted; null for no such end. Not stored: the run goes on without it.
    /// </summary>
    [JsonIgnore] public TimeSpan? StopAfter { get; init; }

    /// <summary>The precision as the networks take it.</summary>
    [JsonIgnore] public Precision Precision => new(PrecisionType, PrecisionBlocks);
}
