using System.Security.Cryptography;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Support;

/// <summary>Works without pictures, and claims as the store of claims writes them: what the ledger is made of.</summary>
public static class TakenWorks
{
    /// <summary>Rows of works, not hung.</summary>
    public static async Task AddAsync(GalleryDatabase database, int count)
    {
        await using var context = database.Context();
        var first = (await context.Works.MaxAsync(static work => (int?)work.Number) ?? 0) + 1;
        for (var number = first; number < first + count; number++)
            context.Works.Add(new Work { Number = number, Width = 8, Height = 8, Small = "s", FullKey = Guid.NewGuid().ToString("N"), Sha256 = SHA256.HashData(BitConverter.GetBytes(number)), ThumbHash = [], Colours = "[]", PHash = 0, Score = 0, MadeAt = DateTimeOffset.UtcNow });
        await context.SaveChangesAsync();
    }

    /// <summary>A claim and what has to follow it, in one transaction.</summary>
    public static async Task TakeAsync(GalleryDatabase database, int work)
    {
        await using var context = database.Context();
        context.Claims.Add(new Claim { WorkNumber = work, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
        context.Outbox.Add(new OutboxEntry { WorkNumber = work });
        await context.SaveChangesAsync();
    }

    /// <summary>Every claim has one entry that is signed, chained, published and ticked off, and there is no other entry.</summary>
    public static async Task AssertWholeAsync(GalleryDatabase database, SigningKeys keys, FileStore store, int claims)
    {
        await using var context = database.Context();
        var rows = await context.Ledger.AsNoTracking().OrderBy(static entry => entry.Position).ToListAsync();
        var chain = CertificateCheck.Ledger(rows.Select(static row => LedgerPages.Signed(row).ToBytes()), keys.Public);
        Assert.Equal(claims, chain.Count);
        Assert.Equal((await context.Claims.Select(static claim => claim.WorkNumber).ToListAsync()).Order(), chain.Select(static entry => entry.Certificate.Picture).Order());
        Assert.All(rows, static row => Assert.Equal(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(row.Entry)), row.Hash));
        Assert.Equal(0, await context.Outbox.CountAsync(static entry => entry.DoneAt == null));
        foreach (var entry in chain)
            Assert.Equal(entry.ToBytes(), await new PublishedLedger(store).ReadAsync(entry.Certificate.Position));
        Assert.Null(await new PublishedLedger(store).ReadAsync(claims));
    }
}
