using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Cli.Commands.Films;
using Imago.Imaging;
using Imago.Latent;
using Imago.Latent.Directions;
using Spectre.Console;

namespace Imago.Cli.Commands.Directions;

/// <summary>What was moved.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Directions">The file of directions.</param>
/// <param name="Moved">Along which, by number, and how far for strength 1.</param>
/// <param name="Strengths">The strengths that are shown.</param>
/// <param name="Files">The pictures that were written.</param>
/// <param name="Film">The film, or null.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record DirectionsApplied(
    string Network, string Directions, IReadOnlyList<DirectionStep> Moved, IReadOnlyList<double> Strengths, IReadOnlyList<string> Files, Filmed? Film, double Seconds);

/// <summary><c>imago directions apply</c>.</summary>
internal sealed class ApplyDirectionsCommand : ImagoCommand<DirectionsApplied>
{
    /// <summary>The sheet of a range of strengths, in the folder for pictures.</summary>
    internal const string SheetName = "directions.png";

    private readonly Argument<string> file = new("file") { Description = "The directions, as `imago directions find` wrote them", HelpName = "FILE" };
    private readonly NetworkSettings network = new("fp32");
    private readonly LatentSettings latents = new();
    private readonly FilmSettings film = new(seconds: 6, alone: false);
    private readonly Option<string[]> direction = new("--direction") { Description = "A direction by number or name; several times to move along several at once, smile=2 twice as far as the strength says, 5=-1 the other way", HelpName = "DIRECTION", Required = true };
    private readonly Option<string> strength = new("--strength") { Description = "How far, in standard deviations of w: a number, or a range such as -3..3 for a sheet or film", HelpName = "S", DefaultValueFactory = _ => "-3..3" };
    private readonly Option<int> steps = new("--steps") { Description = "How many strengths of a range stand on the sheet", HelpName = "N", DefaultValueFactory = _ => 7 };
    private readonly Option<string> layers = new("--layers") { Description = $"The layers that move: {StyleLayers.Words}; default: those of the file", HelpName = "LAYERS" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi, before the move", HelpName = "PSI", DefaultValueFactory = _ => 0.7 };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };
    private readonly Option<string> outdir = new("--outdir") { Description = $"Folder for the pictures (seed0085.png), or of a range of strengths for one sheet of all, {SheetName}", HelpName = "DIR" };

    public ApplyDirectionsCommand()
        : base("apply", "Move pictures along directions", "imago directions apply directions.safetensors --direction 3 --strength -3..3 --seeds 0-3 --outdir out")
    {
        Arguments.Add(file);
        foreach (var option in (Option[])[network.Network, direction, strength, steps, .. latents.All, layers, trunc, label, outdir, .. film.All, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<DirectionsApplied> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        latents.Check(arguments);
        var (folder, strengths) = (arguments.GetValue(outdir), Strengths(arguments.GetRequiredValue(strength), arguments.GetValue(steps)));
        var filming = arguments.GetValue(film.Output) is not null;
        if (folder is null && !filming)
            throw new UsageException("Nothing says where the pictures go: give --outdir DIR, or --film FILE.");
        if (filming && strengths.Length == 1)
            throw new UsageException($"A film goes from one strength to another, and --strength is {arguments.GetRequiredValue(strength)}: give a range such as -3..3.");

        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        IReadOnlyList<DirectionStep> moved = [];
        (DirectionMove, List<RenderRequest>) Planned(Renderer renderer)
        {
            var (move, requests) = Plan(arguments, renderer);
            moved = move.Steps;
            return (move, requests);
        }

        IReadOnlyList<string> files = [];
        if (folder is not null)
        {
            session.GoOn = $"Pictures in {folder} are complete; run the same command again for all of them.";
            files = await session.WithProgressAsync("Reading the network", "pictures", meter =>
            {
                using var renderer = chosen.Open();
                var (move, requests) = Planned(renderer);
                meter.Begin("Rendering");
                return Pictures(renderer, move, requests, strengths, folder, done => meter.Report(done, requests.Count * strengths.Length), cancel);
            }).ConfigureAwait(false);
        }
        var filmed = !filming ? null : await film.MakeAsync(arguments, session, chosen, (renderer, _) =>
        {
            var (move, requests) = Planned(renderer);
            return new(move.ThereAndBack(renderer, requests, strengths[0], strengths[^1], arguments.GetValue(film.Seconds), arguments.GetValue(film.Fps)));
        }, cancel).ConfigureAwait(false);
        return new DirectionsApplied(chosen.Path, arguments.GetRequiredValue(file), moved, strengths, files, filmed, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    protected override void Show(DirectionsApplied result, IAnsiConsole screen)
    {
        if (result.Files.Count > 0)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Files.Count == 1 ? result.Files[0] : $"{result.Files[0]} to {result.Files[^1]}")}, in {result.Seconds:0.0} s"));
        result.Film?.Show(screen);
    }

    /// <summary>The move, and the pictures that are moved.</summary>
    private (DirectionMove Move, List<RenderRequest> Requests) Plan(ParseResult arguments, Renderer renderer)
    {
        var directions = DirectionFile.Read(arguments.GetRequiredValue(file), renderer.Options, renderer.Fingerprint, arguments.GetValue(latents.Force));
        var move = new DirectionMove(
            directions, [.. arguments.GetRequiredValue(direction).Select(text => Step(directions, text))],
            arguments.GetValue(layers) is { } wanted ? StyleLayers.Parse(wanted, renderer.Options) : null);
        return (move, [.. latents.Read(arguments, renderer).Select(latent => new RenderRequest
        {
            Latent = latent,
            TruncationPsi = arguments.GetValue(trunc),
            Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
        })]);
    }

    /// <summary>One strength gives a picture of each; a range one sheet.</summary>
    private static List<string> Pictures(
        Renderer renderer, DirectionMove move, List<RenderRequest> requests, double[] strengths, string folder, Action<int> progress, CancellationToken cancel)
    {
        OutputFolder.Make(folder);
        var files = new List<string>();
        void Save(string name, Picture picture)
        {
            files.Add(Path.Combine(folder, name));
            PictureWriter.Save(files[^1], picture);
        }
        if (strengths.Length > 1)
            Save(SheetName, move.Sheet(renderer, requests, strengths, Title(move), progress, cancel));
        else
            foreach (var rendering in renderer.Render(requests.Select(request => move.Of(DirectionMove.Origin(renderer, request), strengths[0])), cancel: cancel))
            {
                Save(PictureExport.FileName(requests[rendering.Index].Latent, rendering.Index), rendering.ToPicture());
                progress(files.Count);
            }
        return files;
    }

    /// <summary><c>3</c>, <c>smile</c>, <c>smile=2</c>, <c>5=-1</c>.</summary>
    private static DirectionStep Step(DirectionSet directions, string text)
    {
        var parts = text.Split('=');
        return parts.Length == 1 ? new(directions.Find(text), 1)
            : parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) ? new(directions.Find(parts[0]), factor)
            : throw new UsageException($"--direction is '{text}', expected a number or name, or one with how far it moves, such as smile=2.");
    }

    private static double[] Strengths(string text, int count)
    {
        var ends = text.Split("..").Select(static end => double.TryParse(end, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        if (ends.Length > 2 || !Array.TrueForAll(ends, double.IsFinite))
            throw new UsageException($"--strength is '{text}', expected a number such as 2, or a range such as -3..3.");
        if (ends.Length == 1)
            return ends;
        return count is >= 2 and <= 100 ? [.. Enumerable.Range(0, count).Select(i => ends[0] + ((ends[1] - ends[0]) * i / (count - 1)))]
            : throw new UsageException($"--steps is {count}, expected 2 to 100 strengths from {text.Replace("..", " to ", StringComparison.Ordinal)}.");
    }

    private static string Title(DirectionMove move)
    {
        string Name(DirectionStep step) => (move.Directions.Names[step.Direction] is { Length: > 0 } name ? name : $"direction {step.Direction}")
            + (step.Strength == 1 ? "" : FormattableString.Invariant($" x {step.Strength}"));
        return $"{string.Join(" + ", move.Steps.Select(Name))}, layers {DirectionStrips.Words(move.Layers ?? move.Directions.Layers)}";
    }
}
