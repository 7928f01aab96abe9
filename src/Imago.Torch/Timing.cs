using System.Diagnostics;

namespace Imago.Torch;

/// <summary>Times work on tensors.</summary>
public static class Timing
{
    /// <summary>The median of a few times; each round has a scope of its own.</summary>
    /// <param name="repeat">How many, 1 or more.</param>
    /// <param name="warmUps">Rounds before them, which set everything up and are not counted.</param>
    /// <param name="work">What is timed.</param>
    /// <param name="done">Told after each round.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static double Median(int repeat, int warmUps, Action work, Action? done = null, CancellationToken stop = default)
    {
        var seconds = new double[repeat];
        for (var round = -warmUps; round < repeat; round++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var began = Stopwatch.GetTimestamp();
            work();
            TorchLibrary.Synchronize();
            if (round >= 0) seconds[round] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            done?.Invoke();
        }
        Array.Sort(seconds);
        return seconds[repeat / 2];
    }
}
