using System.Globalization;
using System.Text;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Training.Augment;
using Imago.Training.Data;

namespace Imago.Training;

/// <summary>
/// What a user asks for: a base configuration and the options that override it (null: the configuration's own). Resolved against the
/// data set and the machine it becomes <see cref="TrainingOptions"/>.
/// </summary>
public sealed record TrainingRequest
{
    /// <summary>The data set: a zip or a folder.</summary>
    public required string Data { get; init; }

    /// <summary>How many pictures are used, chosen by seed; null for all.</summary>
    public int? Subset { get; init; }

    /// <summary>Whether every picture is also shown mirrored.</summary>
    public bool Mirror { get; init; }

    /// <summary>Whether labels are used.</summary>
    public bool Cond { get; init; }

    /// <summary>Name of the base configuration.</summary>
    public string Cfg { get; init; } = "auto";

    /// <summary>Thousands of pictures to train for.</summary>
    public double? Kimg { get; init; }

    /// <summary>Thousands of pictures in a tick.</summary>
    public double Tick { get; init; } = 4;

    /// <summary>Ticks between snapshots.</summary>
    public int Snap { get; init; } = 50;

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; }

    /// <summary>Pictures in a step, over all processes.</summary>
    public int? Batch { get; init; }

    /// <summary>Processes that train together.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Pictures in a round of gradient accumulation.</summary>
    public int? BatchGpu { get; init; }

    /// <summary>Weight of R1.</summary>
    public double? Gamma { get; init; }

    /// <summary>Learning rate of the generator.</summary>
    public double? GeneratorRate { get; init; }

    /// <summary>Learning rate of the discriminator.</summary>
    public double? DiscriminatorRate { get; init; }

    /// <summary>Channels of a block are this divided by its resolution.</summary>
    public int? ChannelBase { get; init; }

    /// <summary>Most channels of a block.</summary>
    public int? ChannelMax { get; init; }

    /// <summary>Layers of the mapping network.</summary>
    public int? MapDepth { get; init; }

    /// <summary>Pictures in a group of the minibatch standard deviation.</summary>
    public int? MbstdGroup { get; init; }

    /// <summary>How pictures are augmented.</summary>
    public AugmentMode Aug { get; init; } = AugmentMode.Adaptive;

    /// <summary>Which augmentations.</summary>
    public string AugPipe { get; init; } = "bgc";

    /// <summary>Strength of fixed augmentation, or where ADA begins.</summary>
    public double? P { get; init; }

    /// <summary>Overfitting that ADA aims at.</summary>
    public double Target { get; init; } = 0.6;

    /// <summary>How many of the discriminator's layers stay as they are.</summary>
    public int FreezeD { get; init; }

    /// <summary>A network to begin with.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether a resume may leave layers at their random start.</summary>
    public bool AllowPartial { get; init; }

    /// <summary>fp32 everywhere.</summary>
    public bool Fp32 { get; init; }

    /// <summary>Where it runs; null for the best device there is.</summary>
    public Device? Device { get; init; }

    /// <summary>Threads within one operator; null for one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>Threads that decode pictures.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Pictures on each side of the quality numbers; 0 for none.</summary>
    public int QualityPictures { get; init; } = 1000;

    /// <summary>Most pictures in a preview grid.</summary>
    public int PreviewPictures { get; init; } = 80;

    /// <summary>
    /// Resolves against a data set, which was opened with <see cref="Subset"/>, <see cref="Mirror"/> and <see cref="Cond"/>.
    /// Where there is a network to begin with, its layers are the new network's, but for what the options say otherwise.
    /// </summary>
    /// <exception cref="TrainingException">Options that do not go together, or with this data set.</exception>
    public TrainingOptions Resolve(ImageDataset data) => Resolve(new PictureShape(data.Resolution, data.Channels, data.LabelDim, data.Count, data.HasLabels));

    /// <summary>The same for pictures of which only the shape is known.</summary>
    /// <exception cref="TrainingException">Options that do not go together, or with these pictures.</exception>
    public TrainingOptions Resolve(PictureShape data)
    {
        var cfg = BaseConfig.Of(Cfg, data.Resolution);
        var device = Device ?? TorchLibrary.BestDevice;
        var batch = Batch ?? cfg.Batch;
        var batchGpu = BatchGpu ?? Math.Min(Math.Max(batch / Processes, 1), Math.Max(cfg.BatchGpu, 1));
        // As large as one process alone would take it, so that several do the same.
        var mbstd = MbstdGroup ?? Math.Min(cfg.MbstdGroup, batchGpu * Processes);
        Check(batch, batchGpu, mbstd, data);

        var high = Fp32 ? ScalarType.Float32 : HighPrecision(device);
        // A network to begin with brings its own layers; the configuration then says how it is trained.
        var (generator, discriminator) = Resume is null ? (null, null) : NetworkFile.Describe(Resume);
        generator ??= new() { ImgResolution = data.Resolution, ChannelBase = cfg.ChannelBase, MappingLayers = cfg.MapDepth };
        discriminator ??= new()
        {
            ImgResolution = data.Resolution, Architecture = cfg.DiscriminatorArchitecture, ChannelBase = generator.ChannelBase, ChannelMax = generator.ChannelMax, BlockChannels = generator.BlockChannels,
        };
        return new()
        {
            Data = Path.GetFullPath(Data),
            Subset = Subset,
            Mirror = Mirror,
            Cond = Cond,
            Resolution = data.Resolution,
            Channels = data.Channels,
            LabelDim = Cond ? data.LabelDim : 0,
            PictureCount = data.Count,
            Cfg = Cfg,
            Kimg = Kimg ?? cfg.Kimg,
            Tick = Tick,
            Snap = Snap,
            Seed = Seed,
            Batch = batch,
            Processes = Processes,
            BatchGpu = batchGpu,
            GeneratorRate = GeneratorRate ?? cfg.LearningRate,
            DiscriminatorRate = DiscriminatorRate ?? cfg.LearningRate,
            Gamma = Gamma ?? (Cfg == "auto" ? 0.0002 * data.Resolution * data.Resolution / batch : cfg.Gamma),
            PathLengthWeight = cfg.PathLengthWeight,
            StyleMixing = cfg.StyleMixing,
            EmaKimg = Cfg == "auto" ? batch * 10 / 32.0 : cfg.EmaKimg,
            // A network that was trained before needs no ramp, and tells sooner whether it overfits.
            EmaRampup = Resume is null ? cfg.EmaRampup : null,
            AdaKimg = Resume is null ? 500 : 100,
            Aug = Aug,
            AugPipe = AugPipe,
            P = P ?? 0,
            Target = Target,
            Generator = generator with
            {
                CDim = Cond ? data.LabelDim : 0,
                ImgResolution = data.Resolution,
                ImgChannels = data.Channels,
                MappingLayers = MapDepth ?? generator.MappingLayers,
                ChannelBase = ChannelBase ?? generator.ChannelBase,
                ChannelMax = ChannelMax ?? generator.ChannelMax,
                BlockChannels = Channels(generator.BlockChannels, data.Resolution),
                ConvClamp = Fp32 ? generator.ConvClamp : 256,
            },
            Discriminator = discriminator with
            {
                CDim = Cond ? data.LabelDim : 0,
                ImgResolution = data.Resolution,
                ImgChannels = data.Channels,
                ChannelBase = ChannelBase ?? discriminator.ChannelBase,
                ChannelMax = ChannelMax ?? discriminator.ChannelMax,
                BlockChannels = Channels(discriminator.BlockChannels, data.Resolution),
                ConvClamp = Fp32 ? discriminator.ConvClamp : 256,
                MbstdGroupSize = mbstd,
                FreezeLayers = FreezeD,
            },
            PrecisionType = high,
            PrecisionBlocks = high == ScalarType.Float32 ? 0 : 4,
            Device = device.ToString(),
            Threads = Threads ?? TorchLibrary.Threads,
            Workers = Workers,
            QualityPictures = QualityPictures,
            PreviewPictures = PreviewPictures,
            Resume = Resume is null ? null : Path.GetFullPath(Resume),
            AllowPartial = AllowPartial,
        };
    }

    /// <summary>The name of the run folder as users of StyleGAN2-ADA know it: data set, configuration, and what was overridden.</summary>
    public string RunName()
    {
        var name = new StringBuilder(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Data)));
        void Add(bool said, string text) => name.Append(said ? text : "");
        static string N(double? number) => number is { } n ? n.ToString("0.######", CultureInfo.InvariantCulture) : "";
        Add(Cond, "-cond");
        Add(Subset is not null, $"-subset{Subset}");
        Add(Mirror, "-mirror");
        name.Append('-').Append(Cfg);
        Add(Gamma is not null, $"-gamma{N(Gamma)}");
        Add(Kimg is not null, $"-kimg{N(Kimg)}");
        Add(Batch is not null, $"-batch{Batch}");
        Add(Aug != AugmentMode.Adaptive, Aug == AugmentMode.Off ? "-noaug" : $"-fixed{N(P)}");
        Add(Resume is not null, "-resume");
        Add(FreezeD > 0, $"-freezed{FreezeD}");
        return name.ToString();
    }

    /// <summary>A table of channels for another resolution: cut, or with half the channels for each block that is new.</summary>
    private int[]? Channels(int[]? table, int resolution)
    {
        if (table is null || ChannelBase is not null || ChannelMax is not null) return null;
        var blocks = int.Log2(resolution) - 1;
        return [.. Enumerable.Range(0, blocks).Select(i => i < table.Length ? table[i] : Math.Max(1, table[^1] >> (i - table.Length + 1)))];
    }

    /// <summary>fp16 on CUDA devices; bf16 on CPUs that compute with it; else fp32.</summary>
    private static ScalarType HighPrecision(Device device) =>
        device.IsCuda ? ScalarType.Float16 : CpuFeatures.HasFastBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    private void Check(int batch, int batchGpu, int mbstd, PictureShape data)
    {
        if (Cond && !data.HasLabels)
            throw new TrainingException($"--cond was given, but {Data} has no labels: pack it with --subfolders-as-labels, or train without --cond.");
        if (batch % Processes != 0)
            throw new TrainingException($"--batch {batch} cannot be divided among {Processes} processes: choose a multiple of {Processes}.");
        if (batchGpu > 0 && Processes > 1 && batch / Processes % batchGpu != 0)
            throw new TrainingException($"--batch {batch} gives each of {Processes} processes {batch / Processes} pictures, which is no multiple of --batch-gpu {batchGpu}: choose a batch that is.");
        if (batch < 1 || batchGpu < 1 || batch % batchGpu != 0)
            throw new TrainingException($"--batch {batch} is no multiple of --batch-gpu {batchGpu}: choose a batch that is.");
        if (mbstd < 1 || batchGpu % mbstd != 0)
            throw new TrainingException($"--batch-gpu {batchGpu}{(Processes > 1 ? $" in each of {Processes} processes" : "")} is no multiple of the minibatch-std group {mbstd}: set --mbstd-group to a divisor of {batchGpu}{(Processes > 1 ? ", or take a larger --batch" : "")}.");
        if (Aug == AugmentMode.Fixed && P is null)
            throw new TrainingException("--aug fixed needs its strength: add --p between 0 and 1, such as --p 0.2.");
        foreach (var (option, value, least, most) in new (string, double?, double, double)[]
        {
            ("--p", P, 0, 1), ("--target", Target, -1, 1), ("--gamma", Gamma, 0, double.MaxValue), ("--freezed", FreezeD, 0, double.MaxValue),
            ("--cbase", ChannelBase, data.Resolution, double.MaxValue), ("--cmax", ChannelMax, 1, double.MaxValue), ("--map-depth", MapDepth, 1, double.MaxValue),
            ("--threads", Threads, 1, double.MaxValue), ("--workers", Workers, 1, double.MaxValue), ("--snap", Snap, 1, double.MaxValue),
            ("--metric-pictures", QualityPictures, 0, double.MaxValue), ("--preview-pictures", PreviewPictures, 1, double.MaxValue),
        })
            if (value is { } met && !(met >= least && met <= most))
                throw new TrainingException(FormattableString.Invariant($"{option} is {met}, expected {least} {(most == double.MaxValue ? "or more" : $"to {most}")}."));
        foreach (var (option, value) in new (string, double?)[] { ("--kimg", Kimg), ("--tick", Tick), ("--glr", GeneratorRate), ("--dlr", DiscriminatorRate) })
            if (value is { } met && !(met > 0 && double.IsFinite(met)))
                throw new TrainingException(FormattableString.Invariant($"{option} is {met}, expected a number above 0."));
        if (Resume is not null && !File.Exists(Resume))
            throw new TrainingException($"--resume names {Resume}, which is not there: name a network file such as runs/00000-x/network-000200.safetensors.");
    }
}

/// <summary>What a training must know of its pictures before it sees them.</summary>
/// <param name="Resolution">Their side.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="LabelDim">Dimension of their labels; 0 where they are not used.</param>
/// <param name="Count">How many.</param>
/// <param name="HasLabels">Whether there are labels, used or not.</param>
public sealed record PictureShape(int Resolution, int Channels, int LabelDim, int Count, bool HasLabels);
