using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Latent;
using Imago.Latent.Projection;
using Imago.Networks;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary>How a picture was found.</summary>
/// <param name="Network">The network file.</param>
/// <param name="Target">The picture that was searched for.</param>
/// <param name="Outdir">Where the files are.</param>
/// <param name="Space">w or w+.</param>
/// <param name="Steps">Steps of the search.</param>
/// <param name="DistanceName">What near means: colour or lpips.</param>
/// <param name="Distance">The distance that was reached.</param>
/// <param name="Psnr">Of proj.png from target.png, in dB; null for equal pictures.</param>
/// <param name="TunedSteps">Steps of the tuning; 0 without.</param>
/// <param name="TunedPsnr">Of tuned.png from target.png, in dB; null where no copy of the network was changed.</param>
/// <param name="Files">The files, those in <paramref name="Outdir"/> by name, a film by its path.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Precision">In which precision the steps were: fp32, bf16 or fp16.</param>
/// <param name="Seconds">How long it took, reading the network included.</param>
internal sealed record ProjectResult(
    string Network, string Target, string Outdir, string Space, int Steps, string DistanceName, double Distance, double? Psnr, int TunedSteps, double? TunedPsnr,
    IReadOnlyList<string> Files, string Device, string Precision, double Seconds);

/// <summary><c>imago project</c>: a photograph is found in a network.</summary>
internal sealed class ProjectCommand : ImagoCommand<ProjectResult>
{
    private readonly NetworkSettings network = new("fp32");
    private readonly Option<string> target = new("--target") { Description = "The picture to find; its largest centred square is taken", HelpName = "FILE", Required = true };
    private readonly Option<string> outdir = new("--outdir") { Description = "Folder for target.png, proj.png, projected_w.safetensors", HelpName = "DIR", Required = true };
    private readonly Option<int> steps = new("--num-steps") { Description = "Steps of the search", HelpName = "N", DefaultValueFactory = _ => new ProjectionOptions().Steps };
    private readonly Option<int> starts = new("--starts") { Description = "Begin at the nearest of so many of the network's own pictures; 0 begins at the mean of w", HelpName = "N", DefaultValueFactory = _ => new ProjectionOptions().Starts };
    private readonly Option<long> seed = new("--seed") { Description = "Seed of the exploration", HelpName = "SEED", DefaultValueFactory = _ => new ProjectionOptions().Seed };
    private readonly Option<string> space = new("--space") { Description = "w (one latent for all layers: most like the network's own pictures) or w+ (one for each: nearer to the target)", DefaultValueFactory = _ => "w" };
    private readonly Option<double> lr = new("--lr") { Description = "Highest learning rate", HelpName = "RATE", DefaultValueFactory = _ => new ProjectionOptions().LearningRate };
    private readonly Option<string> noiseMaps = new("--noise-maps") { Description = "fixed (the network's own) or optimise (searched too, and written with a copy of the network, tuned.safetensors)", DefaultValueFactory = _ => "fixed" };
    private readonly Option<double> noiseWeight = new("--noise-weight") { Description = "How strongly searched noise maps are kept from holding the picture", HelpName = "X", DefaultValueFactory = _ => new ProjectionOptions().NoiseWeight };
    private readonly Option<string> distance = new("--distance") { Description = "colour (colours and gradients at every scale), lpips (perceptual, by --vgg) or auto (lpips where --vgg is given)", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> vgg = new("--vgg") { Description = "Weights of VGG16 for lpips: torchvision's vgg16 (.pth) or the same tensors as safetensors", HelpName = "FILE" };
    private readonly Option<string> lpips = new("--lpips") { Description = "The learned weights of LPIPS for VGG16 (vgg.pth or safetensors); without them all channels count alike", HelpName = "FILE" };
    private readonly Option<int> tune = new("--tune") { Description = "Then tune a copy of the network for so many steps until it shows the target there, tuned.safetensors (350 are usual)", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<string> film = new("--film") { Description = "A film of the search, target and picture side by side: .mp4, .webm, .gif, .webp, or a folder for frames", HelpName = "FILE" };
    private readonly Option<bool> saveVideo = new("--save-video") { Description = "The same, as proj.mp4 in the folder" };
    private readonly Option<string> label = new("--class") { Description = "Class by name or number in which the search begins, for a network trained with labels", HelpName = "C" };

    public ProjectCommand()
        : base("project", "Find a photograph in a trained network", "imago project --target photo.jpg --num-steps 300 --outdir out")
    {
        space.AcceptOnlyFromAmong("w", "w+");
        noiseMaps.AcceptOnlyFromAmong("fixed", "optimise");
        distance.AcceptOnlyFromAmong("auto", "colour", "lpips");
        foreach (var option in (Option[])[network.Network, target, outdir, steps, starts, seed, space, lr, noiseMaps, noiseWeight, distance, vgg, lpips, tune, label, film, saveVideo, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ProjectResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (photo, folder) = (arguments.GetRequiredValue(target), arguments.GetRequiredValue(outdir));
        var tuning = arguments.GetValue(tune);
        if (tuning < 0)
            throw new UsageException($"--tune is {tuning}, expected 0 or more steps; 350 are usual.");
        var video = arguments.GetValue(film) ?? (arguments.GetValue(saveVideo) ? Path.Combine(folder, "proj.mp4") : null);
        using var near = DistanceOf(arguments);
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        return await session.WithProgressAsync("Reading the network", "steps", meter =>
        {
            using var renderer = (chosen with { PrecisionName = "fp32" }).Open(); // in which all commands show the result
            var number = arguments.GetValue(label) is { } name ? renderer.ClassNumber(name) : (int?)null;
            var job = new ProjectionJob
            {
                Outdir = folder,
                Parent = Path.GetFileName(chosen.Path),
                Search = new ProjectionOptions
                {
                    Steps = arguments.GetValue(steps),
                    Starts = arguments.GetValue(starts),
                    Seed = arguments.GetValue(seed),
                    Space = arguments.GetRequiredValue(space) == "w+" ? ProjectionSpace.WPlus : ProjectionSpace.W,
                    LearningRate = arguments.GetValue(lr),
                    NoiseMaps = Enum.Parse<NoiseMaps>(arguments.GetRequiredValue(noiseMaps), ignoreCase: true),
                    NoiseWeight = arguments.GetValue(noiseWeight),
                    Precision = chosen.Precision,
                    Class = number,
                },
                Film = video,
                Tuning = tuning == 0 ? null : new TuningOptions { Steps = tuning, Seed = arguments.GetValue(seed), Precision = chosen.Precision, Class = number },
            };
            meter.Begin("Looking where to begin");
            var made = ProjectionExport.Write(
                renderer, TargetPicture.Load(photo, renderer.Options), near, job, looked => meter.Report(looked, job.Search.Starts), Steps("Projecting", job.Search.Steps), Steps("Tuning", tuning), cancel);
            Action<int> Steps(string step, int total) => done =>
            {
                if (done == 1) meter.Begin(step);
                meter.Report(done, total);
            };

            if (cancel.IsCancellationRequested)
            {
                session.GoOn = $"{folder} holds the best of {made.Found.Steps:N0} of {job.Search.Steps:N0} steps{(tuning == 0 ? "" : $" and {made.TunedSteps:N0} of {tuning:N0} of the tuning")}; run the same command again for all of them.";
                cancel.ThrowIfCancellationRequested();
            }
            return new ProjectResult(
                chosen.Path, photo, folder, arguments.GetRequiredValue(space), made.Found.Steps, near.Name, made.Found.Distance, Finite(made.Psnr), made.TunedSteps, Finite(made.TunedPsnr),
                [.. made.Files, .. made.Film is null ? [] : (string[])[made.Film]], chosen.Device.ToString(), chosen.PrecisionName, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(ProjectResult result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Outdir}: found in {result.Space} in {result.Steps:N0} steps, {result.DistanceName} distance {result.Distance:0.0000}, {Decibel(result.Psnr)} ({result.Seconds:0.0} s)"));
        screen.WriteLine($"  picture   proj.png, beside target.png");
        screen.WriteLine($"  latent    projected_w.safetensors, for --latents of the same network");
        if (result.Files.Contains("tuned.png"))
            screen.WriteLine($"  tuned     tuned.safetensors with tuned_w.safetensors is tuned.png: {Decibel(result.TunedPsnr)}");
    }

    private IPictureDistance DistanceOf(ParseResult arguments)
    {
        var (wanted, trunk, weights) = (arguments.GetRequiredValue(distance), arguments.GetValue(vgg), arguments.GetValue(lpips));
        if (wanted == "auto")
            wanted = trunk is null ? "colour" : "lpips";
        if (wanted == "lpips" && trunk is null)
            throw new UsageException("--distance lpips needs the weights of VGG16: give --vgg FILE, such as torchvision's vgg16-397923af.pth, or choose --distance colour.");
        if (wanted == "colour" && (trunk ?? weights) is { } unused)
            throw new UsageException($"The distance is colour, which has no use for {unused}: leave it out, or give --vgg FILE and --distance lpips.");
        return wanted == "colour" ? new ColourDistance() : new LpipsDistance(Lpips.Read(trunk!, weights));
    }

    private static double? Finite(double? psnr) => psnr is { } value && double.IsFinite(value) ? value : null;

    private static string Decibel(double? psnr) => psnr is { } value ? string.Create(CultureInfo.InvariantCulture, $"PSNR {value:0.0} dB") : "every byte alike";
}
