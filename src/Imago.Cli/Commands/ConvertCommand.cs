using System.CommandLine;
using Imago.Cli.Commands.Dataset;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary>What was converted.</summary>
/// <param name="Source">The file that was read.</param>
/// <param name="Kind">Who wrote it.</param>
/// <param name="Dest">The file that was written.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Holds">The networks in it.</param>
/// <param name="LeftOut">What the source holds and the file has no place for.</param>
internal sealed record Converted(string Source, CheckpointKind Kind, string Dest, long Bytes, IReadOnlyList<string> Holds, IReadOnlyList<string> LeftOut);

/// <summary><c>imago convert</c>: a network of any program as a file of Imago's, or of another program.</summary>
internal sealed class ConvertCommand : ImagoCommand<Converted>
{
    private readonly Argument<string> source = new("SRC") { Description = $"The network: {NetworkPath.Words}; docs/checkpoints.md lists them" };
    private readonly Argument<string> dest = new("DST") { Description = "NAME.safetensors for Imago, NAME.pt for other programs" };
    private readonly Option<string> format = new("--format") { Description = "Of a .pt file: rosinality (stylegan2-pytorch), or state-dict (the generator's tensors by their upstream names)", DefaultValueFactory = _ => "rosinality" };
    private readonly Option<string> dtype = new("--dtype") { Description = "How a .safetensors file keeps its numbers: fp32, or fp16 or bf16 for half the size", DefaultValueFactory = _ => "fp32" };
    private readonly Option<string?> blend = new("--blend") { Description = "A second network: its blocks from --split-res on, SRC's below", HelpName = "NET" };
    private readonly Option<int> splitRes = new("--split-res") { Description = "Where the two are joined", HelpName = "N", DefaultValueFactory = _ => 32 };
    private readonly Option<bool> force = new("--force") { Description = "Replace a file that stands at DST" };

    public ConvertCommand()
        : base("convert", "Turn a network of another program into one of Imago's, or the other way round; or blend two", "imago convert network-snapshot-000600.pkl portraits.safetensors")
    {
        Arguments.Add(source);
        Arguments.Add(dest);
        format.AcceptOnlyFromAmong("rosinality", "state-dict");
        dtype.AcceptOnlyFromAmong("fp32", "fp16", "bf16");
        foreach (var option in (Option[])[format, dtype, blend, splitRes, force]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Converted> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var to = arguments.GetRequiredValue(dest);
        var (kind, type) = (arguments.GetRequiredValue(format), arguments.GetRequiredValue(dtype));
        var ending = Path.GetExtension(to).ToUpperInvariant();
        if (ending is not (".SAFETENSORS" or ".PT"))
            throw new UsageException($"DST is {to}, expected a name that ends with .safetensors (for Imago) or .pt (for other programs).");
        if (ending == ".PT" && type != "fp32")
            throw new UsageException($"--dtype {type} is for .safetensors files; other programs expect fp32.");
        if (Path.Exists(to) && !arguments.GetValue(force))
            throw new UsageException($"{to} exists already: give another name, or --force to replace it.");
        var from = await NetworkPath.FindAsync(arguments.GetRequiredValue(source), session, cancel).ConfigureAwait(false);
        var other = arguments.GetValue(blend) is { } name ? await NetworkPath.FindAsync(name, session, cancel).ConfigureAwait(false) : null;
        session.GoOn = $"Nothing was written to {to}; run the same command again.";
        return await session.WithProgressAsync("Converting", "networks", meter =>
        {
            meter.Report(0, 1);
            using var network = NetworkFile.Read(from);
            var made = network with { Training = network.Training with { Parent = network.Training.Parent ?? Path.GetFileName(from) } };
            if (other is not null) made = Blended(made, other, arguments.GetValue(splitRes));
            cancel.ThrowIfCancellationRequested();
            if (ending == ".PT" && kind == "rosinality") Rosinality.Write(to, made);
            else if (ending == ".PT") StateDict.Write(to, made);
            else NetworkFile.Write(to, made.Generator, made.Discriminator, made.Training, type switch { "fp16" => ScalarType.Float16, "bf16" => ScalarType.BFloat16, _ => ScalarType.Float32 });
            meter.Report(1);
            var withDiscriminator = made.Discriminator is not null && !(ending == ".PT" && kind == "state-dict");
            var leftOut = new List<string>();
            if (network.Holds.Contains("generator") && network.Holds.Contains("its average")) leftOut.Add("the generator before averaging");
            if (network.Discriminator is not null && !withDiscriminator) leftOut.Add("discriminator");
            if (ending == ".PT" && kind == "rosinality" && made.Generator.Options.ConvClamp is { } clamp) leftOut.Add($"the bound of {clamp:0.##} on activations, which that program does not have");
            return new Converted(from, network.Kind, to, new FileInfo(to).Length, withDiscriminator ? ["generator", "discriminator"] : ["generator"], leftOut);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Converted result, IAnsiConsole screen)
    {
        screen.WriteLine($"{result.Dest}: {string.Join(" and ", result.Holds)} of {result.Source} ({result.Kind.Words()}), {Lines.Bytes(result.Bytes)}");
        if (result.LeftOut.Count > 0) screen.WriteLine($"  left out  {string.Join(", ", result.LeftOut)}");
    }

    /// <summary>The coarse blocks of one, which is changed, and the fine ones of another; a discriminator that knows neither is left out.</summary>
    private static Network Blended(Network coarse, string fine, int splitResolution)
    {
        using var other = NetworkFile.Read(fine, NetworkParts.Generator);
        Blend.Into(coarse.Generator, other.Generator, splitResolution);
        return coarse with { Discriminator = null, Training = coarse.Training with { Parent = $"{coarse.Training.Parent}, blended with {Path.GetFileName(fine)} from {splitResolution} on" } };
    }
}
