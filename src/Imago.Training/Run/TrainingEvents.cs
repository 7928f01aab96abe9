using Imago.Training.Quality;

namespace Imago.Training.Run;

/// <summary>What a training tells whoever watches it.</summary>
public abstract record TrainingEvent
{
    /// <summary>Thousands of pictures so far.</summary>
    public required double Kimg { get; init; }
}

/// <summary>A batch was done.</summary>
public sealed record BatchDone : TrainingEvent
{
    /// <summary>Seconds of training in all, earlier stretches of a continued run counted.</summary>
    public required double Seconds { get; init; }
}

/// <summary>A tick was done: the numbers that users know from the tick line and <c>stats.jsonl</c>.</summary>
public sealed record TickDone : TrainingEvent
{
    /// <summary>Number of the tick, from 0.</summary>
    public required int Tick { get; init; }

    /// <summary>Seconds of training in all.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds of this tick.</summary>
    public required double SecondsPerTick { get; init; }

    /// <summary>Seconds for a thousand pictures, without snapshots.</summary>
    public required double SecondsPerKimg { get; init; }

    /// <summary>Seconds between the last tick and this one that went into snapshots.</summary>
    public required double Maintenance { get; init; }

    /// <summary>Most memory of the process so far, in GB.</summary>
    public required double MemoryGb { get; init; }

    /// <summary>Strength of the augmentation.</summary>
    public required double Augment { get; init; }

    /// <summary>Share of the tick in which the loop waited for pictures, 0 to 1.</summary>
    public required double DataWait { get; init; }

    /// <summary>Share of the tick in which this process waited for others, 0 to 1; null where it trains alone.</summary>
    public double? PeerWait { get; init; }

    /// <summary>Seconds that are left at this speed.</summary>
    public required double SecondsLeft { get; init; }

    /// <summary>Mean and standard deviation of what the loss measured, under upstream names such as <c>Loss/G/loss</c>.</summary>
    public required IReadOnlyDictionary<string, Statistic> Statistics { get; init; }
}

/// <summary>A preview grid lies on disk, without a snapshot.</summary>
public sealed record PreviewDone : TrainingEvent
{
    /// <summary>The preview grid.</summary>
    public required string Fakes { get; init; }
}

/// <summary>A snapshot lies on disk.</summary>
public sealed record SnapshotDone : TrainingEvent
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The preview grid.</summary>
    public required string Fakes { get; init; }

    /// <summary>The quality numbers, where they were asked for.</summary>
    public QualityResult? Quality { get; init; }
}

/// <summary>Something that the user should know, in plain words.</summary>
/// <param name="Sentence">The words.</param>
public sealed record Notice(string Sentence) : TrainingEvent
{
    /// <summary>Whether something is not as it should be.</summary>
    public bool Warns { get; init; } = true;
}

/// <summary>Mean and standard deviation of so many numbers.</summary>
/// <param name="Num">How many.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Their standard deviation.</param>
public readonly record struct Statistic(long Num, double Mean, double Std);
