using System.Text.Json;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Certificates;

/// <summary>
/// Where a work hangs, as its certificate says it. A claim does not count places, for thousands are made in a second; the bookkeeper reads them a moment later. Whatever changes places meanwhile (a
/// hanging, a work that is taken down) first writes down where the works of open claims hang, in its own transaction and with no claim beside it: killed, it has done both or neither.
/// </summary>
/// <param name="Room">The room's English title.</param>
/// <param name="Title">The wall's, which is the work's.</param>
/// <param name="Number">1, 2, 3 …: along the walls of the room.</param>
/// <param name="Of">How many hang in the room.</param>
internal sealed record HungAt(string Room, string Title, int Number, int Of)
{
    /// <summary>Writes down where the works of all claims hang that have no entry yet, at the beginning of a transaction that changes places. It lets no claim in until that ends.</summary>
    public static async Task SettleAsync(GalleryContext context, DatabaseKind kind, CancellationToken cancel)
    {
        // SQLite's transaction takes the write lock at once. PostgreSQL waits here for claims that have begun: they have seen a place that is about to go.
        if (kind == DatabaseKind.PostgreSql)
            await context.Database.ExecuteSqlRawAsync("LOCK TABLE claims, places IN SHARE ROW EXCLUSIVE MODE", cancel).ConfigureAwait(false);
        var open = await context.Outbox.Where(static entry => entry.DoneAt == null && entry.Hung == null).ToListAsync(cancel).ConfigureAwait(false);
        var places = await OfAsync(context, [.. open.Select(static entry => entry.WorkNumber)], cancel).ConfigureAwait(false);
        foreach (var entry in open)
            entry.Hung = places.TryGetValue(entry.WorkNumber, out var place) ? JsonSerializer.Serialize(place) : null;
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Where works hung when they were taken.</summary>
    public static async Task<Dictionary<int, HungAt>> WhenTakenAsync(GalleryContext context, IReadOnlyCollection<int> works, CancellationToken cancel)
    {
        // In this order: a place that is not there any more, or is another one, was written down before it went.
        var places = await OfAsync(context, works, cancel).ConfigureAwait(false);
        foreach (var entry in await context.Outbox.AsNoTracking().Where(entry => works.Contains(entry.WorkNumber) && entry.Hung != null).ToListAsync(cancel).ConfigureAwait(false))
            places[entry.WorkNumber] = JsonSerializer.Deserialize<HungAt>(entry.Hung!)!;
        return places;
    }

    /// <summary>Of those works that hang. What is counted is whole walls of their rooms, and then places on their own walls: not a whole room for each work.</summary>
    private static async Task<Dictionary<int, HungAt>> OfAsync(GalleryContext context, IReadOnlyCollection<int> works, CancellationToken cancel)
    {
        var places = await context.Places.AsNoTracking().Where(place => works.Contains(place.WorkNumber)).Select(place => new
        {
            place.WorkNumber, place.Near, Wall = place.WallId, place.Wall.RoomId, place.Wall.Titles, Room = place.Wall.Room.Titles,
            Before = context.Places.Count(other => other.WallId == place.WallId && other.Position < place.Position),
        }).ToListAsync(cancel).ConfigureAwait(false);
        var ids = places.Select(static place => place.RoomId).Distinct().ToArray();
        var walls = await context.Walls.AsNoTracking().Where(wall => ids.Contains(wall.RoomId)).OrderBy(static wall => wall.Position)
            .Select(wall => new { wall.Id, wall.RoomId, Count = context.Places.Count(place => place.WallId == wall.Id) }).ToListAsync(cancel).ConfigureAwait(false);
        var (before, rooms) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var wall in walls)
        {
            before[wall.Id] = rooms.GetValueOrDefault(wall.RoomId);
            rooms[wall.RoomId] = before[wall.Id] + wall.Count;
        }
        // Walls that were hung anew between the two questions are not among these; what they held was written down.
        return places.ToDictionary(static place => place.WorkNumber, place => new HungAt(
            place.Room["en"], place.Near ? $"Untitled, near «{place.Titles["en"]}»" : place.Titles["en"], before.GetValueOrDefault(place.Wall) + place.Before + 1, rooms.GetValueOrDefault(place.RoomId)));
    }
}
