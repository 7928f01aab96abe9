using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Latent;
using Imago.Latent.Directions;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands.Directions;

/// <summary>What was found.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Method">How.</param>
/// <param name="Layers">The layers that the directions move.</param>
/// <param name="Scale">Of each direction, the standard deviation of w along it.</param>
/// <param name="Output">The file of directions.</param>
/// <param name="Strips">The labelled pictures, one a direction; empty where none were asked for.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record DirectionsFound(
    string Network, DirectionMethod Method, IReadOnlyList<int> Layers, IReadOnlyList<float> Scale, string Output, IReadOnlyList<string> Strips, double Seconds);

/// <summary><c>imago directions find</c>.</summary>
internal sealed class FindDirectionsCommand : ImagoCommand<DirectionsFound>
{
    private static readonly DirectionOptions s_usual = new();

    private readonly NetworkSettings network = new("fp32");
    private readonly Option<string> method = new("--method") { Description = "sefa (of the weights: what changes the layers most) or pca (of samples: along what pictures differ most)", DefaultValueFactory = _ => "sefa" };
    private readonly Option<string> output = new("--output") { Description = "The directions, a safetensors file", HelpName = "FILE", Required = true };
    private readonly Option<int> count = new("--count") { Description = "How many directions", HelpName = "N", DefaultValueFactory = _ => s_usual.Count };
    private readonly Option<string> layers = new("--layers") { Description = $"The layers that they move, and whose weights sefa takes: {StyleLayers.Words}", HelpName = "LAYERS", DefaultValueFactory = _ => "all" };
    private readonly Option<int> samples = new("--samples") { Description = "Of how many w the statistics are taken; sefa needs them for its scale alone and takes 10,000 at most", HelpName = "N", DefaultValueFactory = _ => s_usual.Samples };
    private readonly Option<long> seed = new("--seed") { Description = "Of the samples", DefaultValueFactory = _ => s_usual.Seed };
    private readonly Option<string> label = new("--class") { Description = "Class of all samples and strips, by name or number; default: samples have classes by chance, strips the first class", HelpName = "C" };
    private readonly Option<string> strips = new("--strips") { Description = "Folder for a labelled picture of each direction: rows are seeds, columns strengths", HelpName = "DIR" };
    private readonly Option<string> seeds = new("--seeds") { Description = "Of the strips", HelpName = "SEEDS", DefaultValueFactory = _ => "0-2" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi of the strips", HelpName = "PSI", DefaultValueFactory = _ => 0.7 };

    public FindDirectionsCommand()
        : base("find", "Find directions along which a network's pictures change", "imago directions find --method pca --output directions.safetensors --strips strips")
    {
        method.AcceptOnlyFromAmong("sefa", "pca");
        strips.Aliases.Add("--strip");
        foreach (var option in (Option[])[network.Network, method, output, count, layers, samples, seed, label, strips, seeds, trunc, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<DirectionsFound> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (file, folder, shown) = (arguments.GetRequiredValue(output), arguments.GetValue(strips), Seeds.Parse(arguments.GetRequiredValue(seeds)));
        DirectionFile.CheckReplaceable(file);
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        using var renderer = chosen.Open();
        var options = new DirectionOptions
        {
            Count = arguments.GetValue(count),
            Layers = StyleLayers.Parse(arguments.GetRequiredValue(layers), renderer.Options),
            Samples = arguments.GetValue(samples),
            Seed = arguments.GetValue(seed),
            Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
        };
        var rows = shown.Select(one => new RenderRequest
        {
            Latent = LatentCode.OfSeed(one, renderer.Options.ZDim),
            TruncationPsi = arguments.GetValue(trunc),
            Class = options.Class ?? (renderer.Options.CDim > 0 ? 0 : null),
        }).ToList();
        var found = await session.WithProgressAsync("Sampling", "samples", meter =>
        {
            Func<Generator, DirectionOptions, Action<int>?, CancellationToken, DirectionSet> find =
                arguments.GetRequiredValue(method) == "pca" ? PrincipalComponents.Find : ClosedFormFactorization.Find;
            return find(renderer.Generator, options, done => meter.Report(done), cancel);
        }).ConfigureAwait(false);
        DirectionFile.Write(file, found);
        session.GoOn = $"The directions are in {file}; of the strips, those that are there are complete.";
        var drawn = folder is null ? [] : await session.WithProgressAsync("Drawing", "pictures", meter =>
            DirectionStrips.Write(renderer, found, rows, folder, (done, all) => meter.Report(done, all), cancel)).ConfigureAwait(false);
        return new DirectionsFound(chosen.Path, found.Method, found.Layers, found.Scale, file, drawn, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    protected override void Show(DirectionsFound result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Output}: {result.Scale.Count} directions by {(result.Method == DirectionMethod.Pca ? "pca" : "sefa")}, layers {DirectionStrips.Words(result.Layers)}, in {result.Seconds:0.0} s"));
        if (result.Strips.Count > 0)
            screen.WriteLine($"  strips    {result.Strips[0]} to {result.Strips[^1]}");
    }
}
