using Imago.Imaging;
using Imago.Networks;
using Imago.Studio.Networks;
using Imago.Studio.Training;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Training;
using Imago.Training.Run;

namespace Imago.Studio.Tests.Training;

/// <summary>Run folders with the numbers of real trainings, or of ill ones.</summary>
internal static class SomeRun
{
    private const int Side = 8;

    /// <summary>Options of a small run.</summary>
    public static TrainingOptions Options => new()
    {
        Data = "datasets/faces.zip", Resolution = 16, Channels = 3, PictureCount = 2000, Cfg = "auto", Kimg = 400, Batch = 8, BatchGpu = 8, GeneratorRate = 0.0025, DiscriminatorRate = 0.0025, Gamma = 1, EmaKimg = 2.5, Threads = 1,
        Generator = new GeneratorOptions { ImgResolution = 16, ChannelBase = 256 }, Discriminator = new DiscriminatorOptions { ImgResolution = 16, ChannelBase = 256 },
    };

    /// <summary>The numbers of the training of the network that comes with Imago: three stages, of which one is taken.</summary>
    public static IEnumerable<string> PortraitStats(int resolution) => Stage("stats.jsonl", resolution);

    /// <summary>Its quality.</summary>
    public static IEnumerable<string> PortraitMetrics(int resolution) => Stage("metrics.jsonl", resolution);

    /// <summary>Makes a run folder with lines and two grids.</summary>
    /// <returns>Its name.</returns>
    public static string Make(string runs, TrainingOptions options, IEnumerable<string> stats, IEnumerable<string> metrics, int seed = 1)
    {
        var run = RunFolder.Create(runs, "faces-auto", options);
        File.WriteAllLines(run.Stats, stats);
        File.WriteAllLines(run.Metrics, metrics);
        File.WriteAllLines(run.Log, ["tick 0", "tick 1"]);
        foreach (var (file, colour) in new[] { (run.FakesInit, 40), (run.Fakes(4000), 120 + (seed * 10)), (run.Fakes(8000), 200), (run.Reals, 90) })
            PictureWriter.Save(file, Plain(colour));
        return Path.GetFileName(run.Path);
    }

    /// <summary>Reads a run as pages do.</summary>
    public static TrainingRun Read(string workspace, string name) => Shelf(workspace).Find(name)!;

    /// <summary>The runs of a workspace.</summary>
    public static RunShelf Shelf(string folder)
    {
        var (workspace, options) = (new Workspace(folder), Some.Options(folder));
        return new RunShelf(workspace, new NetworkShelf(workspace, options), new Jobs(workspace, new ImagoProgram(options)));
    }

    /// <summary>A line of statistics.</summary>
    public static string Stats(double kimg, double g = 1.6, double d = 0.8, double real = 0.6, double fake = -0.7, double p = 0.1, double at = 0) => FormattableString.Invariant(
        $$$"""{"kimg":{{{kimg}}},"Loss/G/loss":{"num":1,"mean":{{{g}}},"std":0},"Loss/D/loss":{"num":1,"mean":{{{d}}},"std":0},"Loss/r1_penalty":{"num":1,"mean":0.1,"std":0},"Loss/signs/real":{"num":1,"mean":{{{real}}},"std":0},"Loss/signs/fake":{"num":1,"mean":{{{fake}}},"std":0},"Progress/augment":{"num":1,"mean":{{{p}}},"std":0},"Timing/total_sec":{"num":1,"mean":{{{kimg * 30}}},"std":0},"Timing/sec_per_tick":{"num":1,"mean":120,"std":0},"Timing/sec_per_kimg":{"num":1,"mean":30,"std":0},"Timing/maintenance_sec":{"num":1,"mean":0,"std":0},"timestamp":{{{at}}}}""");

    /// <summary>A line of quality.</summary>
    public static string Metrics(double kimg, double swd, double kidLow = 0, double kidHigh = 0.0003) => FormattableString.Invariant(
        $$"""{"kimg":{{kimg}},"swd":{{swd}},"swd_floor":15,"kid_low":{{kidLow}},"kid_high":{{kidHigh}}}""");

    private static IEnumerable<string> Stage(string file, int resolution) =>
        File.ReadLines(Path.Combine(Some.Repository, "docs/portraits", file)).Where(line => line.Contains($"\"resolution\": {resolution},", StringComparison.Ordinal));

    private static Picture Plain(int grey)
    {
        var pixels = new byte[Side * Side * 3];
        pixels.AsSpan().Fill((byte)grey);
        return new Picture(Side, Side, 3, pixels);
    }
}
