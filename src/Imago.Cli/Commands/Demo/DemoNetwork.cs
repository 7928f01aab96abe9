using System.Diagnostics;
using Imago.Torch;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Run;

namespace Imago.Cli.Commands.Demo;

/// <summary>A network and how to train it.</summary>
/// <param name="Options">All of it, but for how long and what is shown.</param>
/// <param name="SecondsPerKimg">What a thousand pictures take here.</param>
internal sealed record DemoNetwork(TrainingOptions Options, double SecondsPerKimg)
{
    /// <summary>
    /// From small to large; each costs two to three times the time of the one before. Channels of a block are the first number divided
    /// by its resolution, at most the second.
    /// </summary>
    private static readonly (int ChannelBase, int ChannelMax)[] Sizes = [(512, 64), (1024, 128), (2048, 256), (4096, 512), (8192, 512), (16384, 512)];

    /// <summary>Under so many thousand pictures a larger network makes worse pictures than a smaller one that sees more: see docs/benchmarks.md.</summary>
    private const double EnoughKimg = 12;

    /// <summary>Small batches make more steps of the same pictures, and few pictures are what a short time has; large ones are calmer.</summary>
    private static int BatchFor(double kimg) => kimg < 60 ? 8 : kimg < 200 ? 16 : 32;

    /// <summary>Finds the largest network that still sees enough pictures, and with how many threads it trains fastest, by trying.</summary>
    /// <param name="data">The data set, opened mirrored.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="training">How long the training will be.</param>
    /// <param name="trying">How long this may take.</param>
    /// <param name="tried">Called after each try with how many there were.</param>
    /// <param name="note">Told what a size came to.</param>
    /// <param name="stop">Ends it early.</param>
    internal static DemoNetwork Choose(ImageDataset data, int seed, TimeSpan training, TimeSpan trying, Action<int> tried, Action<string> note, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        DemoNetwork? best = null;
        var tries = 0;
        var all = TorchLibrary.Threads;
        foreach (var (channelBase, channelMax) in Sizes)
        {
            var options = Sized(data, seed, channelBase, channelMax, BatchFor(0), all);
            if (best is null)
                MemoryNeed.Check(options);
            else if (!MemoryNeed.Fits(options) || Stopwatch.GetElapsedTime(began) > trying / 2)
                break;
            // More threads until they bring nothing: on a machine that is busy with other work, threads that wait for each other can be
            // a hundred times slower than one. The number that was best for a size is where the next one begins.
            DemoNetwork fastest = null!;
            for (var threads = TorchLibrary.BestDevice.IsCuda ? all : best?.Options.Threads ?? 1; threads <= all; threads = threads * 2 > all && threads < all ? all : threads * 2)
            {
                var secondsPerKimg = TrainingSpeed.SecondsPerKimg(options with { Threads = threads }, data, trying / 12, stop);
                tried(++tries);
                if (secondsPerKimg >= fastest?.SecondsPerKimg)
                    break;
                fastest = new DemoNetwork(options with { Threads = threads }, secondsPerKimg);
            }
            var kimg = fastest.Kimg(training);
            note($"     up to {channelMax} channels, {fastest.Options.Threads} {(fastest.Options.Threads == 1 ? "thread" : "threads")}: {kimg * 1000:N0} pictures fit into the time");
            if (best is not null && kimg < EnoughKimg)
                break;
            best = fastest;
            // The next size takes about twice as long: what is clearly too slow is not tried.
            if (kimg < EnoughKimg * 1.5)
                break;
        }
        var chosen = best!.Options;
        return best with { Options = Sized(data, seed, chosen.Generator.ChannelBase, chosen.Generator.ChannelMax, BatchFor(best.Kimg(training)), chosen.Threads) };
    }

    /// <summary>How many thousand pictures fit into a time.</summary>
    internal double Kimg(TimeSpan training) => training.TotalSeconds / SecondsPerKimg;

    /// <summary>
    /// StyleGAN2-ADA's <c>auto</c> configuration, changed for the first tens of thousands of pictures (compared in docs/benchmarks.md):
    /// small batches; R1 ten times as strong, or the discriminator runs away; no noise inputs, which show as dots before they show as
    /// texture; no path length regularisation, which costs a fifth of the time and pays off later. The augmentation stays adaptive: it
    /// costs nothing until the discriminator learns by heart.
    /// </summary>
    private static TrainingOptions Sized(ImageDataset data, int seed, int channelBase, int channelMax, int batch, int threads) => new TrainingRequest
    {
        Data = data.Location,
        Mirror = true,
        Seed = seed,
        Batch = batch,
        Gamma = 0.002 * data.Resolution * data.Resolution / batch,
        ChannelBase = channelBase,
        ChannelMax = channelMax,
        Threads = threads,
    }.Resolve(data) with { PathLengthWeight = 0, NoiseInputs = false };
}
