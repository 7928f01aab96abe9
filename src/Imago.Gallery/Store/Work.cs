namespace Imago.Gallery.Store;

/// <summary>A picture of the gallery. Its seed and latent are not here: they are as secret as the full size.</summary>
public sealed class Work
{
    /// <summary>As in a museum's inventory: 1, 2, 3 …; never used twice. It stands in the picture's address.</summary>
    public required int Number { get; init; }

    /// <summary>Of the full size, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Of the full size, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Begins the names of the small copies: a hash of their contents, so that browsers may keep them for ever.</summary>
    public required string Small { get; init; }

    /// <summary>Names the full-size file: 128 random bits in hexadecimal. Never leaves the server.</summary>
    public required string FullKey { get; init; }

    /// <summary>SHA-256 of the full-size file, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>What stands in its place until it is there (<see href="https://github.com/evanw/thumbhash">thumbhash</see>), at most 25 bytes.</summary>
    public required byte[] ThumbHash { get; init; }

    /// <summary>Up to five colours, the one of the largest area first, as JSON: <c>["#aabbcc", …]</c>.</summary>
    public required string Colours { get; init; }

    /// <summary>A perceptual hash: near-duplicates differ in few of its 64 bits.</summary>
    public required long PHash { get; init; }

    /// <summary>The discriminator's score: broken pictures have a low one.</summary>
    public required double Score { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Since when it is shown to nobody (<see cref="Works.TakeDown"/>); null: it is shown. Queries find such a work only where they say so, by <c>IgnoreQueryFilters</c>.</summary>
    public DateTimeOffset? TakenDownAt { get; init; }

    /// <summary>Where it hangs; null: not hung.</summary>
    public Place? Place { get; init; }
}
