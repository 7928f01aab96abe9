namespace Imago.Gallery.Store;

/// <summary>What the keeper decided of a work, and why.</summary>
public sealed class Decision
{
    /// <summary>Random.</summary>
    public required Guid Id { get; init; }

    /// <summary>The work's number.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Whether it is shown from then on.</summary>
    public required bool Shown { get; init; }

    /// <summary>In the keeper's words.</summary>
    public required string Reason { get; init; }
}
