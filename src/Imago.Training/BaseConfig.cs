using Imago.Networks;

namespace Imago.Training;

/// <summary>
/// The six base configurations of StyleGAN2-ADA, under the names its users know. A configuration made for several GPUs is run by
/// gradient accumulation: its batch stays, in rounds of <see cref="BatchGpu"/>.
/// </summary>
public sealed record BaseConfig
{
    /// <summary>Thousands of pictures to train for.</summary>
    public int Kimg { get; init; } = 25000;

    /// <summary>Pictures in a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Pictures in a round of gradient accumulation.</summary>
    public required int BatchGpu { get; init; }

    /// <summary>Pictures in a group of the minibatch standard deviation.</summary>
    public required int MbstdGroup { get; init; }

    /// <summary>Channels of a block are this divided by its resolution, at most 512.</summary>
    public required int ChannelBase { get; init; }

    /// <summary>Learning rate of both networks.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Weight γ of R1.</summary>
    public required double Gamma { get; init; }

    /// <summary>Half-life of the generator's moving average, in thousands of pictures.</summary>
    public required double EmaKimg { get; init; }

    /// <summary>Limits the half-life to this share of the pictures seen; null for no ramp.</summary>
    public double? EmaRampup { get; init; }

    /// <summary>Layers of the mapping network.</summary>
    public required int MapDepth { get; init; }

    /// <summary>Weight of the path length penalty.</summary>
    public double PathLengthWeight { get; init; } = 2;

    /// <summary>Probability of style mixing.</summary>
    public double StyleMixing { get; init; } = 0.9;

    /// <summary>How the discriminator's blocks hand pictures on.</summary>
    public Architecture DiscriminatorArchitecture { get; init; } = Architecture.Resnet;

    /// <summary>The names, in the order of the help.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "stylegan2", "paper256", "paper512", "paper1024", "cifar"];

    /// <summary>The configuration of a name, for pictures of a resolution on one device.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public static BaseConfig Of(string name, int resolution) => name switch
    {
        "auto" => Auto(resolution),
        "stylegan2" => Fixed(gpus: 8, batch: 32, mbstd: 4, featureMaps: 1, rate: 0.002, gamma: 10, emaKimg: 10),
        "paper256" => Fixed(gpus: 8, batch: 64, mbstd: 8, featureMaps: 0.5, rate: 0.0025, gamma: 1, emaKimg: 20),
        "paper512" => Fixed(gpus: 8, batch: 64, mbstd: 8, featureMaps: 1, rate: 0.0025, gamma: 0.5, emaKimg: 20),
        "paper1024" => Fixed(gpus: 8, batch: 32, mbstd: 4, featureMaps: 1, rate: 0.002, gamma: 2, emaKimg: 10),
        "cifar" => Fixed(gpus: 2, batch: 64, mbstd: 32, featureMaps: 1, rate: 0.0025, gamma: 0.01, emaKimg: 500) with
        {
            Kimg = 100_000,
            EmaRampup = 0.05,
            MapDepth = 2,
            PathLengthWeight = 0,
            StyleMixing = 0,
            DiscriminatorArchitecture = Architecture.Orig,
        },
        _ => throw new ArgumentException($"the configuration '{name}' is not known: expected one of {string.Join(", ", Names)}."),
    };

    private static BaseConfig Auto(int resolution)
    {
        var batch = Math.Max(Math.Min(Math.Min(4096 / resolution, 32), 64), 1);
        return new()
        {
            Batch = batch,
            BatchGpu = batch,
            MbstdGroup = Math.Min(batch, 4),
            ChannelBase = resolution >= 512 ? 32768 : 16384,
            LearningRate = resolution >= 1024 ? 0.002 : 0.0025,
            Gamma = 0.0002 * resolution * resolution / batch,
            EmaKimg = batch * 10 / 32.0,
            EmaRampup = 0.05,
            MapDepth = 2,
        };
    }

    private static BaseConfig Fixed(int gpus, int batch, int mbstd, double featureMaps, double rate, double gamma, double emaKimg) => new()
    {
        Batch = batch,
        BatchGpu = batch / gpus,
        MbstdGroup = mbstd,
        ChannelBase = (int)(featureMaps * 32768),
        LearningRate = rate,
        Gamma = gamma,
        EmaKimg = emaKimg,
        MapDepth = 8,
    };
}
