using Imago.Gallery.Store;

namespace Imago.Gallery.Checking;

/// <summary>What a check of the rule does.</summary>
public sealed record CheckOptions
{
    /// <summary>Operations at least; where the faults take longer, more.</summary>
    public int Operations { get; init; } = 100_000;

    /// <summary>Faults, spread over the operations.</summary>
    public int Faults { get; init; } = 50;

    /// <summary>Chooses visits and faults; what meets what is the machine's own.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The database: SQLite with one web process, PostgreSQL with two.</summary>
    public DatabaseKind Store { get; init; }

    /// <summary>A server of PostgreSQL in which a database is made for the check and dropped after it; null: a server of the check's own, which is killed too.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>A mistake that is put in on purpose; the check must find it.</summary>
    public Defect Defect { get; init; }

    /// <summary>Visitors at a time, 1 or more.</summary>
    public int Clients { get; init; } = 32;

    /// <summary>For how long a web process is stopped at a time; null: 1.5 s, and 30 s from a million operations on. Visitors wait half as long for an answer, 2 s at most.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>The same, as a number.</summary>
    internal TimeSpan PauseTime => Pause ?? TimeSpan.FromSeconds(Operations < 1_000_000 ? 1.5 : 30);

    /// <summary>How long a visitor waits for an answer before she asks again, elsewhere where there are two web processes.</summary>
    internal TimeSpan Impatience => TimeSpan.FromSeconds(Math.Min(PauseTime.TotalSeconds / 2, 2));

    /// <summary>Where the history is written; null: a temporary folder, which stays if there are violations.</summary>
    public string? Folder { get; init; }

    /// <summary>The command that starts a web process: it gets the folder of a gallery as one more argument and calls <see cref="CheckServer.RunAsync"/>.</summary>
    public required IReadOnlyList<string> Program { get; init; }
}

/// <summary>Mistakes that the check must find, none of which is in the gallery itself.</summary>
public enum Defect
{
    /// <summary>None.</summary>
    None,

    /// <summary>The table of claims lacks its unique key of works.</summary>
    DropPictureKey,

    /// <summary>The table of claims lacks its unique key of visitors.</summary>
    DropVisitorKey,

    /// <summary>A claim whose answer is lost is repeated with a new key: here one of fifty.</summary>
    RetryWithoutKey,

    /// <summary>A claim is answered that was never committed: here one of fifty.</summary>
    SwallowCommit,
}
