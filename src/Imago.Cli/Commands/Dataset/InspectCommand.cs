using System.CommandLine;
using Imago.Training.Data.Import;
using Spectre.Console;

namespace Imago.Cli.Commands.Dataset;

/// <summary><c>imago dataset inspect</c>: what a folder or zip of pictures holds, and what packing would refuse.</summary>
internal sealed class InspectCommand : ImagoCommand<DatasetReport>
{
    private const int RefusalsShown = 10, ClassesShown = 12;

    private readonly Argument<string> folder = new("DIR") { Description = "A folder of pictures, or a zip of them, packed or not" };
    private readonly Option<string> sheet = new("--sheet")
    {
        Description = "Write a contact sheet of up to 64 pictures (.png, .jpg or .webp)",
        HelpName = "FILE",
    };

    public InspectCommand()
        : base("inspect", "Look through a folder or zip of pictures: what is there, what would be refused, is it enough", "imago dataset inspect photos --sheet sheet.png")
    {
        Arguments.Add(folder);
        Options.Add(sheet);
    }

    /// <inheritdoc/>
    protected override async Task<DatasetReport> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var report = await session.WithProgressAsync("Inspecting", "files", meter => DatasetInspector.Inspect(
            arguments.GetRequiredValue(folder), arguments.GetValue(sheet), progress => meter.Report(progress.Done, progress.Total), cancel)).ConfigureAwait(false);
        foreach (var warning in report.Warnings) session.Warn(warning);
        return report;
    }

    /// <inheritdoc/>
    protected override void Show(DatasetReport result, IAnsiConsole screen)
    {
        screen.WriteLine($"{result.Source}: {result.Pictures:N0} of {result.Files:N0} files are usable pictures");
        if (result.Pictures > 0)
        {
            screen.WriteLine($"  formats   {Lines.Counts(result.Formats)}");
            screen.WriteLine($"  colours   {Lines.Counts(result.Colours)}{(result.WithAlpha > 0 ? $"; {result.WithAlpha:N0} with transparency" : "")}");
            var sizes = string.Join(", ", result.Sizes.Take(5).Select(size => $"{size.Width} x {size.Height} ({size.Pictures:N0})"));
            screen.WriteLine($"  sizes     {sizes}{(result.DifferentSizes > 5 ? $", and {result.DifferentSizes - 5:N0} more" : "")}");
            screen.WriteLine($"  shorter   {result.ShorterSide[0]} px the smallest, {result.ShorterSide[1]} px the middle one, {result.ShorterSide[2]} px the largest");
            if (result.Classes is { } classes) screen.WriteLine($"  labels    {Lines.Classes(classes, ClassesShown)}, from {result.LabelsFrom}");
            else if (result.LabelDim > 0) screen.WriteLine($"  labels    vectors of {result.LabelDim} numbers, from {result.LabelsFrom}");
        }
        if (result.Skipped > 0) screen.WriteLine($"  other     {result.Skipped:N0} files are no pictures");
        if (result.Duplicates is [var first, ..])
            screen.WriteLine($"  doubled   {result.Duplicates.Count:N0} {(result.Duplicates.Count == 1 ? "picture is" : "pictures are")} the same as another, such as {Lines.OneLine(first.File)} and {Lines.OneLine(first.Of)}; pack --skip-duplicates leaves them out");
        Lines.ShowRefusals(screen, result.Refused, result.Refusals.Take(RefusalsShown), "--json lists all");
        if (result.Sheet is not null) screen.WriteLine($"  sheet     {result.Sheet}");
        if (result.Ready) screen.WriteLine("Ready for training as it is.");
        else if (result.Pictures > 0)
            screen.WriteLine($"To train on it: imago dataset pack --source {Lines.Quoted(result.Source)} --dest data.zip --resolution {result.SuggestedResolution}{(result.LabelsFrom == "subfolders" ? " [--subfolders-as-labels]" : "")}");
    }
}
