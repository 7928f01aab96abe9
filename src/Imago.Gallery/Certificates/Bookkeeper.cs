using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Certificates;

/// <summary>
/// Works the outbox off into the ledger: signs (one transaction), publishes, and ticks off (another). It may be killed anywhere and begun again by any server: what has an entry is not signed
/// twice (<c>ledger.work</c> is unique), what is published is published alike, and nothing is ticked off before both.
/// </summary>
public sealed class Bookkeeper(GalleryDatabase database, GallerySettings settings, SigningKeys keys, PublishedLedger published)
{
    /// <summary>How many entries are made at a time.</summary>
    public const int Batch = 128;

    private readonly Guid _holder = Guid.NewGuid();

    /// <summary>Works off what is open.</summary>
    /// <returns>How many claims were ticked off; 0 also where another server is at it.</returns>
    /// <exception cref="GalleryException">The ledger cannot go on: see <see cref="PublishedLedger"/>.</exception>
    /// <exception cref="TurnLostException">Another server has taken over.</exception>
    public async Task<int> WorkOffAsync(CancellationToken cancel = default)
    {
        if (!await AnythingOpenAsync(cancel).ConfigureAwait(false) || await Turn.TakeAsync(database, "ledger", _holder, cancel).ConfigureAwait(false) is not { } turn)
            return 0;
        await using var given = turn.ConfigureAwait(false);
        var done = 0;
        for (var batch = await AppendAsync(turn, cancel).ConfigureAwait(false); batch.Count > 0; batch = await AppendAsync(turn, cancel).ConfigureAwait(false))
        {
            await PublishAsync(batch, cancel).ConfigureAwait(false);
            await TickOffAsync(turn, [.. batch.Select(static entry => entry.Certificate.Picture)], cancel).ConfigureAwait(false);
            done += batch.Count;
        }
        return done;
    }

    /// <summary>
    /// Publishes again what a restored backup lacks, whose database is newer than its published entries: from the last entry back, until a whole batch is there. Once before the first
    /// <see cref="WorkOffAsync"/> is enough.
    /// </summary>
    /// <returns>How many entries were missing.</returns>
    /// <exception cref="GalleryException">The published ledger has other entries: see <see cref="PublishedLedger"/>.</exception>
    public async Task<int> MendTailAsync(CancellationToken cancel = default)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var (missing, before) = (0, long.MaxValue);
        while (true)
        {
            var newest = context.Ledger.AsNoTracking().Where(entry => entry.Position < before).OrderByDescending(static entry => entry.Position).Take(Batch);
            var batch = (await newest.ToListAsync(cancel).ConfigureAwait(false)).ConvertAll(LedgerPages.Signed);
            var (there, mended) = (batch.Count, await PublishAsync(batch, cancel).ConfigureAwait(false));
            missing += mended;
            if (mended == 0 || there < Batch)
                return missing;
            before = batch[^1].Certificate.Position;
        }
    }

    /// <summary>Claims that wait for their entry, and since when the oldest of them does.</summary>
    public async Task<(int Open, DateTimeOffset? Since)> QueueAsync(CancellationToken cancel = default)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var open = from entry in context.Outbox where entry.DoneAt == null join claim in context.Claims on entry.WorkNumber equals claim.WorkNumber select claim.ClaimedAt;
        return (await open.CountAsync(cancel).ConfigureAwait(false), await open.OrderBy(static at => at).Select(static at => (DateTimeOffset?)at).FirstOrDefaultAsync(cancel).ConfigureAwait(false));
    }

    // Returns how many of them were not there.
    private async Task<int> PublishAsync(IEnumerable<SignedCertificate> entries, CancellationToken cancel)
    {
        var missing = 0;
        await Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = published.AtOnce, CancellationToken = cancel }, async (entry, stop) =>
        {
            if (await published.PublishAsync(entry, stop).ConfigureAwait(false))
                Interlocked.Increment(ref missing);
        }).ConfigureAwait(false);
        return missing;
    }

    private async Task<bool> AnythingOpenAsync(CancellationToken cancel)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        return await context.Outbox.AnyAsync(static entry => entry.DoneAt == null, cancel).ConfigureAwait(false);
    }

    // The entries of the oldest open claims, whether made now or by a turn that ended too early. Everything is read and signed before the transaction, for on SQLite claims wait while it lasts. Had another
    // server appended meanwhile, the turn could not be kept.
    private async Task<List<SignedCertificate>> AppendAsync(Turn turn, CancellationToken cancel)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var claims = await (
            from entry in context.Outbox where entry.DoneAt == null
            join claim in context.Claims on entry.WorkNumber equals claim.WorkNumber
            join work in context.Works.IgnoreQueryFilters() on entry.WorkNumber equals work.Number
            orderby claim.ClaimedAt, claim.WorkNumber
            select new Open(claim.WorkNumber, claim.ClaimedAt, work.Sha256)).Take(Batch).ToListAsync(cancel).ConfigureAwait(false);
        var works = claims.Select(static claim => claim.Work).ToArray();
        var entries = await context.Ledger.AsNoTracking().Where(entry => works.Contains(entry.WorkNumber)).ToListAsync(cancel).ConfigureAwait(false);
        var there = entries.Select(static entry => entry.WorkNumber).ToHashSet();
        var signed = await SignAsync(context, claims.FindAll(claim => !there.Contains(claim.Work)), cancel).ConfigureAwait(false);
        if (signed.Count > 0)
        {
            var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await using var begun = transaction.ConfigureAwait(false);
            await turn.KeepAsync(context, cancel).ConfigureAwait(false);
            context.Ledger.AddRange(signed);
            await context.SaveChangesAsync(cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        return [.. entries.Concat(signed).OrderBy(static entry => entry.Position).Select(LedgerPages.Signed)];
    }

    private async Task<List<LedgerEntry>> SignAsync(GalleryContext context, List<Open> claims, CancellationToken cancel)
    {
        var entries = new List<LedgerEntry>(claims.Count);
        if (claims.Count == 0)
            return entries;
        var last = await context.Ledger.AsNoTracking().OrderByDescending(static entry => entry.Position).FirstOrDefaultAsync(cancel).ConfigureAwait(false);
        var (position, previous) = last is null ? (0, new byte[32]) : (last.Position + 1, last.Hash);
        await published.RefuseLossAsync(position, cancel).ConfigureAwait(false);
        var places = await HungAt.WhenTakenAsync(context, claims.ConvertAll(static claim => claim.Work), cancel).ConfigureAwait(false);
        foreach (var claim in claims)
        {
            var place = places.GetValueOrDefault(claim.Work);
            var certificate = new Certificate
            {
                Position = position++,
                Gallery = settings.Name,
                Picture = claim.Work,
                Sha256 = Convert.ToHexStringLower(claim.Sha256),
                Title = place?.Title,
                Room = place?.Room,
                Number = place?.Number ?? 0,
                Of = place?.Of ?? 0,
                TakenAt = claim.At,
                Previous = Convert.ToHexStringLower(previous),
                Key = keys.Id,
            };
            var signed = new SignedCertificate(certificate, keys.Sign(certificate.ToBytes()));
            previous = signed.Hash();
            entries.Add(new() { Position = certificate.Position, WorkNumber = claim.Work, Entry = System.Text.Encoding.UTF8.GetString(certificate.ToBytes()), Hash = previous, Signature = signed.Signature });
        }
        return entries;
    }

    private async Task TickOffAsync(Turn turn, int[] works, CancellationToken cancel)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await turn.KeepAsync(context, cancel).ConfigureAwait(false);
        DateTimeOffset? now = DateTimeOffset.UtcNow;
        await context.Outbox.Where(entry => works.Contains(entry.WorkNumber)).ExecuteUpdateAsync(set => set.SetProperty(static entry => entry.DoneAt, now), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>A claim that waits for its entry.</summary>
    private sealed record Open(int Work, DateTimeOffset At, byte[] Sha256);
}
