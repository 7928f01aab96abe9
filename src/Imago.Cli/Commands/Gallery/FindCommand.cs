using System.CommandLine;
using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary><c>imago gallery find</c>: which work of a gallery is this picture?</summary>
internal sealed class FindCommand : ImagoCommand<FoundWork>
{
    private readonly Argument<string> file = new("file") { Description = "A copy of any size and quality, whole or cropped", HelpName = "FILE" };
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };

    public FindCommand()
        : base("find", "Say which work of a gallery a picture is, by its invisible mark or by its looks", "imago gallery find picture.jpg gallery")
    {
        Arguments.Add(file);
        Arguments.Add(gallery);
    }

    /// <inheritdoc/>
    protected override async Task<FoundWork> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        var picture = PictureReader.Decode(arguments.GetRequiredValue(file));
        var database = await GalleryDatabase.OpenAsync(folder, GallerySettings.Read(folder), cancel).ConfigureAwait(false);
        await using var open = database.ConfigureAwait(false);
        return await WorkFinder.FindAsync(picture, database, WorkMarks.Open(folder.Keys), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(FoundWork result, IAnsiConsole screen)
    {
        screen.WriteLine(result.By switch
        {
            KnownBy.Mark => string.Create(CultureInfo.InvariantCulture, $"Work {result.Work}, by its mark{(result.Mark!.Kept < 0.99 ? $" (about {result.Mark.Kept:P0} of its longer side is left)" : "")}. A picture without one would say any work so loudly in at most {Odds(result.Mark.Chance)}."),
            KnownBy.Looks => string.Create(CultureInfo.InvariantCulture, $"Work {result.Work}, by its looks: {result.Distance} of 64 bits of their hashes differ, and {(result.Next is { } next ? $"{next} or more of every other work's" : "there is no other work")}. Look at both before you rely on it."),
            _ => string.Create(CultureInfo.InvariantCulture, $"No work of this gallery is known in it. Most like it looks work {result.Nearest}, of whose hash {result.Distance} of 64 bits differ."),
        });
        if (result.Mark is null)
            screen.WriteLine("The picture is too small for a mark to be read.");
        if (result.TakenDown)
            screen.WriteLine("It was taken down.");
    }

    /// <inheritdoc/>
    protected override int ExitCodeOf(FoundWork result) => result.Work is null ? ExitCode.Failed : ExitCode.Done;

    private static string Odds(double chance) => string.Create(CultureInfo.InvariantCulture, $"one of 10^{Math.Floor(-Math.Log10(Math.Max(chance, 1e-30))):F0} cases");
}
