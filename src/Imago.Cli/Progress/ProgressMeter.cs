using System.Diagnostics;

namespace Imago.Cli;

/// <summary>How far a long work has come. The worker reports from any thread; the display reads when it redraws.</summary>
/// <param name="doing">What happens, as the first word of a line: <c>Packing</c>.</param>
/// <param name="unit">What is counted, in the plural: <c>pictures</c>.</param>
/// <param name="clock">Seconds since the work began; a test brings its own.</param>
internal sealed class ProgressMeter(string doing, string unit, Func<double> clock)
{
    /// <summary>The rate is that of the last seconds, so that it follows the work and still stands calm.</summary>
    private const double WindowSeconds = 20;

    private readonly Lock gate = new();
    private readonly Queue<(double Seconds, double Done)> recent = new([(0, 0)]);

    internal ProgressMeter(string doing, string unit)
        : this(doing, unit, SecondsFromNow())
    {
    }

    private double began;
    private TimeSpan? told;

    /// <summary>What happens.</summary>
    internal string Doing { get; private set; } = doing;

    /// <summary>Begins the next step of the work: its count, rate and time start anew.</summary>
    /// <param name="step">What happens now.</param>
    internal void Begin(string step)
    {
        lock (gate)
        {
            (Doing, Done, Total, told, began) = (step, 0, null, null, clock());
            recent.Clear();
            recent.Enqueue((began, 0));
        }
    }

    /// <summary>Says that <paramref name="done"/> of <paramref name="total"/> units are finished.</summary>
    /// <param name="done">Units finished so far; never less than before.</param>
    /// <param name="total">Units in all; null or 0 where that is not known.</param>
    /// <param name="left">The time left, where the work ends by the clock; null where it follows from the rate.</param>
    internal void Report(double done, double? total = null, TimeSpan? left = null)
    {
        lock (gate)
        {
            var now = clock();
            (Done, Total, told) = (done, total is > 0 ? total : Total, left);
            // At most ten samples a second: a fast loop may report every step.
            if (now - recent.Last().Seconds >= 0.1) recent.Enqueue((now, done));
            while (recent.Count > 2 && now - recent.Peek().Seconds > WindowSeconds) recent.Dequeue();
        }
    }

    /// <summary>Units finished so far.</summary>
    internal double Done { get; private set; }

    /// <summary>Units in all, where known.</summary>
    internal double? Total { get; private set; }

    /// <summary>Seconds since the work, or its present step, began.</summary>
    internal double Elapsed => clock() - began;

    /// <summary>Units a second over the last seconds; 0 before anything is done.</summary>
    internal double Rate
    {
        get
        {
            lock (gate)
            {
                var (seconds, done) = recent.Peek();
                return clock() - seconds is > 0 and var span ? (Done - done) / span : 0;
            }
        }
    }

    /// <summary>The time left: as it was told, else at the present rate; null where the total or the rate is not known.</summary>
    internal TimeSpan? Left => told ?? LeftAtRate;

    private TimeSpan? LeftAtRate => Total is { } total && Rate is > 0 and var rate ? TimeSpan.FromSeconds(Math.Max(0, total - Done) / rate) : null;

    /// <summary>One line: <c>Packing: 1,234 of 5,000 pictures (25 %), 312/s, 12 s left</c>.</summary>
    internal string Line()
    {
        var count = Total is { } total ? $"{Number(Done)} of {Number(total)} {unit} ({Math.Floor(100 * Done / total):0} %)" : $"{Number(Done)} {unit}";
        var left = Left is { } time ? $", {Duration.Of(time)} left" : "";
        return $"{Doing}: {count}, {RateText()}{left}";
    }

    /// <summary>The last line: <c>Packing: 5,000 pictures in 16 s (312/s)</c>.</summary>
    internal string LastLine() =>
        $"{Doing}: {Number(Done)} {unit} in {Duration.Of(TimeSpan.FromSeconds(Elapsed))} ({RateOf(Elapsed > 0 ? Done / Elapsed : 0)})";

    /// <summary>Units a second; where that is less than one, seconds a unit.</summary>
    internal string RateText() => RateOf(Rate);

    private static string RateOf(double rate) => rate switch
    {
        >= 10 => $"{rate:N0}/s",
        >= 1 or 0 => $"{rate:0.#}/s",
        _ => $"{1 / rate:0.#} s each",
    };

    private static string Number(double value) => value == Math.Floor(value) || value >= 1000 ? $"{value:N0}" : $"{value:0.0}";

    private static Func<double> SecondsFromNow()
    {
        var start = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
