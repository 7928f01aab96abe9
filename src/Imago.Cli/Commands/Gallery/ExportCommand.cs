using System.CommandLine;
using Imago.Cli.Commands.Dataset;
using Imago.Gallery.Export;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary><c>imago gallery export</c>: the exhibition as files for any web host.</summary>
internal sealed class ExportCommand : ImagoCommand<Exported>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly Option<string> output = new("--output") { Description = "The site's folder, new or empty", HelpName = "SITE", Required = true };
    private readonly Option<string?> address = new("--base") { Description = "Where the site will lie, for sitemap and sharing; without it, pages name no address", HelpName = "URL" };

    public ExportCommand()
        : base("export", "Write a gallery as a site of files, to be looked at: any web host takes it", "imago gallery export gallery --output site")
    {
        Arguments.Add(gallery);
        foreach (var option in (Option[])[output, address]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<Exported> RunAsync(ParseResult arguments, Session session, CancellationToken cancel) =>
        session.WithProgressAsync("Writing the site", "files", meter => GalleryExport.WriteAsync(
            arguments.GetRequiredValue(gallery), arguments.GetRequiredValue(output), arguments.GetValue(address), (done, known) => meter.Report(done, known), cancel));

    /// <inheritdoc/>
    protected override void Show(Exported result, IAnsiConsole screen) =>
        screen.WriteLine($"{result.Pages:N0} pages, {result.Files:N0} files, {Lines.Bytes(result.Bytes)} in {result.Folder}. Open {Path.Combine(result.Folder, "index.html")}, or give the folder to a web host.");
}
