using System.CommandLine;
using Imago.Gallery;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary><c>imago gallery audit</c>: does a gallery keep what it has promised?</summary>
internal sealed class AuditCommand : ImagoCommand<AuditResult>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };

    public AuditCommand()
        : base("audit", "Look whether claims, ledger, published entries and full-size files of a gallery agree", "imago gallery audit gallery") => Arguments.Add(gallery);

    /// <inheritdoc/>
    protected override async Task<AuditResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        var settings = GallerySettings.Read(folder);
        var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        await using var open = database.ConfigureAwait(false);
        using var stores = Stores.Open(folder, settings);
        using var keys = SigningKeys.Open(folder.Keys);
        return await LedgerAudit.RunAsync(database, keys.Public, stores, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(AuditResult result, IAnsiConsole screen)
    {
        foreach (var fault in result.Faults) screen.WriteLine(fault);
        screen.WriteLine($"{result.Claims} pictures are taken, {result.Entries} have their entry, {result.Open} wait for it; {(result.Faults.Count == 0 ? "all agrees" : $"{result.Faults.Count} faults")}.");
    }

    /// <inheritdoc/>
    protected override int ExitCodeOf(AuditResult result) => result.Faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
}
