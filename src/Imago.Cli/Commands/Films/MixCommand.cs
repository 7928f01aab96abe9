using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Imaging;
using Imago.Latent;
using Imago.Latent.Walks;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands.Films;

/// <summary>What was mixed.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Rows">Names of the rows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Styles">Which ws come from the columns.</param>
/// <param name="Outdir">Where the pictures are, or null.</param>
/// <param name="Files">Their names there; the last is the table of all of them.</param>
/// <param name="Film">The film, or null.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record Mixed(
    string Network, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<int> Styles, string? Outdir, IReadOnlyList<string> Files, Filmed? Film, double Seconds);

/// <summary><c>imago mix</c>: pictures with the styles of others.</summary>
internal sealed class MixCommand : ImagoCommand<Mixed>
{
    private readonly NetworkSettings network = new("auto");
    private readonly FilmSettings film = new(seconds: 6, alone: false);
    private readonly Option<string> rows = new("--rows") { Description = "Pictures that take styles, a row each: seeds such as 85,100-102, or a file of latents", HelpName = "SEEDS", Required = true };
    private readonly Option<string> columns = new("--cols") { Description = "Pictures that give styles, a column each: seeds, or a file of latents", HelpName = "SEEDS", Required = true };
    private readonly Option<string> styles = new("--styles") { Description = $"Which ws come from the columns: {StyleLayers.Words}", HelpName = "LAYERS", DefaultValueFactory = _ => "0-6" };
    private readonly Option<string> outdir = new("--outdir") { Description = "Folder for the pictures (85-55.png: row 85 with the styles of column 55) and grid.png, the table of all", HelpName = "DIR" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi: 0.7 calms, 1 leaves alone", HelpName = "PSI", DefaultValueFactory = _ => 1 };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };
    private readonly Option<string> noiseMode = new("--noise-mode") { Description = "const (the stored noise) or none", DefaultValueFactory = _ => "const" };
    private readonly Option<bool> force = new("--force") { Description = "Take latents that belong to another network" };
    private readonly Option<bool> loop = new("--loop") { Description = "In a film: give the styles back, so that it plays round and round" };

    public MixCommand()
        : base("mix", "Mix pictures: the styles of one in the shapes of another, as a table or a film", "imago mix --rows 16-19 --cols 1,5,8 --styles middle --outdir mixed")
    {
        noiseMode.AcceptOnlyFromAmong("const", "none");
        foreach (var option in (Option[])[network.Network, rows, columns, styles, outdir, .. film.All, loop, trunc, label, noiseMode, force, network.Precision, network.Device])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Mixed> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (folder, output) = (arguments.GetValue(outdir), arguments.GetValue(film.Output));
        if (folder is null && output is null)
            throw new UsageException("Nothing says where the mixture goes: give --outdir DIR for pictures and their table, or --film FILE.");
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        Mixed? mixed = null;
        StyleTable Table(Renderer renderer)
        {
            var (takers, givers) = (LatentSettings.Named(arguments.GetRequiredValue(rows), arguments.GetValue(force), renderer), LatentSettings.Named(arguments.GetRequiredValue(columns), arguments.GetValue(force), renderer));
            var layers = StyleLayers.Parse(arguments.GetRequiredValue(styles), renderer.Options);
            mixed = new(chosen.Path, [.. takers.Select(static one => one.Name)], [.. givers.Select(static one => one.Name)], layers, folder, [], null, 0);
            return StyleTable.Of(renderer, takers, givers, layers, new()
            {
                Latent = takers[0],
                TruncationPsi = arguments.GetValue(trunc),
                Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
                NoiseMode = Enum.Parse<NoiseMode>(arguments.GetRequiredValue(noiseMode), ignoreCase: true),
            });
        }

        IReadOnlyList<string> files = [];
        if (folder is not null)
            files = await session.WithProgressAsync("Reading the network", "pictures", meter =>
            {
                using var renderer = chosen.Open();
                return Write(renderer, Table(renderer), folder, mixed!, meter, cancel);
            }).ConfigureAwait(false);
        var filmed = output is null ? null : await film.MakeAsync(
            arguments, session, chosen,
            (renderer, _) => new(Table(renderer).Film(arguments.GetValue(film.Seconds), arguments.GetValue(film.Fps), Easing.InOut, arguments.GetValue(loop))), cancel).ConfigureAwait(false);
        return mixed! with { Files = files, Film = filmed, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <inheritdoc/>
    protected override void Show(Mixed result, IAnsiConsole screen)
    {
        if (result.Outdir is not null)
            screen.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Outdir}: {result.Rows.Count} x {result.Columns.Count} pictures with the ws {string.Join(", ", result.Styles)} of the columns, and {result.Files[^1]}, in {result.Seconds:0.0} s"));
        result.Film?.Show(screen);
    }

    private static List<string> Write(Renderer renderer, StyleTable table, string folder, Mixed mixed, ProgressMeter meter, CancellationToken cancel)
    {
        OutputFolder.Make(folder);
        // As StyleGAN2-ADA's users know them: 85-55.png.
        static string Short(string name) => string.Concat(name.Split([' ', .. Path.GetInvalidFileNameChars()], StringSplitOptions.RemoveEmptyEntries).TakeLast(1));
        List<string> names = [.. from row in mixed.Rows from column in mixed.Columns select $"{Short(row)}-{Short(column)}.png"];
        meter.Begin("Mixing");
        List<Picture> pictures = [];
        foreach (var rendering in renderer.Render(table.Mixtures(), cancel: cancel))
        {
            pictures.Add(rendering.ToPicture());
            PictureWriter.Save(Path.Combine(folder, names[rendering.Index]), pictures[^1]);
            meter.Report(pictures.Count, names.Count);
        }
        PictureWriter.Save(Path.Combine(folder, PictureExport.GridName), table.Compose(pictures));
        return [.. names, PictureExport.GridName];
    }
}
