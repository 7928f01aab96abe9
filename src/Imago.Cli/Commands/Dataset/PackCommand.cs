using System.CommandLine;
using System.Globalization;
using Imago.Imaging;
using Imago.Training.Data.Import;
using Spectre.Console;

namespace Imago.Cli.Commands.Dataset;

/// <summary><c>imago dataset pack</c>: a folder or zip of any pictures becomes a data set to train on.</summary>
internal sealed class PackCommand : ImagoCommand<PackResult>
{
    private const int ClassesShown = 12;

    private static readonly Dictionary<string, Fit> Transforms = new()
    {
        ["center-crop"] = Fit.CenterCrop, ["center-crop-wide"] = Fit.CenterCropWide, ["center-crop-tall"] = Fit.CenterCropTall, ["pad"] = Fit.Pad,
    };

    private readonly Option<string> source = new("--source") { Description = "A folder with pictures in it, however deep, or a zip", HelpName = "DIR", Required = true };
    private readonly Option<string> dest = new("--dest") { Description = "FILE.zip, or a folder", HelpName = "FILE.zip", Required = true };
    private readonly Option<string> resolution = new("--resolution")
    {
        Description = "Width and height, a power of two; with center-crop-wide or -tall also WxH, such as 512x384 (default there: 4:3)",
        HelpName = "N", DefaultValueFactory = _ => "256",
    };
    private readonly Option<string> transform = new("--transform")
    {
        Description = "How other shapes become squares: the middle, the middle between two bands, or the whole picture padded",
        DefaultValueFactory = _ => "center-crop",
    };
    private readonly Option<string> filter = new("--resize-filter") { Description = "lanczos (sharp) or box (plain average)", DefaultValueFactory = _ => "lanczos" };
    private readonly Option<string> background = new("--background")
    {
        Description = "Colour under transparent pixels and around padded pictures, #rrggbb or a name", HelpName = "COLOUR", DefaultValueFactory = _ => "#ffffff",
    };
    private readonly Option<string> channels = new("--channels") { Description = "auto (grey if every picture is), 1 (grey) or 3 (RGB)", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> subfoldersAsLabels = new("--subfolders-as-labels") { Description = "Label each picture by the subfolder of the source that it lies in" };
    private readonly Option<bool> skipDuplicates = new("--skip-duplicates") { Description = "Leave out pictures that are the same as one before them, pixel by pixel" };
    private readonly Option<int?> maxImages = new("--max-images") { Description = "Take only the first N usable pictures, by name", HelpName = "N" };
    private readonly Option<bool> force = new("--force") { Description = "Replace a data set that stands at --dest" };

    public PackCommand()
        : base("pack", "Make a data set of a folder or zip of any pictures; readable by StyleGAN2-ADA's tools too", "imago dataset pack --source photos --dest photos-256.zip --resolution 256")
    {
        transform.AcceptOnlyFromAmong([.. Transforms.Keys]);
        filter.AcceptOnlyFromAmong("lanczos", "box");
        channels.AcceptOnlyFromAmong("auto", "1", "3");
        foreach (var option in (Option[])[source, dest, resolution, transform, filter, background, channels, subfoldersAsLabels, skipDuplicates, maxImages, force]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<PackResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var shape = Transforms[arguments.GetRequiredValue(transform)];
        var (side, shortSide) = Size(arguments.GetRequiredValue(resolution), shape);
        var colour = arguments.GetRequiredValue(background);
        var options = new PackOptions
        {
            Source = arguments.GetRequiredValue(source),
            Dest = arguments.GetRequiredValue(dest),
            Resolution = side,
            ShortSide = shortSide,
            Transform = shape,
            Filter = arguments.GetRequiredValue(filter) == "box" ? ResizeFilter.Box : ResizeFilter.Lanczos,
            Background = Colour.TryParse(colour, out var known) ? known : throw new UsageException($"--background is {colour}, expected #rrggbb, such as #ffffff, or a name, such as white."),
            Channels = arguments.GetRequiredValue(channels) switch { "1" => 1, "3" => 3, _ => null },
            SubfoldersAsLabels = arguments.GetValue(subfoldersAsLabels),
            SkipDuplicates = arguments.GetValue(skipDuplicates),
            MaxImages = arguments.GetValue(maxImages),
            Force = arguments.GetValue(force),
        };
        session.GoOn = $"Nothing was left at {options.Dest}; run the same command again to start over.";
        var result = await session.WithProgressAsync("Packing", "files", meter => DatasetPacker.Pack(options, progress =>
        {
            if (progress.Step != meter.Doing) meter.Begin(progress.Step);
            meter.Report(progress.Done, progress.Total);
        }, cancel)).ConfigureAwait(false);
        foreach (var warning in result.Warnings) session.Warn(warning);
        return result;
    }

    /// <inheritdoc/>
    protected override void Show(PackResult result, IAnsiConsole screen)
    {
        var kind = result.Channels == 1 ? "grey" : "RGB";
        screen.WriteLine($"{result.Dest}: {result.Taken:N0} pictures of {result.Resolution} x {result.Resolution} {kind}, {Lines.Bytes(result.Bytes)}, in {result.Seconds:0.0} s ({result.Taken / result.Seconds:N0}/s)");
        if (result.Changes.Count > 0) screen.WriteLine($"  changed   {Lines.Counts(result.Changes)}");
        if (result.Classes is { } classes) screen.WriteLine($"  labels    {Lines.Classes(classes, ClassesShown)}");
        else if (result.LabelDim > 0) screen.WriteLine($"  labels    vectors of {result.LabelDim} numbers");
        if (result.Skipped > 0) screen.WriteLine($"  other     {result.Skipped:N0} files are no pictures, or not asked for");
        Lines.ShowRefusals(screen, result.Refused, result.Refusals, $"{CurationLine.FileName} lists all");
        screen.WriteLine($"Every file's fate is a line of {CurationLine.FileName} in it.");
    }

    // "256", or "512x384" for the wide and tall kinds
    private static (int Side, int? ShortSide) Size(string text, Fit shape)
    {
        var numbers = text.Split('x', 'X').Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        return numbers switch
        {
            [> 0 and var side] => (side, null),
            [> 0 and var width, > 0 and var height] when width == height => (width, null),
            [> 0 and var width, > 0 and var height] when shape == Fit.CenterCropWide && width > height => (width, height),
            [> 0 and var width, > 0 and var height] when shape == Fit.CenterCropTall && height > width => (height, width),
            _ => throw new UsageException($"--resolution is {text}, expected one number such as 256, or, with center-crop-wide, WxH such as 512x384 (with center-crop-tall 384x512)."),
        };
    }
}
