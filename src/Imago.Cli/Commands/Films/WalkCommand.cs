using System.CommandLine;
using System.Globalization;
using Imago.Imaging.Films;
using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Latent.Films;
using Imago.Latent.Music;
using Imago.Latent.Units;
using Imago.Latent.Walks;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands.Films;

/// <summary><c>imago walk</c>: a film from picture to picture.</summary>
internal sealed class WalkCommand : ImagoCommand<Filmed>
{
    private readonly NetworkSettings network = new("auto");
    private readonly LatentSettings latents = new();
    private readonly FilmSettings film = new(seconds: 10);
    private readonly Option<string> interpolation = new("--interpolation") { Description = "linear, slerp (on arcs), spline (no kinks), circular (the circle that two seeds span), noise (wandering among the seeds)", DefaultValueFactory = _ => "spline" };
    private readonly Option<string> space = new("--space") { Description = "Where it walks: w, or z, before the mapping", DefaultValueFactory = _ => "w" };
    private readonly Option<string> easing = new("--easing") { Description = "How movements begin and end: linear, in-out, in, out, sine, circular, bounce; of each leg, of spline, circular and noise of the whole walk", DefaultValueFactory = _ => "linear" };
    private readonly Option<bool> loop = new("--loop") { Description = "Come back to the first picture, so that the film plays round and round" };
    private readonly Option<int?> wFrames = new("--w-frames") { Description = "Frames from one seed to the next, in place of --seconds", HelpName = "N" };
    private readonly Option<string> grid = new("--grid") { Description = "Columns and rows of walks beside each other, such as 3x2; the seeds are shared out", HelpName = "CxR", DefaultValueFactory = _ => "1x1" };
    private readonly Option<long?> shuffleSeed = new("--shuffle-seed") { Description = "Share them out in a random order", HelpName = "N" };
    private readonly Option<long> noiseSeed = new("--noise-seed") { Description = "Which wandering, with --interpolation noise; where to the music moves, with --react; which noise maps, with --noise-mode random", HelpName = "N" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi: 0.7 calms, 1 leaves alone", HelpName = "PSI", DefaultValueFactory = _ => 0.7 };
    private readonly Option<double?> truncTo = new("--trunc-to") { Description = "Move the truncation to this (with --loop there and back)", HelpName = "PSI" };
    private readonly Option<int?> truncCutoff = new("--trunc-cutoff") { Description = "Truncate only the first K of the ws (the coarse layers)", HelpName = "K" };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };
    private readonly Option<string> noiseMode = new("--noise-mode") { Description = "const (the stored noise), random (of --noise-seed, the same in every frame) or none", DefaultValueFactory = _ => "const" };
    private readonly BendSettings bends = new();

    private readonly Option<string> react = new("--react")
    {
        Description = $"Let the music of --audio drive the walk: {Reaction.Words}. Default: {Reaction.Default}", HelpName = "HOW", Arity = ArgumentArity.ZeroOrOne,
    };

    private const int MostAside = 1024;

    /// <summary>Enough for the highest band, and quickly decoded.</summary>
    private const int SampleRate = 22_050;

    public WalkCommand()
        : base("walk", "Film a walk through latent space, from picture to picture, with music if you like", "imago walk --seeds 0-5 --loop --seconds 12 --output walk.mp4")
    {
        interpolation.AcceptOnlyFromAmong("linear", "slerp", "spline", "circular", "noise");
        space.AcceptOnlyFromAmong("w", "z");
        easing.AcceptOnlyFromAmong("linear", "in-out", "in", "out", "sine", "circular", "bounce");
        noiseMode.AcceptOnlyFromAmong("const", "random", "none");
        foreach (var option in (Option[])[network.Network, .. latents.All, .. film.All, interpolation, space, easing, loop, wFrames, grid, shuffleSeed, noiseSeed, trunc, truncTo, truncCutoff, label, noiseMode, .. bends.All, react, network.Precision, network.Device])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Filmed> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        latents.Check(arguments);
        var reacts = arguments.GetResult(react) is not null;
        if (reacts && arguments.GetValue(film.Audio) is null)
            throw new UsageException("--react follows music, and none is given: add --audio FILE.");
        var (columns, rows) = Grid(arguments.GetRequiredValue(grid));
        if (arguments.GetValue(wFrames) is { } each && (each < 1 || arguments.GetResult(film.Seconds) is { Implicit: false }))
            throw new UsageException(each < 1 ? $"--w-frames is {each}, expected 1 or more." : "Both --seconds and --w-frames say how long the film is: leave one out.");
        var bent = bends.ReadSteady(arguments);
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        return await film.MakeAsync(arguments, session, chosen, (renderer, meter) =>
        {
            var keyframes = latents.Read(arguments, renderer);
            var seconds = Seconds(arguments, keyframes.Count / (columns * rows));
            return new(Walk.Of(renderer, keyframes, Like(arguments, renderer, seconds, columns, rows) with
            {
                Edits = NetworkBending.Of(renderer, bent, null, done => meter.Report(done, UnitStatistics.Samples), cancel).At(1),
                Music = reacts ? Listen(arguments, renderer, seconds, meter) : null,
            }));
        }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Filmed result, IAnsiConsole screen) => result.Show(screen);

    private WalkOptions Like(ParseResult arguments, Renderer renderer, double seconds, int columns, int rows) => new()
    {
        Kind = Enum.Parse<WalkKind>(arguments.GetRequiredValue(interpolation), ignoreCase: true),
        Space = Enum.Parse<LatentSpace>(arguments.GetRequiredValue(space), ignoreCase: true),
        Easing = Enum.Parse<Easing>(arguments.GetRequiredValue(easing).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        Loop = arguments.GetValue(loop),
        Seconds = seconds,
        FramesPerSecond = arguments.GetValue(film.Fps),
        Columns = columns,
        Rows = rows,
        ShuffleSeed = arguments.GetValue(shuffleSeed),
        NoiseSeed = arguments.GetValue(noiseSeed),
        TruncationPsi = arguments.GetValue(trunc),
        TruncationTo = arguments.GetValue(truncTo),
        TruncationCutoff = arguments.GetValue(truncCutoff),
        Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
        NoiseMode = Enum.Parse<NoiseMode>(arguments.GetRequiredValue(noiseMode), ignoreCase: true),
    };

    /// <summary>As given, or as many frames for each leg as are wanted; where the walk stays open, and one for the last seed.</summary>
    private double Seconds(ParseResult arguments, int keyframes)
    {
        if (arguments.GetValue(wFrames) is not { } each)
            return arguments.GetValue(film.Seconds);
        var closed = arguments.GetValue(loop);
        return ((Math.Max(1, closed ? keyframes : keyframes - 1) * each) + (closed ? 0 : 1)) / arguments.GetValue(film.Fps);
    }

    private MusicReaction Listen(ParseResult arguments, Renderer renderer, double seconds, ProgressMeter meter)
    {
        meter.Begin("Listening");
        var reactions = Reaction.Parse(arguments.GetValue(react) ?? Reaction.Default, renderer.Options);
        var fps = arguments.GetValue(film.Fps);
        var samples = Sound.Decode(arguments.GetRequiredValue(film.Audio), SampleRate);
        return new(MusicAnalysis.Of(samples, SampleRate, fps, Film.FramesOf(seconds, fps)), reactions, arguments.GetValue(noiseSeed));
    }

    /// <summary><c>3x2</c>: columns and rows.</summary>
    /// <exception cref="UsageException">It is no such text.</exception>
    internal static (int Columns, int Rows) Grid(string text) =>
        text.Split('x') is [var left, var right] && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && columns is > 0 and <= MostAside && rows is > 0 and <= MostAside
            ? (columns, rows)
            : throw new UsageException($"--grid is '{text}', expected columns x rows, such as 3x2, each at most {MostAside}.");
}
