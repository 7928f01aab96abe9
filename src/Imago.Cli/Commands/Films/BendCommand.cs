using System.CommandLine;
using System.Diagnostics;
using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Latent.Units;
using Imago.Latent.Walks;
using Spectre.Console;

namespace Imago.Cli.Commands.Films;

/// <summary>What was bent.</summary>
/// <param name="Bends">What was done to the network.</param>
/// <param name="From">What had been done to it where the film begins.</param>
/// <param name="Pictures">The pictures, or null.</param>
/// <param name="Film">The film, or null.</param>
internal sealed record Bent(IReadOnlyList<string> Bends, IReadOnlyList<string> From, Generated? Pictures, Filmed? Film);

/// <summary><c>imago bend</c>: pictures and films of a network whose activations are bent.</summary>
internal sealed class BendCommand : ImagoCommand<Bent>
{
    private readonly NetworkSettings network = new("auto");
    private readonly LatentSettings latents = new();
    private readonly FilmSettings film = new(seconds: 6, alone: false);
    private readonly BendSettings bends = new();
    private readonly Option<string[]> from = new("--from") { Description = "A bend with which the film begins, written like --bend; default: the network as it is", HelpName = "BEND" };
    private readonly Option<string> outdir = new("--outdir") { Description = "Folder for pictures, in place of a film (seed0085.png; of latents proj00.png)", HelpName = "DIR" };
    private readonly Option<bool> grid = new("--grid") { Description = $"Write all pictures on one too, {PictureExport.GridName}" };
    private readonly Option<string> easing = new("--easing") { Description = "How the film's way begins and ends: linear, in-out, in, out, sine, circular, bounce", DefaultValueFactory = _ => "in-out" };
    private readonly Option<bool> loop = new("--loop") { Description = "Come back in the film's second half, so that it plays round and round" };
    private readonly Option<int?> columns = new("--columns") { Description = "Pictures a row of the film, where several are bent together; default: as many as make a square", HelpName = "N" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi: 0.7 calms, 1 leaves alone", HelpName = "PSI", DefaultValueFactory = _ => 0.7 };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };

    public BendCommand()
        : base("bend", "Bend a network: turn, move, scale, wear down what its units say; pictures, or a film of the way there", "imago bend --seeds 3-6 --bend \"b16.conv1: rotate 30\" --loop --film bent.mp4")
    {
        easing.AcceptOnlyFromAmong("linear", "in-out", "in", "out", "sine", "circular", "bounce");
        foreach (var option in (Option[])[network.Network, .. latents.All, bends.Bends, from, bends.Config, outdir, grid, .. film.All, easing, loop, columns, trunc, label, network.Precision, network.Device])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Bent> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        latents.Check(arguments);
        CheckOutputs(arguments);
        var setting = Setting(arguments);
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        string[] done = [.. setting.To.Select(static bend => bend.ToString())], before = [.. setting.From.Select(static bend => bend.ToString())];
        return arguments.GetValue(outdir) is { } folder
            ? new(done, [], await PicturesAsync(arguments, session, chosen, setting, folder, cancel).ConfigureAwait(false), null)
            : new(done, before, null, await FilmAsync(arguments, session, chosen, setting, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override void Show(Bent result, IAnsiConsole screen)
    {
        result.Pictures?.Show(screen);
        result.Film?.Show(screen);
    }

    /// <summary>Either pictures or a film, and no option of the one with the other.</summary>
    private void CheckOutputs(ParseResult arguments)
    {
        var pictures = arguments.GetValue(outdir) is not null;
        if (pictures == (arguments.GetValue(film.Output) is not null))
            throw new UsageException($"{(pictures ? "Both --outdir and --film are given" : "Nothing says where the pictures go")}: give --outdir DIR for pictures, or --film FILE.");
        Option[] foreign = pictures ? [from, film.Seconds, film.Fps, film.Side, film.Audio, easing, loop, columns] : [grid];
        if (foreign.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } wrong)
            throw new UsageException($"{wrong.Name} goes with {(pictures ? "a film: give --film FILE in place of --outdir" : "pictures: give --outdir DIR in place of --film, or --columns")}, or leave it out.");
    }

    private BendFile Setting(ParseResult arguments)
    {
        var (given, begin) = (bends.Read(arguments), arguments.GetValue(from) ?? []);
        if (given.To.Count == 0)
            throw new UsageException("Nothing says how to bend: give --bend \"b16.conv1: rotate 30\", or --config FILE.");
        if (arguments.GetValue(bends.Config) is null)
            return given with { From = [.. begin.Select(Bend.Parse)] };
        return begin.Length == 0 ? given : throw new UsageException("Both --from and --config are given: write 'from:' in the file, or leave one out.");
    }

    private async Task<Generated> PicturesAsync(ParseResult arguments, Session session, ChosenNetwork chosen, BendFile setting, string folder, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        session.GoOn = $"The pictures in {folder} are complete; run the same command again for all of them.";
        return await session.WithProgressAsync("Reading the network", "pictures", meter =>
        {
            using var renderer = chosen.Open();
            var edits = Bending(renderer, setting, meter, cancel).At(1);
            var requests = latents.Read(arguments, renderer)
                .Select(latent => new RenderRequest { Latent = latent, TruncationPsi = arguments.GetValue(trunc), Class = Class(arguments, renderer), Edits = edits }).ToList();
            meter.Begin("Bending");
            meter.Report(0, requests.Count);
            var options = new ExportOptions { Outdir = folder, Grid = arguments.GetValue(grid), Batch = arguments.GetValue(film.Batch) };
            var files = PictureExport.Write(renderer, requests, options, done => meter.Report(done, requests.Count), cancel);
            return new Generated(
                chosen.Path, requests.Count, renderer.Options.ImgResolution, folder, files, options.Grid ? Path.Combine(folder, PictureExport.GridName) : null, null,
                chosen.Device.ToString(), chosen.PrecisionName, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }).ConfigureAwait(false);
    }

    private Task<Filmed> FilmAsync(ParseResult arguments, Session session, ChosenNetwork chosen, BendFile setting, CancellationToken cancel) =>
        film.MakeAsync(arguments, session, chosen, (renderer, meter) =>
        {
            var seen = latents.Read(arguments, renderer);
            return new(Bending(renderer, setting, meter, cancel).Film(seen, new()
            {
                Seconds = arguments.GetValue(film.Seconds),
                FramesPerSecond = arguments.GetValue(film.Fps),
                Easing = Enum.Parse<Easing>(arguments.GetRequiredValue(easing).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
                Loop = arguments.GetValue(loop),
                Columns = arguments.GetValue(columns) ?? (int)Math.Ceiling(Math.Sqrt(seen.Count)),
                TruncationPsi = arguments.GetValue(trunc),
                Class = Class(arguments, renderer),
            }));
        }, cancel);

    private static NetworkBending Bending(Renderer renderer, BendFile setting, ProgressMeter meter, CancellationToken cancel)
    {
        meter.Begin("Looking at what the units say");
        return NetworkBending.Of(renderer, setting.To, setting.From, done => meter.Report(done, UnitStatistics.Samples), cancel);
    }

    private int? Class(ParseResult arguments, Renderer renderer) => arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null;
}
