using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>
/// Deletion of a visitor's data. Her work stays taken: the claim keeps the random number of a person of whom nothing else is known but a hash of the address, by a key of its own, for a year.
/// Who owns nothing leaves nothing. Letters that wait go too, and those that lie in the gallery's folder; no letter tells her that she has left.
/// </summary>
internal sealed class Leaving(GalleryDatabase database, Vault vault, PostOffice post)
{
    /// <summary>Deletes; a second time does nothing.</summary>
    public async Task LeaveAsync(Guid visitor, CancellationToken cancel)
    {
        await using var data = database.Context();
        var transaction = await data.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        // Takes her row: a change of her address at the same moment is done, or finds that she has left.
        DateTimeOffset? now = DateTimeOffset.UtcNow;
        if (await data.Visitors.Where(one => one.Id == visitor && one.LeftAt == null).ExecuteUpdateAsync(set => set.SetProperty(static one => one.LeftAt, now), cancel).ConfigureAwait(false) != 1)
            return;
        var hash = (await data.Visitors.Where(one => one.Id == visitor).Select(static one => one.EmailMac).SingleAsync(cancel).ConfigureAwait(false))!;
        var kept = vault.HashOfLeaver(hash);
        await data.Sessions.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Passkeys.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.SignIns.Where(one => one.EmailMac == hash || one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Wishes.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.BallotEntries.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        // After what leads to letters: a draw that is telling her has done so by now, or tells her no more.
        await post.ForgetAsync(data, hash, visitor, cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.Id == visitor && !data.Claims.Any(claim => claim.VisitorId == visitor)).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.Id == visitor).ExecuteUpdateAsync(set => set
            .SetProperty(static one => one.EmailMac, kept).SetProperty(static one => one.Email, (byte[]?)null).SetProperty(static one => one.Pseudonym, (string?)null)
            .SetProperty(static one => one.Network, (string?)null), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }
}
