namespace Imago.Gallery.Hanging;

/// <summary>How works that are hung can be taken, and what decides between equals.</summary>
public sealed record HangingOptions
{
    /// <summary>Decides between works that answer equally well, and draws the waves.</summary>
    public int Seed { get; init; }

    /// <summary>When the first wave opens; null: a work that hangs keeps its time, any other opens now.</summary>
    public DateTimeOffset? Opens { get; init; }

    /// <summary>In how many waves the works of each wall open, drawn by lot; null: all at once, or as they were drawn.</summary>
    public int? Waves { get; init; }

    /// <summary>The time from one wave to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(7);

    /// <summary>When the ballot closes by which all works without owner are given, in place of waves; null: a ballot that is not drawn yet goes on as it was, and all that hangs is in it.</summary>
    public DateTimeOffset? BallotUntil { get; init; }
}

/// <summary>A wall that was hung.</summary>
/// <param name="Room">Its room's name in addresses.</param>
/// <param name="Wall">Its name in addresses.</param>
/// <param name="Query">Its query.</param>
/// <param name="Works">How many works hang on it.</param>
/// <param name="Near">How many of them answer the query hardly better than others.</param>
/// <param name="Claimed">How many of them have owners, and stayed.</param>
public sealed record HungWall(string Room, string Wall, string Query, int Works, int Near, int Claimed);

/// <summary>What was hung.</summary>
/// <param name="Walls">Every wall on which something hangs.</param>
/// <param name="LeftOut">Walls for which there were too few works, as <c>room/wall</c>.</param>
/// <param name="Alike">Pairs on one wall that are too alike, because its quota could not be filled otherwise.</param>
/// <param name="OffTheWall">Works with owners whose wall is gone: they keep their pages.</param>
/// <param name="Opens">When the last wave opens, or the ballot closes.</param>
/// <param name="Ballot">The number of the ballot by which works are given; null: by none.</param>
public sealed record Hung(IReadOnlyList<HungWall> Walls, IReadOnlyList<string> LeftOut, int Alike, int OffTheWall, DateTimeOffset Opens, int? Ballot);
