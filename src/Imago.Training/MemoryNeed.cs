using System.Globalization;

namespace Imago.Training;

/// <summary>
/// Whether a training fits the machine's memory, before it begins: the kernel ends a process that takes too much without a word, so the
/// words must come first.
/// </summary>
public static class MemoryNeed
{
    /// <summary>
    /// A rough need in bytes, 8 to 14 % above the peaks that were measured (64² in bf16 and in fp32, 128² in bf16): the program, ten copies of
    /// the weights (both networks, the average, moments, gradients), and what the second derivatives keep of a round's activations,
    /// as copies of each block's [batch, channels, R, R].
    /// </summary>
    public static long Estimate(TrainingOptions options)
    {
        const int CopiesPerBlock = 24, CopiesOfWeights = 10;
        const long Program = 400L << 20;
        var (activations, weights) = (0L, 0L);
        for (var resolution = options.Resolution; resolution >= 4; resolution /= 2)
        {
            long channels = options.Generator.Channels(resolution);
            var bytes = options.Precision.At(resolution, options.Resolution) == Torch.ScalarType.Float32 ? 4 : 2;
            activations += channels * resolution * resolution * bytes * CopiesPerBlock;
            weights += channels * channels * 9 * 2; // two convolutions of 3 x 3
        }
        return Program + (activations * options.BatchGpu) + (weights * sizeof(float) * CopiesOfWeights);
    }

    /// <summary>Whether it fits into what is free.</summary>
    public static bool Fits(TrainingOptions options) => options.Device != "cpu" || Estimate(options) <= Available();

    /// <summary>Compares with what is free.</summary>
    /// <param name="options">What is to run.</param>
    /// <param name="processes">How many processes of it begin on this machine at the same time.</param>
    /// <exception cref="TrainingException">It will not fit; the sentence says what to change.</exception>
    public static void Check(TrainingOptions options, int processes = 1)
    {
        if (options.Device != "cpu")
            return;
        var (need, free) = (Estimate(options), Available() / processes);
        if (need > free)
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"a round of {options.BatchGpu} pictures needs about {need / 1e9:0.0} GB of memory and {free / 1e9:0.0} GB are free{(processes > 1 ? $" for each of {processes} processes" : "")}: set --batch-gpu to {Math.Max(1, (int)(options.BatchGpu * 0.8 * free / need))} or less, or a smaller --cbase."));
    }

    private static long Available()
    {
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(13).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
