using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Imago.Imaging;
using Imago.Latent;
using Imago.Latent.Ablation;
using Imago.Latent.Units;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands.Films;

/// <summary><c>imago ablate</c>: a film of a network that forgets.</summary>
internal sealed class AblateCommand : ImagoCommand<Filmed>
{
    private readonly NetworkSettings network = new("auto");
    private readonly LatentSettings latents = new();
    private readonly FilmSettings film = new(seconds: 60);
    private readonly Option<string> order = new("--order") { Description = "Who dies first: random, strongest, weakest (measured on 64 pictures), coarse-to-fine, fine-to-coarse, by-layer", DefaultValueFactory = _ => "random" };
    private readonly Option<long> seed = new("--seed") { Description = "Another number, another random order", HelpName = "N" };
    private readonly Option<string> layers = new("--layers") { Description = $"Which layers die: {UnitLayers.Words}", HelpName = "LAYERS", DefaultValueFactory = _ => "all" };
    private readonly Option<string> units = new("--units") { Description = "How many units die, or all", HelpName = "N", DefaultValueFactory = _ => "all" };
    private readonly Option<string> curve = new("--curve") { Description = "linear, ease (few, many, few) or exponential (one by one at first)", DefaultValueFactory = _ => "exponential" };
    private readonly Option<bool> revive = new("--revive") { Description = "In the second half they come back to life, the last first" };
    private readonly Option<string> mode = new("--mode") { Description = "What a dead unit says: zero, mean (what it usually says) or noise", DefaultValueFactory = _ => "zero" };
    private readonly Option<bool> map = new("--map") { Description = "Beside the picture a map of all units, going dark as they die, and a curve of how far the picture has moved; pictures then are enlarged to 512 pixels" };
    private readonly Option<string> grid = new("--grid") { Description = "Columns and rows, where several faces die together, such as 3x2; default: as many as make a square", HelpName = "CxR" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi: 0.7 calms, 1 leaves alone", HelpName = "PSI", DefaultValueFactory = _ => 0.7 };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };
    private readonly Option<string> noiseMode = new("--noise-mode") { Description = "const (the stored noise), random (of --noise-seed, the same in every frame) or none", DefaultValueFactory = _ => "const" };
    private readonly Option<long> noiseSeed = new("--noise-seed") { Description = "Which noise maps, with --noise-mode random", HelpName = "N" };
    private readonly BendSettings bends = new();
    private readonly Option<string> timeline = new("--timeline") { Description = "Make one picture of an earlier film again, from the .json beside it; with --frame", HelpName = "FILE" };
    private readonly Option<int?> frame = new("--frame") { Description = "Which frame, from 0 on", HelpName = "N" };

    /// <summary>The side of a picture beside a map, so that the map can be read.</summary>
    private const int SideWithMap = 512;

    public AblateCommand()
        : base("ablate", "Film what a network sees while its units are switched off one by one", "imago ablate --seeds 3 --map --output darkness.mp4")
    {
        order.AcceptOnlyFromAmong("random", "strongest", "weakest", "coarse-to-fine", "fine-to-coarse", "by-layer");
        curve.AcceptOnlyFromAmong("linear", "ease", "exponential");
        noiseMode.AcceptOnlyFromAmong("const", "random", "none");
        mode.AcceptOnlyFromAmong("zero", "mean", "noise");
        foreach (var option in (Option[])[network.Network, .. latents.All, .. film.All, order, seed, layers, units, curve, revive, mode, map, grid, trunc, label, noiseMode, noiseSeed, .. bends.All, timeline, frame, network.Precision, network.Device])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Filmed> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        if (arguments.GetValue(timeline) is { } told)
            return await FrameAsync(arguments, session, told, cancel).ConfigureAwait(false);
        if (arguments.GetValue(frame) is not null)
            throw new UsageException("--frame makes one frame of an earlier film: name the .json beside that film with --timeline.");
        latents.Check(arguments);
        var cells = arguments.GetValue(grid) is { } given ? WalkCommand.Grid(given) : ((int Columns, int Rows)?)null;
        var options = new AblationOptions
        {
            Order = Word<DyingOrder>(arguments.GetRequiredValue(order)),
            Seed = arguments.GetValue(seed) is >= 0 and <= uint.MaxValue and var number ? number : throw new UsageException($"--seed is {arguments.GetValue(seed)}, expected 0 to {uint.MaxValue}."),
            Layers = arguments.GetRequiredValue(layers),
            Units = Count(arguments.GetRequiredValue(units)),
            Curve = Word<DyingCurve>(arguments.GetRequiredValue(curve)),
            Revive = arguments.GetValue(revive),
            Mode = Word<DeadUnit>(arguments.GetRequiredValue(mode)),
            Map = arguments.GetValue(map),
            Seconds = arguments.GetValue(film.Seconds),
            FramesPerSecond = arguments.GetValue(film.Fps),
            TruncationPsi = arguments.GetValue(trunc),
            NoiseMode = Enum.Parse<NoiseMode>(arguments.GetRequiredValue(noiseMode), ignoreCase: true),
            NoiseSeed = arguments.GetValue(noiseSeed),
            Bends = string.Join("; ", bends.ReadSteady(arguments)),
        };
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        return await film.MakeAsync(arguments, session, chosen, (renderer, meter) =>
        {
            var faces = latents.Read(arguments, renderer);
            if (cells is { } table && table.Columns * table.Rows != faces.Count)
                throw new UsageException($"--grid is {arguments.GetValue(grid)}, which is {table.Columns * table.Rows} faces, and {faces.Count} are given: give as many seeds.");
            options = options with
            {
                Columns = cells?.Columns ?? (int)Math.Ceiling(Math.Sqrt(faces.Count)),
                Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
            };
            meter.Begin("Looking at what the units say");
            var death = NetworkAblation.Of(renderer, faces, options, done => meter.Report(done, UnitStatistics.Samples), cancel);
            return new(death.Film, made =>
            {
                var beside = Path.ChangeExtension(made.TrimEnd(Path.DirectorySeparatorChar), ".json");
                death.Timeline.Write(beside);
                return [beside];
            });
        }, cancel, options.Map ? SideWithMap : null).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Filmed result, IAnsiConsole screen) => result.Show(screen);

    /// <summary>One frame of an earlier film, as a picture without its map.</summary>
    private async Task<Filmed> FrameAsync(ParseResult arguments, Session session, string told, CancellationToken cancel)
    {
        var output = arguments.GetRequiredValue(film.Output);
        var format = PictureWriter.FormatOf(output);
        var read = AblationTimeline.Read(told);
        if (arguments.GetValue(frame) is not { } number || number < 0 || number >= read.Frames)
            throw new UsageException($"--frame is {arguments.GetValue(frame)?.ToString(CultureInfo.InvariantCulture) ?? "not given"}, expected 0 to {read.Frames - 1}: {told} tells {read.Frames} frames.");
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        return await session.WithProgressAsync("Reading the network", "pictures", meter =>
        {
            using var renderer = chosen.Open();
            var death = NetworkAblation.Of(renderer, read);
            var pictures = renderer.Render(death.Film.Cells(number), cancel: cancel).Select(static one => one.ToPicture()).ToList();
            var side = arguments.GetValue(film.Side) ?? pictures[0].Width;
            var picture = PictureGrid.Compose([.. pictures.Select(one => PictureResizer.Fit(one, side, side))], read.Options.Columns);
            PictureWriter.Save(output, picture, format);
            return new Filmed(chosen.Path, output, 1, read.Options.FramesPerSecond, picture.Width, picture.Height, [], chosen.Device.ToString(), chosen.PrecisionName, meter.Elapsed);
        }).ConfigureAwait(false);
    }

    private static int? Count(string text) =>
        text == "all" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : throw new UsageException($"--units is '{text}', expected a whole number, or all.");

    /// <summary>A value by its name in the files.</summary>
    private static T Word<T>(string text) => JsonSerializer.Deserialize<T>($"\"{text}\"")!;
}
