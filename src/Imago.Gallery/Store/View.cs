namespace Imago.Gallery.Store;

/// <summary>A picture that was seen on a wall, by nobody in particular: no person, no address, no time but the day. Deleted after 90 days.</summary>
public sealed class View
{
    /// <summary>One page in one browser: a hash of a random number that lives as long as that page, of wall and day. 0: a taking, which has none.</summary>
    public required long Session { get; init; }

    /// <summary>The work's number.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>The wall, as <c>people/round-dance</c>.</summary>
    public required string Wall { get; init; }

    /// <summary>The day, since 1970, UTC.</summary>
    public required int Day { get; init; }

    /// <summary>Where it hung on that day, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>How probable that place was for it, above 0 and at most 1.</summary>
    public required double Propensity { get; init; }

    /// <summary>Who put it there.</summary>
    public required Ranker Ranker { get; init; }

    /// <summary>What was done.</summary>
    public required Deed Deed { get; init; }
}

/// <summary>Who puts a picture at its place on a wall.</summary>
public enum Ranker
{
    /// <summary>The wall's order as it is.</summary>
    Present,

    /// <summary>A learnt order that is tried.</summary>
    Candidate,

    /// <summary>The lot of a day.</summary>
    Lot,
}

/// <summary>What somebody does with a picture on a wall.</summary>
public enum Deed
{
    /// <summary>It was in view for a second.</summary>
    Seen,

    /// <summary>Its page was opened.</summary>
    Opened,

    /// <summary>It was taken.</summary>
    Taken,
}
