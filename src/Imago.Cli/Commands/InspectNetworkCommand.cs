using System.CommandLine;
using System.Globalization;
using Imago.Cli.Commands.Dataset;
using Imago.Latent;
using Imago.Networks.Formats;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary><c>imago inspect</c>: what a network is.</summary>
internal sealed class InspectNetworkCommand : ImagoCommand<NetworkReport>
{
    private const int Shown = 12;

    private readonly Argument<string> network = new("NET") { Description = $"The network: {NetworkPath.Words}" };

    public InspectNetworkCommand()
        : base("inspect", "Show what a network is: resolution, layers, labels, the training that made it, and whether its weights are sound", "imago inspect runs/00000-portraits-auto") =>
        Arguments.Add(network);

    /// <inheritdoc/>
    protected override async Task<NetworkReport> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var path = await NetworkPath.FindAsync(arguments.GetRequiredValue(network), session, cancel).ConfigureAwait(false);
        return await session.WithProgressAsync("Reading", "networks", meter =>
        {
            meter.Report(0, 1);
            var report = NetworkReport.Of(path);
            meter.Report(1);
            return report;
        }).ConfigureAwait(false);
    }

    /// <summary>A network whose numbers are not finite makes no pictures.</summary>
    protected override int ExitCodeOf(NetworkReport result) => result.NotFinite.Count == 0 ? ExitCode.Done : ExitCode.Failed;

    /// <inheritdoc/>
    protected override void Show(NetworkReport result, IAnsiConsole screen)
    {
        var (g, d, made) = (result.Generator, result.Discriminator, result.Training);
        void Line(string name, FormattableString text) => screen.WriteLine($"  {name,-14}{text.ToString(CultureInfo.InvariantCulture)}");
        screen.WriteLine($"{result.Path}: {Lines.Bytes(result.Bytes)}, {result.Format}");
        if (result.Origin is not null) Line("from", $"{result.Origin}");
        Line("holds", $"{string.Join(", ", result.Holds)}");
        Line("pictures", $"{g.ImgResolution} x {g.ImgResolution}, {(g.ImgChannels == 1 ? "grey" : "RGB")}");
        Line("latents", $"z {g.ZDim}, w {g.WDim}, {result.NumWs} ws a picture");
        Line("generator", $"{g.Architecture.ToString().ToLowerInvariant()}, {g.MappingLayers} mapping layers, {result.GeneratorParameters:N0} parameters");
        if (d is null) Line("discriminator", $"none");
        else Line("discriminator", $"{d.Architecture.ToString().ToLowerInvariant()}, {result.DiscriminatorParameters:N0} parameters");
        if (g.CDim == 0) Line("labels", $"none");
        else Line("labels", $"{g.CDim}{Names(made.Classes)}");
        if (result.Kind == CheckpointKind.Imago) Line("training", $"{made.Kimg:0.###} kimg on {made.Data ?? "unknown data"}, {(made.Parent is null ? "from scratch" : $"begun with {made.Parent}")}");
        else Line("training", $"on {made.Data ?? "data that it does not name"}{(result.AugmentP is { } p ? $", augmentation p {p:0.###}" : "")}");
        if (result.NotFinite.Count == 0) Line("weights", $"all finite, |w_avg| = {result.WAvgNorm:0.000}{(result.WAvgNorm == 0 ? ": never trained" : "")}");
        else Line("weights", $"DAMAGED: {result.NotFinite.Count} tensors hold NaN or infinities, such as {result.NotFinite[0]}");
        Line("to resume", $"imago train --resume {Lines.Quoted(result.Path)} --data DATA.zip");
    }

    private static string Names(IReadOnlyList<string>? classes) =>
        classes is null ? "" : $": {string.Join(", ", classes.Take(Shown))}{(classes.Count > Shown ? ", …" : "")}";
}
