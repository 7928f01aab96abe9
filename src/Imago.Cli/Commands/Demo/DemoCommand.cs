using System.CommandLine;
using System.Globalization;
using Imago.Cli.Commands.Dataset;
using Imago.Networks.Formats;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Data.Import;
using Imago.Training.Run;
using Spectre.Console;

namespace Imago.Cli.Commands.Demo;

/// <summary><c>imago demo</c>: from pictures to new pictures in one go and a given time, each step told in plain words.</summary>
internal sealed class DemoCommand : ImagoCommand<DemoResult>
{
    private readonly Option<string?> data = new("--data") { Description = "A folder or zip of pictures (default: portraits that Imago paints itself)", HelpName = "DIR" };
    private readonly Option<double> minutes = new("--minutes") { Description = "How long it may take, all in all", HelpName = "M", DefaultValueFactory = _ => 5 };
    private readonly Option<string> outdir = new("--outdir") { Description = "Folder for everything; where it exists, the next free name is taken", HelpName = "DIR", DefaultValueFactory = _ => "demo" };
    private readonly Option<int> resolution = new("--resolution") { Description = "Width and height of the pictures, a power of two from 16 to 1024", HelpName = "N", DefaultValueFactory = _ => 64 };
    private readonly Option<string> resume = new("--resume") { Description = $"The network to begin with: {NetworkPath.Words}; or {Nothing}", HelpName = "NET", DefaultValueFactory = _ => BundledNetwork.Name };
    private readonly Option<int> seed = new("--seed") { Description = "Another number, other portraits and another training", HelpName = "N" };

    /// <summary>In place of a network: begin with random weights.</summary>
    private const string Nothing = "none";

    public DemoCommand()
        : base("demo", "See it work: from pictures to new pictures in five minutes", "imago demo --data photos --minutes 10")
    {
        foreach (var option in (Option[])[data, minutes, outdir, resolution, resume, seed]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<DemoResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (source, side, number) = (arguments.GetValue(data), arguments.GetValue(resolution), arguments.GetValue(seed));
        var time = new DemoTime(TimeSpan.FromMinutes(Checked(arguments.GetValue(minutes), side, number)));
        var begin = arguments.GetRequiredValue(resume) is var named && named == Nothing ? null : await NetworkPath.FindAsync(named, session, cancel).ConfigureAwait(false);
        var folder = DemoFolder.Claim(arguments.GetRequiredValue(outdir));
        try
        {
            session.Note($"From pictures to new pictures in about {Duration.Of(TimeSpan.FromMinutes(arguments.GetValue(minutes)))}. Everything goes into {folder.Location}.");

            // Pictures.
            session.GoOn = "Nothing was made yet; run the same command again.";
            var (refused, warnings) = source is null
                ? await DemoSource.PaintAsync(session, folder, side, number, time, cancel).ConfigureAwait(false)
                : await DemoSource.PackAsync(session, folder, source, side, time, cancel).ConfigureAwait(false);
            session.GoOn = $"The data set is made; train on it with: imago train --data {Lines.Quoted(folder.Data)} --mirror --outdir {Lines.Quoted(folder.Runs)}";
            session.Note($"2/5  Contact sheet: some of them on one picture, {folder.ContactSheet}");
            await session.WithProgressAsync("     Looking through them", "pictures", meter =>
                DatasetInspector.Inspect(folder.Data, folder.ContactSheet, progress => meter.Report(progress.Done, progress.Total), cancel)).ConfigureAwait(false);
            session.GoOn = $"The data set is made, and its contact sheet {folder.ContactSheet}; train on it with: imago train --data {Lines.Quoted(folder.Data)} --mirror --outdir {Lines.Quoted(folder.Runs)}";

            // A network of the right size for this machine.
            using var pictures = new ImageDataset(folder.Data, new() { Mirror = true });
            session.Note(begin is null
                ? "3/5  Size of the network: a few steps with small and larger ones tell what this machine can train in the time"
                : $"3/5  The network to begin with: {named}, which has learnt from other pictures; a few steps tell how fast this machine trains it");
            var options = await session.WithProgressAsync("     Trying", "tries", meter => DemoPlan.Make(pictures, begin, number, time, session, meter, cancel)).ConfigureAwait(false);

            // Training.
            var run = RunFolder.Create(folder.Runs, "demo", options);
            session.GoOn = $"What was trained is kept in {run.Path}; train on with: imago train --continue {Lines.Quoted(run.Path)}. The data set is {folder.Data}, its contact sheet {folder.ContactSheet}.";
            session.Note($"4/5  Training for {Duration.Of(options.StopAfter!.Value)}: two networks compete, one makes pictures, the other tells them from the real ones");
            DemoScreen? screen = null;
            var file = await session.WithProgressAsync("     Training", "pictures", meter =>
                TrainingLoop.Run(options, run, pictures, screen = new DemoScreen(session, run, options, meter), cancel)).ConfigureAwait(false);
            var last = screen!.Tick!;

            // What came of it.
            session.Note($"5/5  New pictures: {folder.NewPictures}; how they grew: {folder.Growth}");
            var moments = await session.WithProgressAsync("     Making", "pictures", meter =>
            {
                DemoSheets.WriteNewPictures(file, folder.NewPictures, (done, total) => meter.Report(done, total), cancel);
                return DemoSheets.WriteGrowth(run, begin is null ? "untrained" : "before", side, folder.Growth);
            }).ConfigureAwait(false);
            session.GoOn = null;
            return new DemoResult
            {
                Outdir = folder.Location,
                ContactSheet = folder.ContactSheet,
                NewPictures = folder.NewPictures,
                Growth = folder.Growth,
                GrowthKimg = moments,
                Network = file,
                Data = folder.Data,
                Run = run.Path,
                Pictures = pictures.PictureCount,
                Refused = refused,
                Resolution = side,
                Kimg = last.Kimg,
                WholeKimg = options.Kimg,
                SecondsPerKimg = last.Seconds / last.Kimg,
                Batch = options.Batch,
                ChannelBase = options.Generator.ChannelBase,
                ChannelMax = options.Generator.ChannelMax,
                Quality = screen.Quality,
                Seconds = time.Elapsed.TotalSeconds,
                Commands = new(
                    string.Create(CultureInfo.InvariantCulture, $"imago train --continue {Lines.Quoted(run.Path)} --kimg {options.Kimg}"),
                    $"imago generate --network {Lines.Quoted(file)} --seeds 0-35 --trunc 0.7 --grid --outdir {Lines.Quoted(Path.Combine(folder.Location, "out"))}",
                    $"imago inspect {Lines.Quoted(file)}"),
                Warnings = warnings,
            };
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
    }

    /// <inheritdoc/>
    protected override void Show(DemoResult result, IAnsiConsole screen)
    {
        var untilThen = TimeSpan.FromSeconds(Math.Max(0, result.WholeKimg - result.Kimg) * result.SecondsPerKimg);
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {Duration.Of(TimeSpan.FromSeconds(result.Seconds))}: the network was trained on {result.Kimg * 1000:N0} pictures, drawn from {result.Pictures:N0} and their mirror images."));
        screen.WriteLine($"  data set      {result.ContactSheet}");
        screen.WriteLine($"  new pictures  {result.NewPictures}");
        screen.WriteLine($"  growth        {result.Growth}");
        screen.WriteLine($"  network       {result.Network}");
        screen.WriteLine("To go on:");
        screen.WriteLine($"  more pictures      {result.Commands.Generate}");
        screen.WriteLine($"  better pictures    {result.Commands.Continue}  (about {Duration.Of(untilThen)} more)");
        screen.WriteLine($"  what it is         {result.Commands.Inspect}");
        screen.WriteLine($"  how it went        {Path.Combine(result.Run, "log.txt")}; numbers in stats.jsonl and metrics.jsonl beside it");
        screen.WriteLine("  your own pictures  imago demo --data FOLDER --minutes 60");
    }

    private static double Checked(double minutes, int resolution, int seed)
    {
        if (minutes is not (>= 0.1 and <= 100_000))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--minutes is {minutes}, expected 0.1 or more; 5 is the default."));
        if (resolution is < 16 or > 1024 || !int.IsPow2(resolution))
            throw new UsageException($"--resolution is {resolution}, expected a power of two from 16 to 1024; 64 is the default.");
        if (seed < 0)
            throw new UsageException($"--seed is {seed}, expected 0 or more.");
        return minutes;
    }
}
