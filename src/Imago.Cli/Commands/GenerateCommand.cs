using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Cli.Commands.Dataset;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary>What was generated.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Resolution">Their side.</param>
/// <param name="Outdir">Where they are, or null.</param>
/// <param name="Files">Their names there.</param>
/// <param name="Grid">The file with all of them, or null.</param>
/// <param name="Tensor">The file of their numbers, or null.</param>
/// <param name="Device">Where they were computed.</param>
/// <param name="Precision">In which precision: fp32, bf16 or fp16.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record Generated(
    string Network, int Pictures, int Resolution, string? Outdir, IReadOnlyList<string> Files, string? Grid, string? Tensor, string Device, string Precision, double Seconds)
{
    /// <summary>Shows it to a person.</summary>
    internal void Show(IAnsiConsole screen)
    {
        var what = $"{Pictures:N0} {(Pictures == 1 ? "picture" : "pictures")} of {Resolution} x {Resolution}, {Precision} on {Device}";
        var time = string.Create(CultureInfo.InvariantCulture, $"in {Seconds:0.0} s ({Pictures / Seconds:0.0}/s)");
        if (Outdir is not null)
            screen.WriteLine($"{Outdir}: {what}, {(Files.Count == 1 ? Files[0] : $"{Files[0]} to {Files[^1]}")}, {time}");
        if (Grid is not null)
            screen.WriteLine($"  grid      {Grid}");
        if (Tensor is not null)
            screen.WriteLine(Outdir is null ? $"{Tensor}: {what}, before rounding, {time}" : $"  numbers   {Tensor}");
    }
}

/// <summary><c>imago generate</c>: new pictures of a trained network.</summary>
internal sealed class GenerateCommand : ImagoCommand<Generated>
{
    private readonly NetworkSettings network = new("fp32");
    private readonly Option<string> seeds = new("--seeds") { Description = "Seeds and ranges, such as 0-35 or 1,5,7-9; a seed is the same picture in every StyleGAN tool", HelpName = "SEEDS" };
    private readonly Option<string> latents = new("--latents") { Description = "Latents in place of seeds: a file that another command wrote, z [N, zDim] or w [N, numWs, wDim] in a safetensors file of yours, or the .npz of StyleGAN2-ADA's projector", HelpName = "FILE" };
    private readonly Option<bool> force = new("--force") { Description = "Take latents that belong to another network" };
    private readonly Option<string> outdir = new("--outdir") { Description = "Folder for the pictures (seed0085.png; of latents proj00.png)", HelpName = "DIR" };
    private readonly Option<string> saveTensor = new("--save-tensor") { Description = "Write the numbers before rounding: image [N, 3, H, W], float32, in a safetensors file", HelpName = "FILE" };
    private readonly Option<string> saveLatents = new("--save-latents") { Description = "Write the pictures' latents, w [N, numWs, wDim] as truncated, in a safetensors file that every command reads", HelpName = "FILE" };
    private readonly Option<double> trunc = new("--trunc") { Description = "Truncation psi: 0.7 calms, 1 leaves alone", HelpName = "PSI", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> truncCutoff = new("--trunc-cutoff") { Description = "Truncate only the first K of the ws (the coarse layers)", HelpName = "K" };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number, for a network trained with labels", HelpName = "C" };
    private readonly Option<string> noiseMode = new("--noise-mode") { Description = "const (the stored noise), random (of each picture's seed) or none", DefaultValueFactory = _ => "const" };
    private readonly Option<bool> grid = new("--grid") { Description = $"Write all pictures on one too, {PictureExport.GridName}" };
    private readonly Option<string> format = new("--format") { Description = "png, jpg or webp", DefaultValueFactory = _ => "png" };
    private readonly Option<int?> batch = new("--batch") { Description = "Pictures computed at once; default: 1 on a CPU (a picture then never depends on those beside it), more on CUDA", HelpName = "N" };

    public GenerateCommand()
        : base("generate", "Make new pictures with a trained network", "imago generate --network runs/00000-photos-auto --seeds 0-35 --trunc 0.7 --outdir out --grid")
    {
        noiseMode.AcceptOnlyFromAmong("const", "random", "none");
        format.AcceptOnlyFromAmong("png", "jpg", "webp");
        Options.Add(network.Network);
        foreach (var option in (Option[])[seeds, latents, force, outdir, saveTensor, saveLatents, trunc, truncCutoff, label, noiseMode, grid, format, network.Precision, network.Device, batch]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Generated> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (text, file) = (arguments.GetValue(seeds), arguments.GetValue(latents));
        if ((text is null) == (file is null))
            throw new UsageException($"{(text is null ? "Nothing says which pictures" : "Both --seeds and --latents are given")}: give --seeds, such as --seeds 0-35, or --latents FILE.");
        var options = new ExportOptions
        {
            Outdir = arguments.GetValue(outdir),
            TensorPath = arguments.GetValue(saveTensor),
            Grid = arguments.GetValue(grid),
            Format = arguments.GetRequiredValue(format) switch { "jpg" => PictureFormat.Jpeg, "webp" => PictureFormat.WebP, _ => PictureFormat.Png },
            Batch = arguments.GetValue(batch),
        };
        if (options is { Outdir: null, TensorPath: null })
            throw new UsageException("Nothing says where the pictures go: give --outdir DIR, or --save-tensor FILE for their numbers.");
        if (options is { Outdir: null, Grid: true })
            throw new UsageException($"--grid writes {PictureExport.GridName} beside the pictures: give --outdir DIR too.");
        var wanted = text is null ? [] : Seeds.Parse(text);
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        session.GoOn = options.Outdir is null ? null : $"The pictures in {options.Outdir} are complete; run the same command again for all of them.";
        return await session.WithProgressAsync("Reading the network", "pictures", meter =>
        {
            using var renderer = chosen.Open();
            var codes = file is null ? [.. wanted.Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim))] : LatentFile.Read(file, renderer.Generator, arguments.GetValue(force));
            var requests = codes.Select((latent, index) => new RenderRequest
            {
                Latent = latent,
                TruncationPsi = arguments.GetValue(trunc),
                TruncationCutoff = arguments.GetValue(truncCutoff),
                Class = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : null,
                NoiseMode = Enum.Parse<NoiseMode>(arguments.GetRequiredValue(noiseMode), ignoreCase: true),
                NoiseSeed = latent.Seed ?? index,
            }).ToList();
            meter.Begin("Generating");
            meter.Report(0, requests.Count);
            if (arguments.GetValue(saveLatents) is { } beside)
                LatentFile.Write(beside, [.. requests.Select(renderer.ToW)], renderer.Generator);
            var files = PictureExport.Write(renderer, requests, options, done => meter.Report(done, requests.Count), cancel);
            return new Generated(
                chosen.Path, requests.Count, renderer.Options.ImgResolution, options.Outdir, files, options.Grid ? Path.Combine(options.Outdir!, PictureExport.GridName) : null,
                options.TensorPath, chosen.Device.ToString(), chosen.PrecisionName, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Generated result, IAnsiConsole screen) => result.Show(screen);
}
