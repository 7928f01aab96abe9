using System.CommandLine;
using Imago.Training;
using Imago.Training.Augment;
using Imago.Training.Run;
using Imago.Torch;
using Device = Imago.Torch.Device;

namespace Imago.Cli.Commands.Train;

/// <summary>The options of <c>imago train</c>, under the names that users of StyleGAN2-ADA know.</summary>
internal sealed class TrainSettings
{
    private static readonly Dictionary<string, AugmentMode> Modes = new() { ["noaug"] = AugmentMode.Off, ["ada"] = AugmentMode.Adaptive, ["fixed"] = AugmentMode.Fixed };

    private readonly Option<string?> data = new("--data") { Description = "The data set: a zip or folder that imago dataset pack, or StyleGAN2-ADA's dataset tool, wrote", HelpName = "FILE.zip" };
    private readonly Option<int?> subset = new("--subset") { Description = "Train on N of the pictures, chosen by seed (default: all)", HelpName = "N" };
    private readonly Option<bool> mirror = new("--mirror") { Description = "Show every picture mirrored too" };
    private readonly Option<bool> cond = new("--cond") { Description = "Train with the data set's labels" };
    private readonly Option<string> cfg = new("--cfg") { Description = "Base configuration", DefaultValueFactory = _ => "auto" };
    private readonly Option<double?> kimg = new("--kimg") { Description = "Thousands of real pictures to show (default: the configuration's, 25000)", HelpName = "N" };
    private readonly Option<double> tick = new("--tick") { Description = "Thousands of pictures in a tick", HelpName = "N", DefaultValueFactory = _ => 4 };
    private readonly Option<int> snap = new("--snap") { Description = "Ticks between snapshots", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of everything random", HelpName = "N" };
    private readonly Option<int?> batch = new("--batch") { Description = "Pictures in a step (default: the configuration's)", HelpName = "N" };
    private readonly Option<int?> batchGpu = new("--batch-gpu") { Description = "Pictures at once; the rest of the batch by accumulating gradients", HelpName = "N" };
    private readonly Option<double?> gamma = new("--gamma") { Description = "Weight of R1; larger is calmer (default: the configuration's)", HelpName = "N" };
    private readonly Option<double?> glr = new("--glr") { Description = "Learning rate of the generator", HelpName = "N" };
    private readonly Option<double?> dlr = new("--dlr") { Description = "Learning rate of the discriminator", HelpName = "N" };
    private readonly Option<int?> cbase = new("--cbase") { Description = "Channels of a block are this divided by its resolution (default: the configuration's, or the network's)", HelpName = "N" };
    private readonly Option<int?> cmax = new("--cmax") { Description = "Most channels of a block (default: 512, or those of the network that --resume names)", HelpName = "N" };
    private readonly Option<int?> mapDepth = new("--map-depth") { Description = "Layers of the mapping network (default: the configuration's, or the network's)", HelpName = "N" };
    private readonly Option<int?> mbstdGroup = new("--mbstd-group") { Description = "Pictures in a group of the minibatch standard deviation", HelpName = "N" };
    private readonly Option<string> aug = new("--aug") { Description = "Augmentation of what the discriminator sees", DefaultValueFactory = _ => "ada" };
    private readonly Option<string> augpipe = new("--augpipe") { Description = "Which augmentations", DefaultValueFactory = _ => "bgc" };
    private readonly Option<double?> p = new("--p", "--initstrength") { Description = "Strength for --aug fixed, 0 to 1; with ada, where it begins", HelpName = "N" };
    private readonly Option<double> target = new("--target") { Description = "Overfitting that ADA aims at", HelpName = "N", DefaultValueFactory = _ => 0.6 };
    private readonly Option<int> freezed = new("--freezed") { Description = "Layers of the discriminator, from the picture on, that stay as they are", HelpName = "N" };
    private readonly Option<string?> resume = new("--resume") { Description = $"Begin with the weights of this network (transfer learning): {NetworkPath.Words}", HelpName = "NET" };
    private readonly Option<bool> allowPartial = new("--allow-partial") { Description = "Let --resume leave out layers that do not fit, though neither the pictures' size nor their labels are the reason" };
    private readonly Option<bool> fp32 = new("--fp32") { Description = "Full precision everywhere; slower" };
    private readonly Option<string?> device = new("--device") { Description = "cpu, cuda or cuda:N (default: the best there is)", HelpName = "NAME" };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads within one operator (default: one a core)", HelpName = "N" };
    private readonly Option<int> workers = new("--workers") { Description = "Threads that decode pictures", HelpName = "N", DefaultValueFactory = _ => 2 };
    private readonly Option<int> metricPictures = new("--metric-pictures") { Description = "Pictures behind the quality numbers of a snapshot; 0 for none", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<int> previewPictures = new("--preview-pictures") { Description = "Most pictures in a preview grid", HelpName = "N", DefaultValueFactory = _ => 80 };

    private readonly Option<int> peerTimeout = new("--peer-timeout") { Description = "Seconds to wait for another process of a training together, at the start and later; longer than a snapshot takes", HelpName = "N", DefaultValueFactory = _ => 1800 };

    internal TrainSettings()
    {
        cfg.AcceptOnlyFromAmong([.. BaseConfig.Names]);
        aug.AcceptOnlyFromAmong([.. Modes.Keys]);
        augpipe.AcceptOnlyFromAmong([.. AugmentOptions.PresetNames]);
    }

    internal Option<string> Outdir { get; } = new("--outdir") { Description = "Where run folders are made", HelpName = "DIR", DefaultValueFactory = _ => "runs" };

    internal Option<string?> Continue { get; } = new("--continue") { Description = "Go on where this run was stopped, bit for bit; only --kimg, --snap, --metric-pictures, --workers and --peer-timeout may change", HelpName = "RUN" };

    internal Option<bool> DryRun { get; } = new("--dry-run", "-n") { Description = "Show what would run, and stop" };

    internal IEnumerable<Option> All =>
    [
        data, Outdir, Continue, resume, kimg, cfg, batch, batchGpu, gamma, glr, dlr, cbase, cmax, mapDepth, mbstdGroup, mirror, cond, subset, aug, augpipe, p, target,
        freezed, allowPartial, tick, snap, metricPictures, previewPictures, seed, fp32, device, threads, workers, peerTimeout, DryRun,
    ];

    /// <summary>Meets the other processes of a training together; alone where there are none, or nothing is to be trained.</summary>
    internal ProcessGroup Join(ParseResult arguments, Rendezvous? place, Session session, CancellationToken cancel)
    {
        var patience = arguments.GetValue(peerTimeout);
        if (patience < 1) throw new UsageException($"--peer-timeout is {patience}, expected 1 or more seconds.");
        if (place is null || arguments.GetValue(DryRun)) return ProcessGroup.Alone;
        session.Note($"Meeting {place.Size} processes at {place.Host}:{place.Port} …");
        return ProcessGroup.Join(place, TimeSpan.FromSeconds(patience), cancel);
    }

    internal TrainingRequest Request(ParseResult arguments, Rendezvous? place) => new()
    {
        Data = arguments.GetValue(data) ?? throw new UsageException("--data is missing: name a data set, such as --data photos-64.zip, or go on with a run by --continue."),
        Subset = arguments.GetValue(subset),
        Mirror = arguments.GetValue(mirror),
        Cond = arguments.GetValue(cond),
        Cfg = arguments.GetRequiredValue(cfg),
        Kimg = arguments.GetValue(kimg),
        Tick = arguments.GetValue(tick),
        Snap = arguments.GetValue(snap),
        Seed = arguments.GetValue(seed),
        Batch = arguments.GetValue(batch),
        BatchGpu = arguments.GetValue(batchGpu),
        Gamma = arguments.GetValue(gamma),
        GeneratorRate = arguments.GetValue(glr),
        DiscriminatorRate = arguments.GetValue(dlr),
        ChannelBase = arguments.GetValue(cbase),
        ChannelMax = arguments.GetValue(cmax),
        MapDepth = arguments.GetValue(mapDepth),
        MbstdGroup = arguments.GetValue(mbstdGroup),
        Aug = Modes[arguments.GetRequiredValue(aug)],
        AugPipe = arguments.GetRequiredValue(augpipe),
        P = arguments.GetValue(p),
        Target = arguments.GetValue(target),
        FreezeD = arguments.GetValue(freezed),
        Resume = arguments.GetValue(resume),
        AllowPartial = arguments.GetValue(allowPartial),
        Fp32 = arguments.GetValue(fp32),
        Processes = place?.Size ?? 1,
        Device = OwnDevice(arguments.GetValue(device) is { } name ? Device.Parse(name) : place is null ? null : TorchLibrary.BestDevice, place),
        Threads = arguments.GetValue(threads) ?? (place is null ? null : Math.Max(1, TorchLibrary.Threads / place.LocalSize)),
        Workers = arguments.GetValue(workers),
        QualityPictures = arguments.GetValue(metricPictures),
        PreviewPictures = arguments.GetValue(previewPictures),
    };

    /// <summary>The options of a run that goes on, with the few that may change.</summary>
    internal (TrainingOptions? Options, RunFolder? Folder, string Name) Continued(ParseResult arguments, Rendezvous? place, string path)
    {
        var given = All.Where(option => arguments.GetResult(option) is { Implicit: false }).ToHashSet();
        if (given.FirstOrDefault(option => option != Continue && option != kimg && option != snap && option != metricPictures && option != workers && option != peerTimeout && option != DryRun) is { } refused)
            throw new UsageException($"{refused.Name} cannot change when a run goes on exactly: leave it out, or begin a new run with --resume.");
        var (folder, options) = RunFolder.Open(path);
        return (options with
        {
            Kimg = arguments.GetValue(kimg) ?? options.Kimg,
            Snap = given.Contains(snap) ? arguments.GetValue(snap) : options.Snap,
            QualityPictures = given.Contains(metricPictures) ? arguments.GetValue(metricPictures) : options.QualityPictures,
            Workers = given.Contains(workers) ? arguments.GetValue(workers) : options.Workers,
            Device = OwnDevice(Device.Parse(options.Device), place)!.Value.ToString(),
        }, folder, "");
    }

    /// <summary>Processes on one machine take a CUDA device each.</summary>
    private static Device? OwnDevice(Device? asked, Rendezvous? place)
    {
        if (place is null || asked is not { IsCuda: true }) return asked;
        return place.LocalRank < TorchLibrary.CudaDevices
            ? Device.Cuda(place.LocalRank)
            : throw new UsageException($"LOCAL_RANK is {place.LocalRank} and this machine has {TorchLibrary.CudaDevices} CUDA devices: start one process for each, or use --device cpu.");
    }
}
