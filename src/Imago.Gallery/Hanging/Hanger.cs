using System.Data.Common;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Hanging;

/// <summary>
/// Hangs a gallery: rooms, walls and places are written anew in one transaction, so visitors see the old hanging or the new one. A work that has an owner stays on its wall; where
/// that wall is gone it keeps its page.
/// </summary>
public static class Hanger
{
    private const int Tries = 10;

    /// <summary>Hangs.</summary>
    /// <param name="folder">The gallery.</param>
    /// <param name="database">Its database.</param>
    /// <param name="rooms">The rooms as they are wished.</param>
    /// <param name="ranking">What the ranker says; its columns are the walls of all rooms in their order.</param>
    /// <param name="options">When works open.</param>
    /// <param name="cancel">Stops it; what hung hangs.</param>
    /// <exception cref="GalleryException">There are too few works, a ballot runs that allows no other opening, or the database does not take it.</exception>
    public static async Task<Hung> HangAsync(GalleryFolder folder, GalleryDatabase database, IReadOnlyList<RoomPlan> rooms, Ranking ranking, HangingOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                // Planning takes seconds and claims go on meanwhile: only a plan that knows all of them is written.
                var claimed = await ClaimedAsync(database, cancel).ConfigureAwait(false);
                var (walls, homes) = (rooms.SelectMany(static room => room.Walls.Select(wall => (Room: room.Slug, Wall: wall.Slug))).ToList(), new Dictionary<int, int>());
                foreach (var (work, home) in claimed)
                    homes[work] = home is null ? -1 : walls.IndexOf(home.Value);
                var ofOwners = ranking.Works.Where(homes.ContainsKey).ToHashSet();
                var plan = Planner.Plan(rooms, ranking, ofOwners.ToDictionary(static work => work, work => homes[work]), options.Seed, cancel);
                if (await WriteAsync(folder, database, rooms, plan, homes, options, cancel).ConfigureAwait(false) is { } hung)
                    return hung;
            }
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            throw new GalleryException($"The gallery's database does not take the hanging ({(e.InnerException ?? e).Message.TrimEnd('.')}): what hung hangs; see that it runs and has space, and hang again.", e);
        }
        throw new GalleryException($"Works were taken faster than the hanging could be planned, {Tries} times: hang while fewer visitors are there.");
    }

    // Null: a work was taken since it was planned.
    private static async Task<Hung?> WriteAsync(GalleryFolder folder, GalleryDatabase database, IReadOnlyList<RoomPlan> rooms, HangingPlan plan, Dictionary<int, int> homes, HangingOptions options, CancellationToken cancel)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await Certificates.HungAt.SettleAsync(context, database.Kind, cancel).ConfigureAwait(false); // and no claim and no other hanging comes in until it ends
        if (!(await context.Claims.Select(static one => one.WorkNumber).ToListAsync(cancel).ConfigureAwait(false)).ToHashSet().SetEquals(homes.Keys))
            return null;
        var ballot = await Ballots.Announcing.OfAsync(context, folder, options, cancel).ConfigureAwait(false);
        var before = await context.Places.AsNoTracking().ToDictionaryAsync(static place => place.WorkNumber, static place => place.OpensAt, cancel).ConfigureAwait(false);
        await context.Places.ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await context.Walls.ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await context.Rooms.ExecuteDeleteAsync(cancel).ConfigureAwait(false);

        var (opening, number, hung) = (new Opening(options, before, homes.Keys.ToHashSet(), ballot), 0, new List<HungWall>());
        foreach (var (r, one) in rooms.Index())
        {
            var room = new Room { Id = r + 1, Slug = one.Slug, Position = r, Titles = new(one.Titles) };
            foreach (var (w, wall) in one.Walls.Index())
            {
                var places = plan.Walls[number++];
                if (places.Count == 0)
                    continue;
                var opens = opening.Of(number, [.. places.Select(static place => place.Work)]);
                room.Walls.Add(new Wall
                {
                    Id = number, Slug = wall.Slug, Position = w, Query = wall.Query, Titles = new(wall.Titles),
                    Places = [.. places.Select((place, p) => new Place { WorkNumber = place.Work, Position = p, Score = place.Score, Near = place.Near, OpensAt = opens[p], BallotId = opening.BallotOf(place.Work) })],
                });
                hung.Add(new(one.Slug, wall.Slug, wall.Query, places.Count, places.Count(static place => place.Near), places.Count(place => homes.ContainsKey(place.Work))));
            }
            context.Rooms.Add(room);
        }
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        var names = rooms.SelectMany(static room => room.Walls.Select(wall => $"{room.Slug}/{wall.Slug}")).ToArray();
        return new(hung, [.. plan.LeftOut.Where(wall => plan.Walls[wall].Count == 0).Select(wall => names[wall])], plan.Alike, homes.Count - hung.Sum(static wall => wall.Claimed), opening.Last, ballot?.Id);
    }

    private static async Task<Dictionary<int, (string Room, string Wall)?>> ClaimedAsync(GalleryDatabase database, CancellationToken cancel)
    {
        var context = database.Context();
        await using var opened = context.ConfigureAwait(false);
        var hanging = await context.Places.Select(static place => new { place.WorkNumber, Room = place.Wall.Room.Slug, Wall = place.Wall.Slug })
            .ToDictionaryAsync(static one => one.WorkNumber, static one => (one.Room, one.Wall), cancel).ConfigureAwait(false);
        return (await context.Claims.Select(static one => one.WorkNumber).ToListAsync(cancel).ConfigureAwait(false))
            .ToDictionary(static work => work, work => hanging.TryGetValue(work, out var home) ? home : ((string, string)?)null);
    }
}
