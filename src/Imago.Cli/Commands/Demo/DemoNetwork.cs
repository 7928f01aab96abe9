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
    /// by its resolution, at most the second. Where fewer thousand pictures than the third fit into the time, the size before it, which
    /// sees more of them, makes better ones.
    /// </summary>
    private static readonly (int? ChannelBase, int? ChannelMax, double LeastKimg)[] Sizes =
        [(512, 64, 0), (1024, 128, 60), (2048, 256, 120), (4096, 512, 300), (8192, 512, 600), (16384, 512, 1500)];

    /// <summary>Below so many thousand pictures, noise is still dots and not yet texture; and below so many a training is short.</summary>
    private const double NoiseKimg = 40, ShortKimg = 400;

    /// <summary>Small batches make more steps of the same pictures, and few pictures are what a short time has; large ones are calmer.</summary>
    private static int BatchFor(double kimg) => kimg < 100 ? 8 : kimg < ShortKimg ? 16 : 32;

    /// <summary>Finds the largest network that still sees enough pictures, and with how many threads it trains fastest, by trying.</summary>
    /// <param name="data">The data set, opened mirrored.</param>
    /// <param name="begin">A network to begin with, which brings its size; null for none.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="training">How long the training will be.</param>
    /// <param name="trying">How long this may take.</param>
    /// <param name="tried">Called after each try with how many there were.</param>
    /// <param name="note">Told what a size came to.</param>
    /// <param name="stop">Ends it early.</param>
    internal static DemoNetwork Choose(ImageDataset data, string? begin, int seed, TimeSpan training, TimeSpan trying, Action<int> tried, Action<string> note, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var tries = 0;
        double Try(TrainingOptions options)
        {
            var secondsPerKimg = TrainingSpeed.SecondsPerKimg(options, data, trying / 12, stop);
            tried(++tries);
            return secondsPerKimg;
        }

        var (best, size) = (default(DemoNetwork), default((int?, int?)));
        foreach (var (channelBase, channelMax, leastKimg) in begin is null ? Sizes : [(null, null, 0)])
        {
            // The next size takes about twice as long: what is clearly too slow is not tried.
            if (best?.Kimg(training) < leastKimg * 1.5) break;
            var options = Sized(data, begin, seed, (channelBase, channelMax), BatchFor(0));
            if (best is null) MemoryNeed.Check(options);
            else if (!MemoryNeed.Fits(options) || Stopwatch.GetElapsedTime(began) > trying / 2) break;

            var fastest = Fastest(options, best?.Options.Threads ?? 1, Try);
            var kimg = fastest.Kimg(training);
            note($"     up to {options.Generator.ChannelMax} channels, {fastest.Options.Threads} {(fastest.Options.Threads == 1 ? "thread" : "threads")}: {kimg * 1000:N0} pictures fit into the time");
            if (kimg < leastKimg) break;
            (best, size) = (fastest, (channelBase, channelMax));
        }
        var all = best!.Kimg(training);
        var sized = Sized(data, begin, seed, size, BatchFor(all)) with { Threads = best.Options.Threads };
        return best with { Options = all < ShortKimg ? Short(sized, noise: begin is not null || all >= NoiseKimg) : sized };
    }

    /// <summary>
    /// More threads until they bring nothing: on a machine that is busy with other work, threads that wait for each other can be many
    /// times slower than one. The number that was best for a size is where the next one begins.
    /// </summary>
    private static DemoNetwork Fastest(TrainingOptions options, int first, Func<TrainingOptions, double> secondsPerKimg)
    {
        DemoNetwork? fastest = null;
        var all = options.Threads;
        for (var threads = TorchLibrary.BestDevice.IsCuda ? all : first; ; threads = Math.Min(all, threads * 2))
        {
            var tried = options with { Threads = threads };
            var seconds = secondsPerKimg(tried);
            if (fastest is null || seconds < fastest.SecondsPerKimg) fastest = new(tried, seconds);
            if (fastest.Options != tried || threads == all) return fastest;
        }
    }

    /// <summary>How many thousand pictures fit into a time.</summary>
    internal double Kimg(TimeSpan training) => training.TotalSeconds / SecondsPerKimg;

    /// <summary>
    /// StyleGAN2-ADA's <c>auto</c> configuration without the path length regularisation, which costs a fifth of the time and pays off in
    /// long trainings. The augmentation stays adaptive: it costs nothing until the discriminator learns by heart.
    /// </summary>
    private static TrainingOptions Sized(ImageDataset data, string? begin, int seed, (int? ChannelBase, int? ChannelMax) size, int batch) => new TrainingRequest
    {
        Data = data.Location,
        Mirror = true,
        Resume = begin,
        Seed = seed,
        Batch = batch,
        ChannelBase = size.ChannelBase,
        ChannelMax = size.ChannelMax,
    }.Resolve(data) with { PathLengthWeight = 0 };

    /// <summary>
    /// What makes good pictures soonest, as compared in docs/benchmarks.md: learning rates twice as high, and R1 ten times as strong, or
    /// the discriminator runs away.
    /// </summary>
    private static TrainingOptions Short(TrainingOptions options, bool noise) => options with
    {
        GeneratorRate = 2 * options.GeneratorRate,
        DiscriminatorRate = 2 * options.DiscriminatorRate,
        Gamma = 10 * options.Gamma,
        NoiseInputs = noise,
    };
}
