using System.Globalization;

namespace Imago.Training;

/// <summary>
/// Whether a training fits the machine's memory, before it begins: the kernel ends a process that takes too much without a word, so the
/// words must come first.
/// </summary>
public static class MemoryNeed
{
    /// <summary>
    /// A rough need in bytes: weights with their moments, gradients and average, and the activations of one round that the derivatives
    /// keep: about <c>c</c> copies of each block's [batch, channels, R, R] in both networks.
    /// </summary>
    public static long Estimate(TrainingOptions options)
    {
        const int CopiesPerBlock = 36;
        const long Program = 700L << 20;
        var (activations, weights) = (0L, 0L);
        for (var resolution = options.Resolution; resolution >= 4; resolution /= 2)
        {
            long channels = options.Generator.Channels(resolution);
            var bytes = options.Precision.At(resolution, options.Resolution) == Torch.ScalarType.Float32 ? 4 : 2;
            activations += channels * resolution * resolution * bytes * CopiesPerBlock;
            weights += channels * channels * 9 * 2;
        }
        return Program + (activations * options.BatchGpu) + (weights * 4 * 2 * 6);
    }

    /// <summary>Whether it fits into what is free.</summary>
    public static bool Fits(TrainingOptions options) => options.Device != "cpu" || Estimate(options) <= Available();

    /// <summary>Compares with what is free.</summary>
    /// <exception cref="TrainingException">It will not fit; the sentence says what to change.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.Device != "cpu")
            return;
        var (need, free) = (Estimate(options), Available());
        if (need > free)
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"a round of {options.BatchGpu} pictures needs about {need / 1e9:0.0} GB of memory and {free / 1e9:0.0} GB are free: set --batch-gpu to {Math.Max(1, (int)(options.BatchGpu * 0.8 * free / need))} or less, or a smaller --cbase."));
    }

    private static long Available()
    {
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(13).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
