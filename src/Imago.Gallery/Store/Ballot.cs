namespace Imago.Gallery.Store;

/// <summary>Works that are given by lot. One ballot at a time is not drawn yet.</summary>
public sealed class Ballot
{
    /// <summary>1, 2, 3 …</summary>
    public required int Id { get; init; }

    /// <summary>Until then visitors keep lists of wishes, by the database's clock.</summary>
    public required DateTimeOffset ClosesAt { get; set; }

    /// <summary>SHA-256 of the seed, 32 bytes: shown from the start.</summary>
    public required byte[] SeedHash { get; init; }

    /// <summary>The seed, sealed: the draw opens it (<see cref="Ballots.Seeds"/>), and nobody before.</summary>
    public required byte[] SealedSeed { get; init; }

    /// <summary>32 random bytes, made with the ballot; null until it is drawn, then shown.</summary>
    public byte[]? Seed { get; set; }

    /// <summary>The order of all lists as JSON; null until it is drawn.</summary>
    public string? Lots { get; set; }

    /// <summary>When everyone had had her turn; null: not yet.</summary>
    public DateTimeOffset? DrawnAt { get; set; }
}

/// <summary>A visitor takes part in a ballot.</summary>
public sealed class BallotEntry
{
    /// <summary>The ballot.</summary>
    public required int BallotId { get; init; }

    /// <summary>Who.</summary>
    public required Guid VisitorId { get; init; }

    /// <summary>Stands for her where the order is shown: <c>XXXX-XXXX</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Keyed hash of the network from which she began her list (IPv4 /24, IPv6 /48); null after the draw.</summary>
    public string? Network { get; init; }

    /// <summary>Keyed hash of the networks around it (IPv4 /16, IPv6 /32); null after the draw.</summary>
    public string? Neighbourhood { get; init; }

    /// <summary>The language of the letter that tells her.</summary>
    public required string Language { get; init; }

    /// <summary>Her place in the order, from 1; null until it is drawn.</summary>
    public int? Turn { get; set; }

    /// <summary>One of <see cref="BallotOutcome"/>; null until she has had her turn.</summary>
    public string? Outcome { get; init; }
}

/// <summary>What a turn in a draw led to, as it is stored.</summary>
public static class BallotOutcome
{
    /// <summary>She has the first of her wishes that was free: see her claim.</summary>
    public const string Won = "won";

    /// <summary>None of her wishes was free any more.</summary>
    public const string None = "none";

    /// <summary>The visitors of her network have taken all that they may.</summary>
    public const string Cap = "cap";

    /// <summary>She had a work before her turn came.</summary>
    public const string Owner = "owner";
}

/// <summary>A work that a visitor wishes for in the ballot that is not drawn yet.</summary>
public sealed class Wish
{
    /// <summary>Whose wish.</summary>
    public required Guid VisitorId { get; init; }

    /// <summary>The work.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>0 for the dearest, 1, 2 …</summary>
    public required int Position { get; init; }
}
