using System.CommandLine;
using System.Globalization;
using Imago.Gallery.Checking;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What was measured.</summary>
/// <param name="Speeds">Two for each number of clients: while the ledger rests, and while it is at work.</param>
internal sealed record ClaimBenchResult(IReadOnlyList<ClaimSpeed> Speeds);

/// <summary><c>imago gallery bench</c>: how fast pictures can be taken.</summary>
internal sealed class ClaimBenchCommand : ImagoCommand<ClaimBenchResult>
{
    private readonly Option<int[]> clients = new("--clients") { Description = "How many ask at a time; several numbers are measured one after the other (default: 32 and 256)", HelpName = "N", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> seconds = new("--seconds") { Description = "How long each is measured", HelpName = "T", DefaultValueFactory = _ => 5 };
    private readonly StoreSettings database;

    public ClaimBenchCommand()
        : base("bench", "Measure how many pictures can be taken in a second, and how long one waits", "imago gallery bench --store sqlite --clients 32 256")
    {
        database = new(this);
        foreach (var option in (Option[])[clients, seconds]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<ClaimBenchResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (kind, server) = database.Read(arguments);
        var (numbers, time) = (arguments.GetValue(clients) is { Length: > 0 } given ? given : [32, 256], arguments.GetValue(seconds));
        if (numbers.Any(static one => one is < 1 or > 10_000)) throw new UsageException($"--clients is {string.Join(' ', numbers)}, expected numbers from 1 to 10000.");
        if (time is not (> 0 and <= 100)) throw new UsageException($"--seconds is {time}, expected above 0, up to 100.");
        return session.WithProgressAsync("Measuring", "runs", async meter =>
        {
            var speeds = new List<ClaimSpeed>();
            foreach (var (one, ledger) in numbers.SelectMany(static one => new[] { (one, false), (one, true) }))
            {
                meter.Report(speeds.Count, 2 * numbers.Length);
                speeds.Add(await ClaimBench.MeasureAsync(kind, server, one, TimeSpan.FromSeconds(time), ledger, cancel).ConfigureAwait(false));
            }
            meter.Report(speeds.Count, 2 * numbers.Length);
            return new ClaimBenchResult(speeds);
        });
    }

    /// <inheritdoc/>
    protected override void Show(ClaimBenchResult result, IAnsiConsole screen)
    {
        foreach (var one in result.Speeds)
            screen.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Store}, {one.Clients} at a time: {one.ClaimsPerSecond:N0} claims/s, {one.AttemptsPerSecond:N0} answers/s; {one.Median:0.0} ms (median), {one.P99:0.0} ms (of a hundred one takes longer), {one.Longest:0} ms at most{(one.EntriesPerSecond is { } entries ? $"; beside {entries:N0} entries/s of the ledger" : "")}"));
    }
}
