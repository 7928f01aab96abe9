using System.Globalization;
using Imago.Studio.Networks;
using Imago.Training;
using Imago.Training.Run;

namespace Imago.Studio.Training;

/// <summary>What a run is doing.</summary>
public enum RunState
{
    /// <summary>A process trains there.</summary>
    Training,

    /// <summary>It was asked to stop and writes down what it has.</summary>
    Pausing,

    /// <summary>It was stopped and can go on.</summary>
    Paused,

    /// <summary>It has shown as many pictures as it was to.</summary>
    Done,

    /// <summary>Its process ended without a word: killed, or the machine was switched off.</summary>
    Died,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <summary>A preview grid.</summary>
/// <param name="Kimg">Thousands of pictures that the network had seen.</param>
/// <param name="Address">Where the studio shows it.</param>
public sealed record Grid(double Kimg, string Address);

/// <summary>A network of a run.</summary>
/// <param name="Kimg">Thousands of pictures that it had seen.</param>
/// <param name="Network">The network.</param>
public sealed record RunSnapshot(double Kimg, NetworkEntry Network);

/// <summary>A run as its folder shows it at one moment, whoever trains there.</summary>
public sealed record TrainingRun
{
    /// <summary>The name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called where there is little room: the number of its folder, or its whole name where that has none.</summary>
    public string Number => Name.Split('-')[0] is { Length: > 0 } number && number.All(char.IsAsciiDigit) ? number : Name;

    /// <summary>Its folder.</summary>
    public required string Path { get; init; }

    /// <summary>What is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The lines of <c>stats.jsonl</c>.</summary>
    public required IReadOnlyList<Tick> Ticks { get; init; }

    /// <summary>The lines of <c>metrics.jsonl</c>.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>The preview grids, oldest first; the untrained network's is the first.</summary>
    public required IReadOnlyList<Grid> Grids { get; init; }

    /// <summary>The real pictures; null before they were written.</summary>
    public required string? Reals { get; init; }

    /// <summary>The networks, newest first.</summary>
    public required IReadOnlyList<RunSnapshot> Snapshots { get; init; }

    /// <summary>What it is doing.</summary>
    public required RunState State { get; init; }

    /// <summary>Who trains, or died here.</summary>
    public required RunClaim? Claim { get; init; }

    /// <summary>How far the command that went on with it last was to go; null where none said so.</summary>
    public double? Lengthened { get; init; }

    /// <summary>The last lines of its log.</summary>
    public required IReadOnlyList<string> Log { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure => State == RunState.Failed ? RunFolder.FailureOf(Log[^1]) : null;

    /// <summary>How far it is, in thousands of pictures.</summary>
    public double Kimg => Math.Max(Ticks is [.., var last] ? last.Kimg : 0, Snapshots is [var newest, ..] ? newest.Kimg : 0);

    /// <summary>How far it is to go.</summary>
    public double Goal => Claim?.Kimg ?? Lengthened ?? Options.Kimg;

    /// <summary>Whether a process trains there.</summary>
    public bool IsAlive => State is RunState.Training or RunState.Pausing;

    /// <summary>Seconds for a thousand pictures, snapshots counted, as the last lines have it; null before the first.</summary>
    public double? SecondsPerKimg
    {
        get
        {
            var recent = Ticks.TakeLast(8).Where(static tick => tick is { SecondsPerKimg: > 0, SecondsPerTick: > 0, Maintenance: >= 0 }).ToList();
            // A line's time holds the snapshots before it: their share is added to the time without them.
            return recent.Count == 0 ? null : recent.Average(static tick => tick.SecondsPerKimg) / (1 - Math.Clamp(recent.Sum(static tick => tick.Maintenance) / recent.Sum(static tick => tick.SecondsPerTick), 0, 0.95));
        }
    }

    /// <summary>What is left, as the last lines have it; null before the first, and where nobody trains.</summary>
    public TimeSpan? Left(DateTimeOffset now) => IsAlive && SecondsPerKimg is { } speed && Ticks is [.., var last] && last.At <= now
        ? Span.OfSeconds(((Goal - last.Kimg) * speed) - (now - last.At).TotalSeconds)
        : null;

    /// <summary>The grid that shows a network that has seen so many thousands of pictures, or the last before.</summary>
    public Grid? GridAt(double kimg) => Grids.LastOrDefault(grid => grid.Kimg <= kimg + 1e-9) ?? (Grids is [var first, ..] ? first : null);

    /// <summary>The number in the name of a snapshot's file.</summary>
    internal static double KimgOf(string path) =>
        double.TryParse(System.IO.Path.GetFileNameWithoutExtension(path)["network-".Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var kimg) ? kimg : -1;
}
