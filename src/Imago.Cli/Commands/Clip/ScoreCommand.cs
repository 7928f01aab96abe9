using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Imaging;
using Imago.Latent.Clip;
using Imago.Torch;
using Spectre.Console;

namespace Imago.Cli.Commands.Clip;

/// <summary>How well pictures and texts belong together.</summary>
/// <param name="Weights">The network's file.</param>
/// <param name="Pictures">Pictures that were compared.</param>
/// <param name="Texts">Each text with its pictures.</param>
/// <param name="Refused">Files that are no readable pictures.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record ClipScores(string Weights, int Pictures, IReadOnlyList<TextScores> Texts, IReadOnlyList<RefusedPicture> Refused, double Seconds);

/// <summary>A text and its pictures, the best first.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pictures">File and cosine.</param>
internal sealed record TextScores(string Text, IReadOnlyList<PictureScore> Pictures);

/// <summary>A picture beside a text.</summary>
/// <param name="File">The picture.</param>
/// <param name="Cosine">Of the angle between them, -1 to 1; with trained networks mostly 0.1 to 0.4.</param>
internal sealed record PictureScore(string File, double Cosine);

/// <summary><c>imago clip score</c>.</summary>
internal sealed class ScoreCommand : ImagoCommand<ClipScores>
{
    private readonly ClipSettings clip = new();
    private int shown;
    private readonly Option<string[]> texts = new("--texts") { Description = "What to look for, one or more texts, in English for most networks", HelpName = "TEXT", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> pictures = new("--pictures") { Description = "A folder of pictures, subfolders included, or one picture", HelpName = "DIR", Required = true };
    private readonly Option<int> top = new("--top") { Description = "How many pictures are shown of each text; --json has all", HelpName = "N", DefaultValueFactory = _ => 10 };

    public ScoreCommand()
        : base("score", "Show which pictures belong to a text, the best first", "imago clip score --weights ViT-B/32 --texts \"a portrait\" \"a landscape\" --pictures out")
    {
        foreach (var option in (Option[])[.. clip.All, texts, pictures, top]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ClipScores> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        shown = arguments.GetValue(top);
        if (shown < 1)
            throw new UsageException($"--top is {shown}, expected 1 or more.");
        var (words, files) = (arguments.GetRequiredValue(texts), Files(arguments.GetRequiredValue(pictures)));
        var (encoder, path) = await clip.OpenAsync(arguments, session, cancel).ConfigureAwait(false);
        using (encoder)
        {
            return await session.WithProgressAsync("Looking", "pictures", meter =>
            {
                using var scope = TensorScope.Open();
                var seen = encoder.Pictures(files, done => meter.Report(done, files.Length), cancel);
                var cosines = seen.Files.Count == 0 ? [] : encoder.Texts(words).MatMul(seen.Vectors.Transpose(0, 1)).ToFloats(); // [texts, pictures]
                foreach (var one in seen.Refused) session.Warn(one.Reason);
                return new ClipScores(
                    path, seen.Files.Count,
                    [.. words.Select((text, t) => new TextScores(text, [.. seen.Files.Select((file, i) => new PictureScore(file, cosines[(t * seen.Files.Count) + i])).OrderByDescending(static one => one.Cosine)]))],
                    seen.Refused, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Show(ClipScores result, IAnsiConsole screen)
    {
        foreach (var (text, scores) in result.Texts)
        {
            screen.WriteLine(text);
            foreach (var (file, cosine) in scores.Take(shown))
                screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cosine,7:0.0000}  {file}"));
        }
    }

    private static string[] Files(string name) => File.Exists(name) ? [name]
        : Directory.Exists(name) ? PictureFolder.Files("--pictures", name)
        : throw new UsageException($"--pictures {name} does not exist: name a folder of pictures, or one picture.");
}
