using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Imaging.Films;
using Imago.Latent;
using Imago.Latent.Films;
using Spectre.Console;

namespace Imago.Cli.Commands.Films;

/// <summary>What was filmed.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Output">The film.</param>
/// <param name="Frames">How many.</param>
/// <param name="FramesPerSecond">At which rate.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="Files">What was written beside the film.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Precision">In which precision: fp32, bf16 or fp16.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record Filmed(
    string Network, string Output, int Frames, double FramesPerSecond, int Width, int Height, IReadOnlyList<string> Files, string Device, string Precision, double Seconds)
{
    /// <summary>Shows it to a person.</summary>
    internal void Show(IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Output}: {Frames:N0} frames of {Width} x {Height}, {Frames / FramesPerSecond:0.##} s at {FramesPerSecond:0.##} a second, {Precision} on {Device}, in {Seconds:0.0} s ({Frames / Seconds:0.0}/s)"));
        foreach (var file in Files)
            screen.WriteLine($"  {file}");
    }
}

/// <summary>The options with which a command says where its film goes and how long it is.</summary>
/// <param name="seconds">Its length where nothing else is said.</param>
/// <param name="alone">Whether the command makes nothing but films: then where the film goes must be said.</param>
internal sealed class FilmSettings(double seconds, bool alone = true)
{
    /// <summary><c>--output</c>; <c>--film</c> where a film is one of several things that a command makes.</summary>
    internal Option<string> Output { get; } = new(alone ? "--output" : "--film")
    {
        Description = "The film; its ending chooses the kind: .mp4 (H.264, plays everywhere), .webm, .gif, .webp (animated); without an ending a folder of PNG frames", HelpName = "FILE", Required = alone,
    };

    /// <summary><c>--seconds</c>.</summary>
    internal Option<double> Seconds { get; } = new("--seconds") { Description = "Length of the film", HelpName = "S", DefaultValueFactory = _ => seconds };

    /// <summary><c>--fps</c>.</summary>
    internal Option<double> Fps { get; } = new("--fps") { Description = "Frames a second", HelpName = "N", DefaultValueFactory = _ => 30 };

    /// <summary><c>--size</c>.</summary>
    internal Option<int?> Side { get; } = new("--size") { Description = "Side to which each picture is enlarged or shrunk, in pixels; default: as the network makes it", HelpName = "N" };

    /// <summary><c>--audio</c>.</summary>
    internal Option<string> Audio { get; } = new("--audio") { Description = "Music for the film (.mp4 or .webm): trimmed or looped to its length, with a fade at the end", HelpName = "FILE" };

    /// <summary><c>--batch</c>.</summary>
    internal Option<int?> Batch { get; } = new("--batch") { Description = "Pictures computed at once; default: 1 on a CPU, more on CUDA", HelpName = "N" };

    /// <summary>All of them, for a command's list.</summary>
    internal Option[] All => [Output, Seconds, Fps, Side, Audio, Batch];

    /// <summary>Reads the network, plans the film, makes it. A stop leaves what there is, and says so.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="network">The network.</param>
    /// <param name="plan">Plans the film; and what is written beside it when it is there.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <param name="side">The side of a picture where nothing else is said; null: as the network makes it.</param>
    internal async Task<Filmed> MakeAsync(ParseResult arguments, Session session, ChosenNetwork network, Func<Renderer, ProgressMeter, PlannedFilm> plan, CancellationToken cancel, int? side = null)
    {
        var start = Stopwatch.GetTimestamp();
        var options = new FilmExportOptions
        {
            Side = arguments.GetValue(Side) is not (< 1 or > 16384) and var given ? given ?? side : throw new UsageException($"--size is {arguments.GetValue(Side)}, expected 1 to 16384 pixels."),
            Sound = arguments.GetValue(Audio) is { } audio ? new FilmSound(audio) : null,
            Batch = arguments.GetValue(Batch),
        };
        var output = arguments.GetRequiredValue(Output);
        // What can be known before the network is read: the ending, the sound, ffmpeg.
        FilmWriter.Check(output, new() { Width = 2, Height = 2, FramesPerSecond = arguments.GetValue(Fps), Sound = options.Sound });
        session.GoOn = "Nothing was filmed yet; run the same command again.";
        try
        {
            return await session.WithProgressAsync("Reading the network", "frames", meter =>
            {
                using var renderer = network.Open();
                var planned = plan(renderer, meter);
                meter.Begin("Filming");
                meter.Report(0, planned.Film.Frames);
                try
                {
                    var made = FilmExport.Write(renderer, planned.Film, output, options, done => meter.Report(done, planned.Film.Frames), cancel);
                    return new Filmed(
                        network.Path, made.Path, made.Frames, made.FramesPerSecond, made.Width, made.Height, planned.WriteBeside?.Invoke(made.Path) ?? [],
                        network.Device.ToString(), network.PrecisionName, Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
                catch (FilmStoppedException stopped) when (stopped.Path is not null)
                {
                    planned.WriteBeside?.Invoke(stopped.Path);
                    throw;
                }
            }).ConfigureAwait(false);
        }
        catch (FilmStoppedException stopped)
        {
            session.GoOn = $"{stopped.Message} Run the same command again for all of it.";
            throw;
        }
    }
}

/// <summary>A film, and what else is written when it is there.</summary>
/// <param name="Film">The film.</param>
/// <param name="WriteBeside">Writes further files beside the path of the film, whole or stopped, and names them; null for none.</param>
internal sealed record PlannedFilm(Film Film, Func<string, IReadOnlyList<string>>? WriteBeside = null);
