using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Certificates;

/// <summary>Where a work hangs, as its certificate says it.</summary>
/// <param name="Room">The room's English title.</param>
/// <param name="Title">The wall's, which is the work's.</param>
/// <param name="Number">1, 2, 3 …: along the walls of the room.</param>
/// <param name="Of">How many hang in the room.</param>
internal sealed record HungAt(string Room, string Title, int Number, int Of)
{
    /// <summary>Of those works that hang. What is counted is whole walls of their rooms, and then places on their own walls: not a whole room for each work.</summary>
    public static async Task<Dictionary<int, HungAt>> OfAsync(GalleryContext context, IReadOnlyCollection<int> works, CancellationToken cancel = default)
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
        return places.ToDictionary(static place => place.WorkNumber, place => new HungAt(
            place.Room["en"], place.Near ? $"Untitled, near «{place.Titles["en"]}»" : place.Titles["en"], before[place.Wall] + place.Before + 1, rooms[place.RoomId]));
    }
}
