using Imago.Gallery.Pages;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Imaging;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Works;

/// <summary>
/// Takes a work off all public pages, and shows it again. Its number, its full size, its owner, its claim and its certificate stay; it leaves its wall and all wish lists, so nobody can take it any more. Every
/// decision is written down with its reason.
/// </summary>
/// <param name="folder">The gallery.</param>
/// <param name="database">Its database.</param>
/// <param name="stores">Its stores.</param>
public sealed class TakeDown(GalleryFolder folder, GalleryDatabase database, Stores stores)
{
    /// <summary>Takes it down. Called again, it deletes what a call that was cut off left.</summary>
    /// <param name="number">The work's.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">There is no such work, or films of walls are being made.</exception>
    /// <exception cref="IOException">A store does not do it.</exception>
    public async Task HideAsync(int number, string reason, CancellationToken cancel = default)
    {
        var work = await FindAsync(number, cancel).ConfigureAwait(false);
        if (work.TakenDownAt is null)
            await DecideAsync(number, shown: false, reason, cancel).ConfigureAwait(false);
        if (!await IsShownElsewhereAsync(work, cancel).ConfigureAwait(false))
        {
            foreach (var file in SmallCopies.Sides.SelectMany(side => SmallCopies.Formats.Select(format => SmallCopies.Key(work.Small, side, format.Ending))).Append(ShareCard.Key(work)))
                await stores.Public.DeleteAsync(file, cancel).ConfigureAwait(false);
        }
        using var films = WallFilms.Open(folder, stores.Public);
        await films.DeleteAsync(film => film.Works.Contains(number), cancel).ConfigureAwait(false);
    }

    /// <summary>Shows it again: its small copies are made anew from the full size. It hangs nowhere until the gallery is hung.</summary>
    /// <param name="number">The work's.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">There is no such work, or its full size is missing.</exception>
    /// <exception cref="IOException">A store does not do it.</exception>
    public async Task ShowAsync(int number, string reason, CancellationToken cancel = default)
    {
        var work = await FindAsync(number, cancel).ConfigureAwait(false);
        if (work.TakenDownAt is null)
            return;
        var full = await stores.Full.ReadAsync(work.FullKey + ".png", cancel).ConfigureAwait(false) ?? throw new GalleryException($"The full size of work {number} is missing: take it from a backup.");
        await SmallCopies.MakeAsync(SmallCopies.CutDown(PictureReader.Decode(full)), number, stores.Public, WorkMarks.Open(folder.Keys), cancel).ConfigureAwait(false);
        await DecideAsync(number, shown: true, reason, cancel).ConfigureAwait(false);
    }

    /// <summary>All decisions, the latest first.</summary>
    public async Task<IReadOnlyList<Decision>> DecisionsAsync(CancellationToken cancel = default)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        return await context.Decisions.AsNoTracking().OrderByDescending(static one => one.DecidedAt).ToListAsync(cancel).ConfigureAwait(false);
    }

    private async Task<Work> FindAsync(int number, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        return await context.Works.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(work => work.Number == number, cancel).ConfigureAwait(false)
            ?? throw new GalleryException($"The gallery has no work {number}: see the number on its page.");
    }

    private async Task DecideAsync(int number, bool shown, string reason, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await Certificates.HungAt.SettleAsync(context, database.Kind, cancel).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow;
        DateTimeOffset? since = shown ? null : now;
        await context.Places.Where(place => place.WorkNumber == number).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await context.Wishes.Where(wish => wish.WorkNumber == number).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await context.Works.IgnoreQueryFilters().Where(work => work.Number == number).ExecuteUpdateAsync(set => set.SetProperty(static work => work.TakenDownAt, since), cancel).ConfigureAwait(false);
        context.Decisions.Add(new Decision { Id = Guid.NewGuid(), WorkNumber = number, DecidedAt = now, Shown = shown, Reason = reason });
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    // Names of small copies are hashes of what they show: works that show the same share them.
    private async Task<bool> IsShownElsewhereAsync(Work work, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        return await context.Works.AnyAsync(one => one.Small == work.Small && one.Number != work.Number, cancel).ConfigureAwait(false);
    }
}
