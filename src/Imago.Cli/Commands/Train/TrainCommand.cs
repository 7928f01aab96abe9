using System.CommandLine;
using System.Text;
using Imago.Torch;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Run;
using Spectre.Console;

namespace Imago.Cli.Commands.Train;

/// <summary><c>imago train</c>: a data set becomes a network.</summary>
internal sealed class TrainCommand : ImagoCommand<TrainResult>
{
    private readonly TrainSettings settings = new();

    public TrainCommand()
        : base("train", "Train StyleGAN2-ADA, from scratch, from another network, or on where a run was stopped", "imago train --data photos-64.zip --outdir runs --kimg 1000")
    {
        foreach (var option in settings.All) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<TrainResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var place = Rendezvous.FromEnvironment(Environment.GetEnvironmentVariable);
        session.Silent = place?.Rank > 0;
        // They meet before anything else, so that the others hear of it at once where one cannot go on.
        using var group = settings.Join(arguments, place, session, cancel);
        var (options, folder, name) = arguments.GetValue(settings.Continue) is { } run
            ? settings.Continued(arguments, place, run)
            : (null, null, settings.Request(arguments, place).RunName());
        var request = options is null ? settings.Request(arguments, place) : null;
        if (request?.Resume is { } from)
            request = request with { Resume = await NetworkPath.FindAsync(from, session, cancel).ConfigureAwait(false) };
        using var data = Open(options, request);
        options ??= request!.Resolve(data);
        if (arguments.GetValue(settings.DryRun))
            return new TrainResult { Options = options };

        Agreement.Check(options, group);
        MemoryNeed.Check(options, place?.LocalSize ?? 1);
        folder ??= Make(group, () => RunFolder.Create(arguments.GetRequiredValue(settings.Outdir), name, options));
        session.GoOn = $"Go on with: imago train --continue {folder.Path}";
        session.Note($"Training in {folder.Path}: {data.Count:N0} pictures of {data.Resolution} x {data.Resolution}, {options.Kimg:0.###} kimg, batch {options.Batch}, {options.Cfg}, {options.PrecisionType} in {options.PrecisionBlocks} blocks.");
        var network = await TrainingScreen.ShowAsync(session, folder, options, watcher => TrainingLoop.Run(options, folder, data, watcher, cancel, group)).ConfigureAwait(false);
        session.GoOn = null;
        return new TrainResult { Run = folder.Path, Network = network, Options = options };
    }

    /// <inheritdoc/>
    protected override void Show(TrainResult result, IAnsiConsole screen)
    {
        if (result.Network is null)
        {
            screen.WriteLine("Nothing was trained. These options would run:");
            screen.WriteLine(Json.Write(result.Options));
            return;
        }
        screen.WriteLine($"network   {result.Network}");
        screen.WriteLine($"pictures  imago generate --network {result.Network} --seeds 0-35 --grid --outdir out");
        screen.WriteLine($"go on     imago train --continue {result.Run} --kimg {result.Options.Kimg * 2:0.###}");
    }

    /// <summary>The first process makes the folder, and the others hear where it is.</summary>
    private static RunFolder Make(ProcessGroup group, Func<RunFolder> make)
    {
        var made = group.IsFirst ? make() : null;
        var path = Encoding.UTF8.GetString(group.FromFirst(Encoding.UTF8.GetBytes(made?.Path ?? "")));
        return made ?? RunFolder.OfAnother(path);
    }

    /// <summary>Opens the data set as the run wants it, and checks that it is still the one that the run began with.</summary>
    private static ImageDataset Open(TrainingOptions? options, TrainingRequest? request)
    {
        var data = options is not null
            ? new ImageDataset(options.Data, new() { Subset = options.Subset, SubsetSeed = options.Seed, Mirror = options.Mirror, Labels = options.Cond })
            : new ImageDataset(request!.Data, new() { Subset = request.Subset, SubsetSeed = request.Seed, Mirror = request.Mirror, Labels = request.Cond });
        if (options is not null && (data.Count, data.Resolution, data.Channels, data.LabelDim) != (options.PictureCount, options.Resolution, options.Channels, options.LabelDim))
        {
            using (data)
                throw new TrainingException(
                    $"{options.Data} now gives {data.Count:N0} pictures of {data.Resolution} x {data.Resolution} with {data.Channels} channels and {data.LabelDim} classes, the run began with {options.PictureCount:N0} of {options.Resolution} x {options.Resolution} with {options.Channels} and {options.LabelDim}: put the old data set back, or begin a new run with --resume.");
        }
        return data;
    }
}

/// <summary>What a training left behind.</summary>
internal sealed record TrainResult
{
    /// <summary>The run folder; null after a dry run.</summary>
    public string? Run { get; init; }

    /// <summary>The last network; null after a dry run.</summary>
    public string? Network { get; init; }

    /// <summary>What ran, or would run.</summary>
    public required TrainingOptions Options { get; init; }
}
