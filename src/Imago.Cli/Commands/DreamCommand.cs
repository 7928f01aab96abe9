using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Dreams;
using Imago.Latent.Films;
using Imago.Networks;
using Imago.Networks.Formats;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary>What was dreamt.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Layers">The layers whose answer was made stronger.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Output">The picture, or null.</param>
/// <param name="Film">The film, or null.</param>
/// <param name="Frames">How many it has.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record Dreamt(string Network, IReadOnlyList<string> Layers, int Width, int Height, string? Output, string? Film, int Frames, double Seconds);

/// <summary><c>imago dream</c>: inceptionism through a network's own discriminator.</summary>
internal sealed class DreamCommand : ImagoCommand<Dreamt>
{
    private static readonly DreamOptions s_usual = new() { Goals = [] };

    private readonly NetworkSettings network = new("auto");
    private readonly Option<string[]> layer = new("--layer") { Description = "What becomes stronger: a layer of the discriminator such as b32.conv1; several times, with weights, as b32.conv1=0.5. Default: the block behind one of whose answers stand 8 x 8 pixels", HelpName = "LAYER" };
    private readonly Option<string> channel = new("--channel") { Description = "One channel of the layer by its number, or all", HelpName = "N", DefaultValueFactory = _ => "all" };
    private readonly Option<string> target = new("--target") { Description = "A photograph to dream on; without one the dream begins with noise", HelpName = "FILE" };
    private readonly Option<string> size = new("--size") { Description = "Of the picture: 512, or 640x360; default: that of the photograph, at most 1024 along its longer side; of noise 512", HelpName = "SIZE" };
    private readonly Option<int> octaves = new("--octaves") { Description = "In how many sizes, from small to full, it is dreamt", DefaultValueFactory = _ => s_usual.Octaves };
    private readonly Option<double> octaveScale = new("--octave-scale") { Description = "How much larger each size is than the one before", DefaultValueFactory = _ => s_usual.OctaveScale };
    private readonly Option<int> steps = new("--steps") { Description = "Steps in each size", DefaultValueFactory = _ => s_usual.Steps };
    private readonly Option<double> lr = new("--lr") { Description = "How far a step goes; black to white is 2", DefaultValueFactory = _ => s_usual.LearningRate };
    private readonly Option<int> jitter = new("--jitter") { Description = "Random shift before each step, in pixels at most", DefaultValueFactory = _ => s_usual.Jitter };
    private readonly Option<double> smoothing = new("--smoothing") { Description = "Blur that is mixed in with each step, 0 to 1", DefaultValueFactory = _ => s_usual.Smoothing };
    private readonly Option<long> seed = new("--seed") { Description = "Of noise and shifts", DefaultValueFactory = _ => s_usual.Seed };
    private readonly Option<string> output = new("--output") { Description = "The picture, .png, .jpg or .webp", HelpName = "FILE" };

    private readonly Option<string> film = new("--film") { Description = "A film that falls into the dream: each frame is the last one, a little larger, dreamt on (.mp4, .webm, .gif, .webp, or a folder of frames)", HelpName = "FILE" };
    private readonly Option<double> seconds = new("--seconds") { Description = "Length of the film", HelpName = "S", DefaultValueFactory = _ => 10 };
    private readonly Option<double> fps = new("--fps") { Description = "Its frames a second", HelpName = "N", DefaultValueFactory = _ => 30 };
    private readonly Option<double> zoom = new("--zoom") { Description = "How much larger each frame is than the one before", HelpName = "F", DefaultValueFactory = _ => 1.01 };
    private readonly Option<int> zoomSteps = new("--zoom-steps") { Description = "Steps in each size for each frame of the film but the first", HelpName = "N", DefaultValueFactory = _ => 1 };

    public DreamCommand()
        : base("dream", "Let a network see its own parts in a photograph or in noise", "imago dream --target photo.jpg --layer b32 --output dream.png")
    {
        foreach (var option in (Option[])[network.Network, layer, channel, target, size, octaves, octaveScale, steps, lr, jitter, smoothing, seed, output, film, seconds, fps, zoom, zoomSteps, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Dreamt> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (file, reel) = (arguments.GetValue(output), arguments.GetValue(film));
        if (file is null && reel is null)
            throw new UsageException("Nothing says where the dream goes: give --output FILE for a picture, or --film FILE.");
        if (file is not null)
            PictureWriter.FormatOf(file);
        if (reel is not null)
            FilmWriter.Check(reel, new() { Width = 2, Height = 2, FramesPerSecond = arguments.GetValue(fps) });
        var plan = reel is null ? null : new DreamFilmOptions
        {
            Frames = Film.FramesOf(arguments.GetValue(seconds), arguments.GetValue(fps)),
            FramesPerSecond = arguments.GetValue(fps),
            Zoom = arguments.GetValue(zoom),
            Steps = arguments.GetValue(zoomSteps),
        };
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        using var read = NetworkFile.Read(chosen.Path);
        var discriminator = read.Discriminator
            ?? throw new NetworkException($"{chosen.Path} holds no discriminator, and dreams are made with it: choose a network file that Imago's training wrote, or a .pkl, which has both.");
        var options = s_usual with
        {
            Goals = Goals(arguments, discriminator),
            Octaves = arguments.GetValue(octaves),
            OctaveScale = arguments.GetValue(octaveScale),
            Steps = arguments.GetValue(steps),
            LearningRate = arguments.GetValue(lr),
            Jitter = arguments.GetValue(jitter),
            Smoothing = arguments.GetValue(smoothing),
            Seed = arguments.GetValue(seed),
        };
        using var dreamer = new Dreamer(discriminator, options, chosen.Device, chosen.Precision);
        var begin = Begin(arguments, dreamer);
        if (file is not null)
            PictureWriter.Save(file, await session.WithProgressAsync("Dreaming", "steps", meter => dreamer.Dream(begin, (done, all) => meter.Report(done, all), cancel)).ConfigureAwait(false));
        if (plan is not null)
        {
            session.GoOn = "Nothing was filmed yet; run the same command again.";
            try
            {
                await session.WithProgressAsync("Filming", "frames", meter => DreamFilm.Write(dreamer, begin, reel!, plan, done => meter.Report(done, plan.Frames), cancel)).ConfigureAwait(false);
            }
            catch (FilmStoppedException stopped)
            {
                session.GoOn = $"{stopped.Message} Run the same command again for all of it.";
                throw;
            }
        }
        return new Dreamt(chosen.Path, [.. options.Goals.Select(static goal => goal.Layer)], begin.Width, begin.Height, file, reel, plan?.Frames ?? 0, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    protected override void Show(Dreamt result, IAnsiConsole screen)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{result.Width} x {result.Height}, {string.Join(", ", result.Layers)}, in {result.Seconds:0.0} s");
        screen.WriteLine($"{result.Output ?? result.Film}: {(result.Output is null ? $"{result.Frames:N0} frames of " : "")}{what}");
        if (result is { Output: not null, Film: not null })
            screen.WriteLine($"  film      {result.Film}, {result.Frames:N0} frames");
    }

    private List<DreamGoal> Goals(ParseResult arguments, Discriminator discriminator)
    {
        // Where nothing is said, a block in the middle: what it sees is larger than grain and smaller than a face.
        var usual = discriminator.Layers.Last(layer => !layer.Name.Contains('.', StringComparison.Ordinal) && layer.Reduction <= 8).Name;
        var text = arguments.GetRequiredValue(channel);
        int? unit = text == "all" ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new UsageException($"--channel is '{text}', expected a number or all.");
        var given = arguments.GetValue(layer) is { Length: > 0 } some ? some : [usual];
        return [.. given.Select(one =>
        {
            var parts = one.Split('=');
            return parts.Length == 1 ? new DreamGoal(one, unit)
                : parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? new DreamGoal(parts[0], unit, weight)
                : throw new UsageException($"--layer is '{one}', expected a layer, or a layer and its weight such as b32.conv1=0.5.");
        })];
    }

    private Picture Begin(ParseResult arguments, Dreamer dreamer)
    {
        const int Usual = 512;
        var (photo, text) = (arguments.GetValue(target), arguments.GetValue(size));
        var (width, height) = text is not null ? Size(text) : photo is null ? (Usual, Usual) : Fitting(PictureReader.Probe(photo));
        return photo is null ? dreamer.Noise(width, height) : PictureResizer.Load(photo, width, height);
    }

    /// <summary>A photograph's own size, or the largest of its shape.</summary>
    private static (int Width, int Height) Fitting(PictureInfo photo)
    {
        const double Most = 1024;
        var factor = Math.Min(1, Most / Math.Max(photo.Width, photo.Height));
        return (Math.Max(1, (int)Math.Round(photo.Width * factor)), Math.Max(1, (int)Math.Round(photo.Height * factor)));
    }

    private static (int Width, int Height) Size(string text)
    {
        const int Most = 8192;
        var sides = text.Split('x').Select(static side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        return sides.Length is 1 or 2 && Array.TrueForAll(sides, static side => side is >= 1 and <= Most) ? (sides[0], sides[^1])
            : throw new UsageException($"--size is '{text}', expected a side such as 512, or columns and rows such as 640x360, of {Most} at most.");
    }
}
