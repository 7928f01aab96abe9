using System.CommandLine;
using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What was decided of works of a gallery.</summary>
/// <param name="Gallery">Its folder.</param>
/// <param name="Decisions">The latest first.</param>
internal sealed record TakenDown(string Gallery, IReadOnlyList<TakenDown.Entry> Decisions)
{
    /// <summary>A decision.</summary>
    internal sealed record Entry(int Work, DateTimeOffset At, bool Shown, string Reason);
}

/// <summary><c>imago gallery take-down</c>: a picture off all public pages, and the log of such decisions.</summary>
internal sealed class TakeDownCommand : ImagoCommand<TakenDown>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly Argument<int?> number = new("number") { Description = "The picture's number; without one, what was decided so far is shown", HelpName = "NUMBER", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> reason = new("--reason") { Description = "Why; it stands in the log, which visitors do not see: keep names of persons out of it", HelpName = "TEXT" };
    private readonly Option<bool> again = new("--undo") { Description = "Show it again; it hangs nowhere until the gallery is hung anew" };

    public TakeDownCommand()
        : base("take-down", "Take a picture off all public pages; its owner and its certificate stay", "imago gallery take-down gallery 17 --reason \"resembles a living person\"")
    {
        Arguments.Add(gallery);
        Arguments.Add(number);
        foreach (var option in (Option[])[reason, again]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<TakenDown> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (which, why) = (arguments.GetValue(number), arguments.GetValue(reason));
        if (which is not null && string.IsNullOrWhiteSpace(why))
            throw new UsageException("A decision needs a reason, for the log: add --reason TEXT.");
        if (which is null && (why is not null || arguments.GetValue(again)))
            throw new UsageException("--reason and --undo speak of a picture, and none is named: add its number.");
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        var settings = GallerySettings.Read(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        using var stores = Stores.Open(folder, settings);
        var decider = new TakeDown(folder, database, stores);
        session.GoOn = "Run the same command again to complete it.";
        if (which is { } work)
            await (arguments.GetValue(again) ? decider.ShowAsync(work, why!, cancel) : decider.HideAsync(work, why!, cancel)).ConfigureAwait(false);
        return new(folder.Path, [.. (await decider.DecisionsAsync(cancel).ConfigureAwait(false)).Select(static one => new TakenDown.Entry(one.WorkNumber, one.DecidedAt, one.Shown, one.Reason))]);
    }

    /// <inheritdoc/>
    protected override void Show(TakenDown result, IAnsiConsole screen)
    {
        if (result.Decisions.Count == 0)
            screen.WriteLine($"{result.Gallery}: nothing was taken down so far.");
        foreach (var one in result.Decisions)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {one.Work,6}  {(one.Shown ? "shown again" : "taken down ")}  {one.Reason}"));
    }
}
