using System.Data;
using System.Net;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Ballots;

/// <summary>What becomes of a change of one's wishes.</summary>
internal enum WishAnswer
{
    /// <summary>It is done, or was.</summary>
    Done,

    /// <summary>The list is full.</summary>
    Full,

    /// <summary>The work is in no ballot that still takes wishes.</summary>
    Closed,

    /// <summary>She has a work.</summary>
    HasOne,
}

/// <summary>
/// Lists of wishes, each seen by its visitor alone. A change holds the ballot's row, so the draw, which takes that row for itself first, sees every list whole; and her own row, so that two
/// changes at once are made one after the other.
/// </summary>
internal sealed class WishLists(GalleryDatabase database, Vault vault)
{
    /// <summary>The most wishes of a visitor.</summary>
    public const int Most = 12;

    /// <summary>The ballot that takes wishes now, by the database's clock; null: none does.</summary>
    public async Task<Ballot?> OpenAsync(CancellationToken cancel)
    {
        await using var data = database.Context();
        return await OpenAsync(data, hold: false, cancel).ConfigureAwait(false) is { } id ? await data.Ballots.AsNoTracking().SingleAsync(one => one.Id == id, cancel).ConfigureAwait(false) : null;
    }

    /// <summary>A visitor's wishes, the dearest first.</summary>
    public async Task<List<int>> OfAsync(Guid visitor, CancellationToken cancel)
    {
        await using var data = database.Context();
        return await Ordered(data, visitor).ToListAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Changes a list.</summary>
    /// <param name="visitor">Whose.</param>
    /// <param name="what"><c>add</c>, <c>up</c>, <c>down</c> or <c>remove</c>; anything else changes nothing.</param>
    /// <param name="work">The work's number.</param>
    /// <param name="from">From where; the network counts from which a list is begun.</param>
    /// <param name="language">In which she is told the outcome.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<WishAnswer> ChangeAsync(Guid visitor, string? what, int work, IPAddress? from, string language, CancellationToken cancel)
    {
        await using var data = database.Context();
        // SQLite's transaction takes the write lock at once.
        var transaction = await data.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        if (await OpenAsync(data, hold: true, cancel).ConfigureAwait(false) is not { } ballot)
            return WishAnswer.Closed;
        if (await data.Claims.AnyAsync(claim => claim.VisitorId == visitor, cancel).ConfigureAwait(false))
            return WishAnswer.HasOne;
        if (what == "add")
            await EnterAsync(data, ballot, visitor, from, language, cancel).ConfigureAwait(false);
        if (await data.BallotEntries.Where(one => one.BallotId == ballot && one.VisitorId == visitor).ExecuteUpdateAsync(set => set.SetProperty(static one => one.Language, language), cancel).ConfigureAwait(false) == 0)
            return WishAnswer.Done; // she has no list, and nothing of it can be moved
        if (what == "add" && !await data.Places.AnyAsync(place => place.WorkNumber == work && place.BallotId == ballot, cancel).ConfigureAwait(false))
            return WishAnswer.Closed;
        var list = await Ordered(data, visitor).ToListAsync(cancel).ConfigureAwait(false);
        if (Changed(list, what, work) is not { } changed)
            return WishAnswer.Full;
        await data.Wishes.Where(one => one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        data.Wishes.AddRange(changed.Select((number, i) => new Wish { VisitorId = visitor, WorkNumber = number, Position = i }));
        await data.SaveChangesAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return WishAnswer.Done;
    }

    /// <summary>A list after a change; null: it is full.</summary>
    public static IReadOnlyList<int>? Changed(IReadOnlyList<int> list, string? what, int work)
    {
        var (changed, at) = (list.ToList(), list.ToList().IndexOf(work));
        switch (what)
        {
            case "add" when at < 0 && list.Count >= Most:
                return null;
            case "add" when at < 0:
                changed.Add(work);
                break;
            case "up" when at > 0:
                (changed[at], changed[at - 1]) = (changed[at - 1], changed[at]);
                break;
            case "down" when at >= 0 && at < list.Count - 1:
                (changed[at], changed[at + 1]) = (changed[at + 1], changed[at]);
                break;
            case "remove" when at >= 0:
                changed.RemoveAt(at);
                break;
        }
        return changed;
    }

    private static IQueryable<int> Ordered(GalleryContext data, Guid visitor) => data.Wishes.Where(one => one.VisitorId == visitor).OrderBy(static one => one.Position).Select(static one => one.WorkNumber);

    private async Task<int?> OpenAsync(GalleryContext data, bool hold, CancellationToken cancel)
    {
#pragma warning disable EF1002 // What is set in are constants.
        var open = await data.Database.SqlQueryRaw<int>(
            $"""SELECT id AS "Value" FROM ballots WHERE lots IS NULL AND closes_at > {DatabaseClock.Now(database.Kind)}{(hold && database.Kind == DatabaseKind.PostgreSql ? " FOR SHARE" : "")}""").ToListAsync(cancel).ConfigureAwait(false);
#pragma warning restore EF1002
        return open is [var id] ? id : null;
    }

    private async Task EnterAsync(GalleryContext data, int ballot, Guid visitor, IPAddress? from, string language, CancellationToken cancel)
    {
        var (number, network, neighbourhood) = (Tokens.NewCode(), vault.HashOfNetwork(from), vault.HashOfNeighbourhood(from));
        await data.Database.ExecuteSqlAsync(
            $"INSERT INTO ballot_entries (ballot, visitor, number, network, neighbourhood, language) VALUES ({ballot}, {visitor}, {number}, {network}, {neighbourhood}, {language}) ON CONFLICT DO NOTHING", cancel).ConfigureAwait(false);
    }
}
