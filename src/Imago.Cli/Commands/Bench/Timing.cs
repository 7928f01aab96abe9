using System.Diagnostics;
using Imago.Torch;

namespace Imago.Cli.Commands.Bench;

/// <summary>Times work that gives tensors.</summary>
internal static class Timing
{
    /// <summary>The median of a few times, in seconds. Two more before them set everything up and are not counted; nothing is recorded for gradients.</summary>
    /// <param name="repeat">How many.</param>
    /// <param name="work">What is timed; what it makes is freed.</param>
    /// <param name="stop">Ends it early.</param>
    public static double Median(int repeat, Func<Tensor> work, CancellationToken stop)
    {
        using var none = Autograd.NoGrad();
        var seconds = new double[repeat];
        for (var i = -2; i < repeat; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var began = Stopwatch.GetTimestamp();
            work();
            if (i >= 0) seconds[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        Array.Sort(seconds);
        return seconds[repeat / 2];
    }
}
