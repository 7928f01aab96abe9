namespace Imago.Gallery.Store;

/// <summary>A person with a confirmed address. All that the gallery knows of her stands here, in <see cref="SignIn"/> and in <see cref="Passkey"/>.</summary>
public sealed class Visitor
{
    /// <summary>A random number.</summary>
    public required Guid Id { get; init; }

    /// <summary>Keyed hash (HMAC-SHA256) of the canonical address, for «one a person»; null once a deletion's time is over.</summary>
    public byte[]? EmailMac { get; set; }

    /// <summary>The address as she typed it, sealed; null after deletion.</summary>
    public byte[]? Email { get; set; }

    /// <summary>What the certificate calls her; null: no name.</summary>
    public string? Pseudonym { get; set; }

    /// <summary>Keyed hash of the network from which she joined, for the cap of each network; erased after the opening.</summary>
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

    /// <summary>SHA-256 of the code, with the key.</summary>
    public required byte[] CodeHash { get; init; }

    /// <summary>SHA-256 of the cookie of the browser that asked.</summary>
    public required byte[] Browser { get; init; }

    /// <summary>Keyed hash of the canonical address.</summary>
    public required byte[] EmailMac { get; init; }

    /// <summary>The address, sealed.</summary>
    public required byte[] Email { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it ends: ten minutes later.</summary>
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
