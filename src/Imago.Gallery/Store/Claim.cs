namespace Imago.Gallery.Store;

/// <summary>A work has an owner. The table's three unique keys are the rule of the house: see <c>Schema/001.sqlite.sql</c>.</summary>
public sealed class Claim
{
    /// <summary>The work's number.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid VisitorId { get; init; }

    /// <summary>Made with the form: the same form sent twice has the same answer.</summary>
    public required Guid RequestKey { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }
}

/// <summary>What has to follow a claim (certificate, ledger): written in its transaction, worked off later, as often as need be.</summary>
public sealed class OutboxEntry
{
    /// <summary>The work that was taken.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>Where it hung when it was taken, as JSON, where places have changed since (<see cref="Certificates.HungAt"/>); null: as it hangs.</summary>
    public string? Hung { get; set; }

    /// <summary>When it was worked off; null: not yet.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>A link of the public chain of certificates.</summary>
public sealed class LedgerEntry
{
    /// <summary>0, 1, 2 … without a gap.</summary>
    public required long Position { get; init; }

    /// <summary>The work.</summary>
    public required int WorkNumber { get; init; }

    /// <summary>The certificate as canonical JSON; it names the hash of the entry before it.</summary>
    public required string Entry { get; init; }

    /// <summary>SHA-256 of the entry in UTF-8, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>ECDSA P-256 over the entry in UTF-8, r and s, 64 bytes.</summary>
    public required byte[] Signature { get; init; }
}
