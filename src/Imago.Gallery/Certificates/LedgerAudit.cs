using System.Globalization;
using System.Security.Cryptography;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Certificates;

/// <summary>What an audit found.</summary>
/// <param name="Claims">Pictures that are taken.</param>
/// <param name="Entries">Entries of the ledger.</param>
/// <param name="Open">Claims that wait for their entry.</param>
/// <param name="Faults">What does not agree, a sentence each.</param>
public sealed record AuditResult(int Claims, int Entries, int Open, IReadOnlyList<string> Faults);

/// <summary>Looks whether a gallery keeps what it has promised: claims, ledger, published entries and full-size files agree. After a restore, and now and then.</summary>
public static class LedgerAudit
{
    /// <summary>Audits a gallery; it may be open to visitors.</summary>
    /// <param name="database">Its tables.</param>
    /// <param name="keys">The public keys of its certificates.</param>
    /// <param name="stores">Its files.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<AuditResult> RunAsync(GalleryDatabase database, PublicKeys keys, Stores stores, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(stores);
        var faults = new List<string>();
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        // In this order: a claim that comes in between has no entry yet, and that is no fault.
        var rows = await context.Ledger.AsNoTracking().OrderBy(static entry => entry.Position).ToListAsync(cancel).ConfigureAwait(false);
        var open = (await context.Outbox.Where(static entry => entry.DoneAt == null).Select(static entry => entry.WorkNumber).ToListAsync(cancel).ConfigureAwait(false)).ToHashSet();
        var ledger = rows.Select(static row => row.WorkNumber).ToHashSet();
        var claims = await (from claim in context.Claims join work in context.Works.IgnoreQueryFilters() on claim.WorkNumber equals work.Number select new { work.Number, work.FullKey, work.Sha256 }).ToListAsync(cancel).ConfigureAwait(false);
        Chain(rows, keys, faults);
        faults.AddRange(ledger.Except(claims.Select(static claim => claim.Number)).Select(static work => Say($"Picture {work} has an entry and no claim: the claim was lost, or the entry is none of this database.")));
        var latest = (await context.Ledger.Select(static entry => entry.WorkNumber).ToListAsync(cancel).ConfigureAwait(false)).ToHashSet();
        faults.AddRange(claims.Where(claim => !latest.Contains(claim.Number) && !open.Contains(claim.Number)).Select(static claim => Say($"Picture {claim.Number} was taken and has neither an entry nor a place in the queue: its certificate would never come.")));
        await PublishedAsync(rows, open, new(stores.Public), position => context.Ledger.AnyAsync(entry => entry.Position == position, cancel), faults, cancel).ConfigureAwait(false);
        foreach (var claim in claims)
        {
            var file = await stores.Full.OpenAsync(claim.FullKey + ".png", cancel).ConfigureAwait(false);
            if (file is null)
            {
                faults.Add(Say($"Picture {claim.Number} was taken and its full-size file is gone: restore it from a backup."));
                continue;
            }
            await using var reading = file.ConfigureAwait(false);
            if (!(await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false)).AsSpan().SequenceEqual(claim.Sha256))
                faults.Add(Say($"Picture {claim.Number} was taken and its full-size file was changed: restore it from a backup."));
        }
        return new(claims.Count, rows.Count, open.Count, faults);
    }

    private static void Chain(List<LedgerEntry> rows, PublicKeys keys, List<string> faults)
    {
        try
        {
            CertificateCheck.Ledger(rows.Select(static row => LedgerPages.Signed(row).ToBytes()), keys);
        }
        catch (Exception e) when (e is GalleryException or FormatException or System.Text.Json.JsonException)
        {
            faults.Add(e.Message);
        }
    }

    private static async Task PublishedAsync(List<LedgerEntry> rows, HashSet<int> open, PublishedLedger published, Func<long, Task<bool>> hasAsync, List<string> faults, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            var file = await published.ReadAsync(row.Position, cancel).ConfigureAwait(false);
            if (file is null && !open.Contains(row.WorkNumber))
                faults.Add(Say($"Entry {row.Position} is not published: {PublishedLedger.Key(row.Position)} is missing from the public store."));
            else if (file is not null && !file.AsSpan().SequenceEqual(LedgerPages.Signed(row).ToBytes()))
                faults.Add(Say($"Entry {row.Position} was published as another one: the database and the public store are not of the same past."));
        }
        // One more may be there by now, if the database has it by now too.
        var next = rows.Count;
        if (await published.ReadAsync(next, cancel).ConfigureAwait(false) is not null && !await hasAsync(next).ConfigureAwait(false))
            faults.Add(Say($"Entry {next} is published and not in the database: the database comes from an old copy and has lost what was promised since."));
    }

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
