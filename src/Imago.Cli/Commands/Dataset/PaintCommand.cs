using System.CommandLine;
using Imago.Training.Data.Import;
using Spectre.Console;

namespace Imago.Cli.Commands.Dataset;

/// <summary><c>imago dataset paint</c>: a data set of imaginary portraits, for who has no pictures yet.</summary>
internal sealed class PaintCommand : ImagoCommand<PaintResult>
{
    private readonly Option<string> dest = new("--dest") { Description = "FILE.zip, or a folder", HelpName = "FILE.zip", Required = true };
    private readonly Option<int> count = new("--count") { Description = "How many portraits", HelpName = "N", DefaultValueFactory = _ => 2000 };
    private readonly Option<int> resolution = new("--resolution") { Description = "Width and height, a power of two", HelpName = "N", DefaultValueFactory = _ => 64 };
    private readonly Option<int> seed = new("--seed") { Description = "Another number, other sitters", HelpName = "N" };
    private readonly Option<bool> force = new("--force") { Description = "Replace a data set that stands at --dest" };

    public PaintCommand()
        : base("paint", "Paint a data set of imaginary portraits, free of anybody's rights", "imago dataset paint --count 2000 --resolution 64 --dest portraits.zip")
    {
        foreach (var option in (Option[])[dest, count, resolution, seed, force]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<PaintResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var options = new PaintOptions
        {
            Dest = arguments.GetRequiredValue(dest),
            Count = arguments.GetValue(count),
            Resolution = arguments.GetValue(resolution),
            Seed = arguments.GetValue(seed),
            Force = arguments.GetValue(force),
        };
        session.GoOn = $"Nothing was left at {options.Dest}; run the same command again to start over.";
        return session.WithProgressAsync("Painting", "portraits", meter =>
            PaintedDataset.Paint(options, done => meter.Report(done, options.Count), cancel));
    }

    /// <inheritdoc/>
    protected override void Show(PaintResult result, IAnsiConsole screen)
    {
        screen.WriteLine($"{result.Dest}: {result.Count:N0} portraits of {result.Resolution} x {result.Resolution}, {Lines.Bytes(result.Bytes)}, in {result.Seconds:0.0} s ({result.Count / result.Seconds:N0}/s)");
        screen.WriteLine($"To look at some: imago dataset inspect {Lines.Quoted(result.Dest)} --sheet portraits.png");
    }
}
