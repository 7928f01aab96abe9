namespace Imago.Gallery.Store;

/// <summary>A person with a confirmed address. All that the gallery knows of her stands here, in <see cref="SignIn"/>, <see cref="VisitorSession"/>, <see cref="Passkey"/> and <see cref="Claim"/>.</summary>
public sealed class Visitor
{
    /// <summary>A random number.</summary>
    public required Guid Id { get; init; }

    /// <summary>Keyed hash (HMAC-SHA256) of the canonical address, for «one a person»; by another key after deletion, so that the two cannot be compared; null a year later.</summary>
    public byte[]? EmailMac { get; set; }

    /// <summary>The address as she typed it, sealed; null after deletion.</summary>
    public byte[]? Email { get; set; }

    /// <summary>What the certificate calls her; null: no name.</summary>
    public string? Pseudonym { get; set; }

    /// <summary>Keyed hash of the network from which she joined, for the cap of each network; erased after 30 days.</summary>
    public string? Network { get; set; }

    /// <summary>When she confirmed her address.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When she had her data deleted; null: she is here.</summary>
    public DateTimeOffset? LeftAt { get; set; }
}

/// <summary>A letter with a link and a code that was sent.</summary>
public sealed class SignIn
{
    /// <summary>Its key, which the browser knows.</summary>
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of what the link carries.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>Keyed hash of the code: 40 bits alone would be found by trying.</summary>
    public required byte[] CodeHash { get; init; }

    /// <summary>SHA-256 of the cookie of the browser that asked.</summary>
    public required byte[] Browser { get; init; }

    /// <summary>Keyed hash of the canonical address.</summary>
    public required byte[] EmailMac { get; init; }

    /// <summary>The address, sealed.</summary>
    public required byte[] Email { get; init; }

    /// <summary>Keyed hash of the network that asked.</summary>
    public required string Network { get; init; }

    /// <summary>Who changes her address to this one; null: someone signs in.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>Number of the work that she was about to take.</summary>
    public int? Wish { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it ends: ten minutes after its letter is sent.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Wrong codes so far.</summary>
    public int Tries { get; set; }

    /// <summary>When it was used; null: not yet.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A passkey of a visitor.</summary>
public sealed class Passkey
{
    /// <summary>The credential's number, as the authenticator gave it.</summary>
    public required byte[] Credential { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid VisitorId { get; init; }

    /// <summary>What she calls it.</summary>
    public required string Name { get; set; }

    /// <summary>Public key, counter and flags, as JSON.</summary>
    public required string Data { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>A browser in which a visitor is signed in.</summary>
public sealed class VisitorSession
{
    /// <summary>SHA-256 of its cookie.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid VisitorId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>How she signed in: one of <see cref="SignInKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When she last showed that it is she.</summary>
    public required DateTimeOffset ProvedAt { get; init; }

    /// <summary>The day on which it was last used, by its beginning.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>How a visitor signs in, as it is stored.</summary>
public static class SignInKind
{
    /// <summary>By the link or the code of a letter.</summary>
    public const string Letter = "letter";

    /// <summary>By a passkey.</summary>
    public const string Passkey = "passkey";
}

/// <summary>A letter that waits to be sent.</summary>
public sealed class WaitingLetter
{
    /// <summary>Its key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Keyed hash of its canonical address.</summary>
    public required byte[] EmailMac { get; init; }

    /// <summary>Whose affair it is; null: someone signs in, and is not known yet.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>Address, subject and text, sealed.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Not before.</summary>
    public required DateTimeOffset SendAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; init; }
}

/// <summary>Something that may be used once (a proof of work, a challenge), and was.</summary>
public sealed class Spent
{
    /// <summary>SHA-256 of it.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it would be refused anyway, and this row may go.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
