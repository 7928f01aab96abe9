namespace Imago.Gallery.Hanging;

/// <summary>How many works each wall and room takes, where some hang already and there may be too few.</summary>
/// <param name="Walls">Of each wall, what is still wanted.</param>
/// <param name="Sizes">Of each room, what is still wanted.</param>
/// <param name="LeftOut">Walls that stay empty.</param>
internal sealed record Quotas(WallQuota[] Walls, int[] Sizes, List<int> LeftOut)
{
    /// <summary>
    /// Finds them. Where there are fewer works than the walls' least numbers, walls are left out: in each room the one whose best pictures answer it worst first. Where there are fewer than the rooms
    /// wish, all rooms get the same share of what they wish above the least.
    /// </summary>
    /// <param name="rooms">The rooms.</param>
    /// <param name="hanging">How many works each wall has that stay there.</param>
    /// <param name="free">How many works there are to be hung.</param>
    /// <param name="answer">How well a wall is answered by its best works.</param>
    /// <exception cref="GalleryException">There are too few works for a single wall.</exception>
    public static Quotas Of(IReadOnlyList<RoomPlan> rooms, IReadOnlyList<int> hanging, int free, Func<int, double> answer)
    {
        var plans = rooms.SelectMany(static (room, number) => room.Walls.Select(wall => (Room: number, Wall: wall))).ToArray();
        var walls = plans.Select((plan, wall) => new WallQuota(plan.Room, Math.Max(0, plan.Wall.Least - hanging[wall]), Math.Max(0, plan.Wall.Most - hanging[wall]))).ToArray();
        List<int> leftOut = [];
        if (walls.Sum(static wall => wall.Least) > free)
        {
            // The best wall of every room, then the second of every room …
            var left = free;
            foreach (var wall in Enumerable.Range(0, walls.Length).GroupBy(wall => walls[wall].Room)
                .SelectMany(room => room.OrderByDescending(answer).ThenBy(static wall => wall).Select(static (wall, rank) => (Wall: wall, Rank: rank))).OrderBy(static one => one.Rank).Select(static one => one.Wall))
            {
                if (walls[wall].Least <= left)
                    left -= walls[wall].Least;
                else
                {
                    walls[wall] = walls[wall] with { Least = 0, Most = 0 };
                    leftOut.Add(wall);
                }
            }
            if (leftOut.Count == walls.Length)
                throw new GalleryException($"There are {free} works to hang and the smallest wall takes {plans.Min(static plan => plan.Wall.Least)}: make more by `imago gallery create`, or smaller walls by 'works:' in {RoomsFile.Name}.");
        }
        var least = Sum(walls, rooms.Count, static wall => wall.Least);
        var wished = Sum(walls, rooms.Count, static wall => wall.Most);
        for (var room = 0; room < rooms.Count; room++)
        {
            var stays = plans.Index().Where(one => one.Item.Room == room).Sum(one => hanging[one.Index]);
            wished[room] = Math.Clamp((rooms[room].Works ?? int.MaxValue) - stays, least[room], wished[room]);
        }
        return new(walls, Share(least, wished, free), [.. leftOut.Order()]);
    }

    // Largest remainders: the sum is exactly what there is.
    private static int[] Share(int[] least, int[] wished, int free)
    {
        var (needed, more) = (least.Sum(), wished.Sum() - least.Sum());
        if (wished.Sum() <= free)
            return wished;
        var parts = least.Select((number, room) => (double)(wished[room] - number) * (free - needed) / more).ToArray();
        var sizes = least.Select((number, room) => number + (int)parts[room]).ToArray();
        foreach (var room in Enumerable.Range(0, sizes.Length).OrderByDescending(room => parts[room] - Math.Floor(parts[room])).Take(free - sizes.Sum()).ToArray())
            sizes[room]++;
        return sizes;
    }

    private static int[] Sum(WallQuota[] walls, int rooms, Func<WallQuota, int> part)
    {
        var sums = new int[rooms];
        foreach (var wall in walls)
            sums[wall.Room] += part(wall);
        return sums;
    }
}
