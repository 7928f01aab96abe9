using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>
/// Deletion of a visitor's data. Her work stays taken: the claim keeps the random number of a person of whom nothing else is known but a hash of the address, by a key of its own, for a year.
/// Who owns nothing leaves nothing.
/// </summary>
internal sealed class Leaving(GalleryDatabase database, Vault vault)
{
    /// <summary>Deletes; a second time does nothing.</summary>
    public async Task LeaveAsync(Guid visitor, CancellationToken cancel)
    {
        await using var data = database.Context();
        var transaction = await data.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        var hash = await data.Visitors.Where(one => one.Id == visitor && one.LeftAt == null).Select(static one => one.EmailMac).SingleOrDefaultAsync(cancel).ConfigureAwait(false);
        if (hash is null)
            return;
        var (kept, now) = (vault.HashOfLeaver(hash), DateTimeOffset.UtcNow);
        await data.Sessions.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Passkeys.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.SignIns.Where(one => one.EmailMac == hash || one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Wishes.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.BallotEntries.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.Id == visitor && !data.Claims.Any(claim => claim.VisitorId == visitor)).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.Id == visitor).ExecuteUpdateAsync(set => set
            .SetProperty(static one => one.EmailMac, kept).SetProperty(static one => one.Email, (byte[]?)null).SetProperty(static one => one.Pseudonym, (string?)null)
            .SetProperty(static one => one.Network, (string?)null).SetProperty(static one => one.LeftAt, now), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }
}
