using System.Globalization;
using Imago.Torch;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Quality;
using Imago.Training.Run;

namespace Imago.Bench;

/// <summary>
/// Which settings make the best pictures in a few minutes on a CPU? Each recipe is trained for the same time on one thread; its run folder, with the grids to
/// look at, stays. Arguments: DATA.zip MINUTES OUTDIR [NAME …].
/// </summary>
internal static class WhichRecipeLearnsSoonest
{
    /// <summary>Changes of StyleGAN2-ADA's <c>auto</c> configuration without path length regularisation; Gamma and Rate are factors of its R1 weight and learning rates.</summary>
    private sealed record Recipe(string Name, int ChannelBase, int ChannelMax, int Batch, double Gamma, double Rate, bool Noise);

    private static readonly Recipe[] s_recipes =
    [
        new("auto", 512, 64, 16, 1, 1, true),
        new("small batches", 512, 64, 8, 1, 1, true),
        new("strong R1", 512, 64, 8, 10, 2, true),
        new("strong R1 without noise", 512, 64, 8, 10, 2, false),
        new("its batches doubled", 512, 64, 16, 10, 2, false),
        new("its batches halved", 512, 64, 4, 10, 2, false),
        new("twice as large", 1024, 128, 8, 10, 2, false),
    ];

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 3)
            throw new ArgumentException($"expected DATA.zip MINUTES OUTDIR [NAME …]; names: {string.Join(", ", s_recipes.Select(static r => r.Name))}.");
        var time = TimeSpan.FromMinutes(double.Parse(arguments[1], CultureInfo.InvariantCulture));
        using var data = new ImageDataset(arguments[0], new() { Mirror = true });
        Console.WriteLine("| recipe | channels | batch | R1 | rates | noise | kimg | SWD (floor) | KID × 10³ |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var recipe in s_recipes.Where(recipe => arguments.Length == 3 || Array.IndexOf(arguments, recipe.Name, 3) >= 0))
        {
            var options = Options(recipe, data, time);
            var watcher = new Watcher();
            TrainingLoop.Run(options, RunFolder.Create(arguments[2], recipe.Name.Replace(' ', '-'), options), data, watcher, CancellationToken.None);
            var (kimg, quality) = (watcher.Kimg, watcher.Quality!);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {recipe.Name} | {recipe.ChannelMax} | {recipe.Batch} | {options.Gamma:0.###} | {options.GeneratorRate} | {(recipe.Noise ? "yes" : "no")} | {kimg:0.0} | {quality.Swd:0.0} ({quality.SwdFloor:0.0}) | {quality.Kid.Value * 1000:0.00} |"));
        }
    }

    private static TrainingOptions Options(Recipe recipe, ImageDataset data, TimeSpan time)
    {
        var options = new TrainingRequest
        {
            Data = data.Location,
            Mirror = true,
            Batch = recipe.Batch,
            ChannelBase = recipe.ChannelBase,
            ChannelMax = recipe.ChannelMax,
            Threads = 1,
            Tick = 1,
            Snap = int.MaxValue,
            QualityPictures = 300,
            Device = Device.Cpu,
        }.Resolve(data);
        return options with
        {
            PathLengthWeight = 0,
            Gamma = options.Gamma * recipe.Gamma,
            GeneratorRate = options.GeneratorRate * recipe.Rate,
            DiscriminatorRate = options.DiscriminatorRate * recipe.Rate,
            NoiseInputs = recipe.Noise,
            StopAfter = time,
        };
    }

    private sealed class Watcher : IProgress<TrainingEvent>
    {
        public double Kimg { get; private set; }

        public QualityResult? Quality { get; private set; }

        public void Report(TrainingEvent value)
        {
            Kimg = value.Kimg;
            if (value is SnapshotDone { Quality: { } quality }) Quality = quality;
        }
    }
}
