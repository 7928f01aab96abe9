using System.CommandLine;
using System.Globalization;
using Imago.Gallery.Checking;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary><c>imago gallery check</c>: tries to break «one picture, one owner».</summary>
internal sealed class CheckCommand : ImagoCommand<CheckReport>
{
    private static readonly Dictionary<string, Defect> s_defects = new()
    {
        ["drop-picture-key"] = Defect.DropPictureKey, ["drop-visitor-key"] = Defect.DropVisitorKey, ["retry-without-key"] = Defect.RetryWithoutKey, ["swallow-commit"] = Defect.SwallowCommit,
    };

    private readonly Option<int> operations = new("--operations") { Description = "Operations at least; 10000000 take a night", HelpName = "N", DefaultValueFactory = _ => 100_000 };
    private readonly Option<int> faults = new("--faults") { Description = "Faults among them: processes killed, stopped and closed, connections cut, the database killed, the disk full", HelpName = "F", DefaultValueFactory = _ => 50 };
    private readonly Option<int> seed = new("--seed") { Description = "Another number, other visits and other faults", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<int> clients = new("--clients") { Description = "Visitors at a time", HelpName = "N", DefaultValueFactory = _ => 32 };
    private readonly Option<double?> pause = new("--pause") { Description = "For how long a web process is stopped, in seconds (default: 1.5, and 30 from a million operations on)", HelpName = "T" };
    private readonly Option<string?> defect = new("--defect") { Description = $"A mistake to put in, which must be found: {string.Join(", ", s_defects.Keys)}", HelpName = "NAME" };
    private readonly Option<string?> outdir = new("--outdir") { Description = "New folder for the history of all operations (default: a temporary one, kept if there are violations)", HelpName = "DIR" };
    private readonly StoreSettings database;

    public CheckCommand()
        : base("check", "Try to break the rule that every picture has one owner: crowds, double clicks, kills, cuts", "imago gallery check --operations 100000 --faults 50 --store sqlite")
    {
        defect.AcceptOnlyFromAmong([.. s_defects.Keys]);
        foreach (var option in (Option[])[operations, faults, seed, clients, pause]) Options.Add(option);
        database = new(this);
        foreach (var option in (Option[])[defect, outdir]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<CheckReport> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (kind, server) = database.Read(arguments);
        int AtLeast(Option<int> option, int least) => arguments.GetValue(option) is var value && value >= least ? value : throw new UsageException($"{option.Name} is {value}, expected {least} or more.");
        if (arguments.GetValue(pause) is <= 0 or > 600) throw new UsageException($"--pause is {arguments.GetValue(pause)}, expected seconds above 0, up to 600.");
        var folder = arguments.GetValue(outdir);
        if (folder is not null && Path.Exists(folder)) throw new UsageException($"--outdir is {folder}, which exists, expected a new folder.");
        var options = new CheckOptions
        {
            Operations = AtLeast(operations, 1), Faults = AtLeast(faults, 0), Seed = arguments.GetValue(seed), Clients = AtLeast(clients, 1), Store = kind, PostgreSql = server, Folder = folder,
            Pause = arguments.GetValue(pause) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Defect = arguments.GetValue(defect) is { } name ? s_defects[name] : Defect.None,
            Program = [Environment.ProcessPath!, .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[Path.Combine(AppContext.BaseDirectory, "imago.dll")] : [], "gallery", "serve", "--checking"],
        };
        return session.WithProgressAsync("Checking", "operations", meter => GalleryCheck.RunAsync(options, (done, all) => meter.Report(done, all), cancel));
    }

    /// <inheritdoc/>
    protected override int ExitCodeOf(CheckReport result) => result.ViolationCount == 0 ? ExitCode.Done : ExitCode.Failed;

    /// <inheritdoc/>
    protected override void Show(CheckReport result, IAnsiConsole screen)
    {
        void Line(FormattableString text) => screen.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"{result.Store}, seed {result.Seed}: {result.Operations:N0} operations in {result.Seconds:0.0} s; {result.Ok:N0} answered with yes, {result.Refused:N0} with no, {result.Unknown:N0} not at first; {result.Claims:N0} works taken");
        foreach (var (name, count) in result.Faults.OrderBy(static one => one.Key, StringComparer.Ordinal))
            Line($"  {count,5} x {name}");
        foreach (var one in result.Violations)
            Line($"Rule {one.Rule}: {one.Sentence}.");
        if (result.ViolationCount > result.Violations.Count)
            Line($"And {result.ViolationCount - result.Violations.Count:N0} more.");
        Line($"{(result.ViolationCount == 0 ? "No violation" : result.ViolationCount == 1 ? "1 violation" : $"{result.ViolationCount:N0} violations")}{(result.History is { } path ? $"; every operation stands in {path}" : "")}.");
    }
}
