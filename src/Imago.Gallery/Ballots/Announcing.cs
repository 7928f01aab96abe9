using System.Security.Cryptography;
using Imago.Gallery.Hanging;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Ballots;

/// <summary>Begins a ballot with a hanging. What visitors were promised stays: a ballot that is announced keeps its seed and its lists, and is not ended by waves.</summary>
internal static class Announcing
{
    /// <summary>The ballot of a hanging, in its transaction; null: none.</summary>
    /// <param name="context">The hanging's, in its transaction.</param>
    /// <param name="folder">Where the key lies that seals a seed.</param>
    /// <param name="options">What the keeper says.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">One runs, and the options end it; or it is being drawn.</exception>
    public static async Task<Ballot?> OfAsync(GalleryContext context, GalleryFolder folder, HangingOptions options, CancellationToken cancel)
    {
        // Takes its row: no draw begins before this hanging is written.
        await context.Database.ExecuteSqlRawAsync("UPDATE ballots SET closes_at = closes_at WHERE drawn_at IS NULL", cancel).ConfigureAwait(false);
        var running = await context.Ballots.SingleOrDefaultAsync(static one => one.DrawnAt == null, cancel).ConfigureAwait(false);
        if (running is { Lots: not null })
            throw new GalleryException($"Ballot {running.Id} is being drawn: hang again when it is done.");
        if (running is not null && (options.Opens is not null || options.Waves is not null))
            throw new GalleryException($"Ballot {running.Id} runs until {running.ClosesAt:yyyy-MM-dd HH:mm} UTC, and visitors were promised a draw: hang without an opening time and waves, or move its close.");
        if (options.BallotUntil is not { } until)
            return running;
        if (running is not null)
        {
            running.ClosesAt = until;
            return running;
        }
        var last = await context.Ballots.MaxAsync(static one => (int?)one.Id, cancel).ConfigureAwait(false) ?? 0;
        var begun = Seeds.Begin(last + 1, until, RandomNumberGenerator.GetBytes(32), new(folder));
        context.Ballots.Add(begun);
        return begun;
    }
}
