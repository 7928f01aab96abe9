namespace Imago.Gallery.Store;

/// <summary>A room: People, Nature, City, Mood.</summary>
public sealed class Room
{
    /// <summary>Its key.</summary>
    public int Id { get; init; }

    /// <summary>Its name in addresses: <c>nature</c>.</summary>
    public required string Slug { get; init; }

    /// <summary>Its place in the round, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Its title by language; always one for <c>en</c>.</summary>
    public required Dictionary<string, string> Titles { get; init; }

    /// <summary>Its walls.</summary>
    public List<Wall> Walls { get; init; } = [];
}

/// <summary>A wall: the works that answer one query, which is its title.</summary>
public sealed class Wall
{
    /// <summary>Its key.</summary>
    public int Id { get; init; }

    /// <summary>The room's key.</summary>
    public int RoomId { get; init; }

    /// <summary>The room.</summary>
    public Room Room { get; init; } = null!;

    /// <summary>Its name in addresses, one of its kind in the room: <c>round-dance</c>.</summary>
    public required string Slug { get; init; }

    /// <summary>Its place in the room, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>What the text-image network was asked.</summary>
    public required string Query { get; init; }

    /// <summary>Its title by language; always one for <c>en</c>.</summary>
    public required Dictionary<string, string> Titles { get; init; }

    /// <summary>The day (since 1970, UTC) from which on a learnt order is tried: see <see cref="Place.Candidate"/>. Null: none is.</summary>
    public int? TrialFrom { get; set; }

    /// <summary>What hangs on it.</summary>
    public List<Place> Places { get; init; } = [];
}

/// <summary>A work on a wall.</summary>
public sealed class Place
{
    /// <summary>The work's number; a work hangs at one place at most.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>The work.</summary>
    public Work Work { get; init; } = null!;

    /// <summary>The wall's key.</summary>
    public int WallId { get; init; }

    /// <summary>The wall.</summary>
    public Wall Wall { get; init; } = null!;

    /// <summary>Its place on the wall, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>How well it answers the wall's query, after the correction for hubs.</summary>
    public required double Score { get; init; }

    /// <summary>It answers the query hardly better than others: it is «Untitled, near …».</summary>
    public required bool Near { get; init; }

    /// <summary>Nobody may take it before.</summary>
    public required DateTimeOffset OpensAt { get; init; }

    /// <summary>Its place in the learnt order that is tried, from 0.</summary>
    public int? Candidate { get; set; }

    /// <summary>The ballot by which it is given, so that nobody may take it otherwise until that is drawn; null: by none.</summary>
    public int? BallotId { get; init; }
}
