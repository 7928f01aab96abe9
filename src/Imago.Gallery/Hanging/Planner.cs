namespace Imago.Gallery.Hanging;

/// <summary>Plans a hanging: correction for hubs, transport with exact quotas, no two pictures on a wall that are too alike, an order on each wall. The same input gives the same plan.</summary>
public static class Planner
{
    // Each round forbids what was too alike in the one before; few are needed unless all pictures look the same.
    private const int Rounds = 40;

    /// <summary>Plans.</summary>
    /// <param name="rooms">The rooms.</param>
    /// <param name="ranking">What the ranker says.</param>
    /// <param name="stays">Works that hang on one of the walls and stay there: work and wall, by its place among all.</param>
    /// <param name="seed">Decides between works that answer equally well.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">There are too few works for a single wall.</exception>
    public static HangingPlan Plan(IReadOnlyList<RoomPlan> rooms, Ranking ranking, IReadOnlyDictionary<int, int> stays, int seed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(stays);
        var walls = rooms.Sum(static room => room.Walls.Count);
        var corrected = HubCorrection.Apply(ranking.Scores, walls);
        var likeness = new Likeness(ranking.Vectors, ranking.Dimensions);
        var index = ranking.Works.Index().ToDictionary(static one => one.Item, static one => one.Index);
        var fixedOn = stays.Where(one => index.ContainsKey(one.Key)).ToLookup(static one => one.Value, one => index[one.Key]);

        // By number and then shuffled, so that neither the order of the table nor a low number is of any help.
        var free = Enumerable.Range(0, ranking.Works.Count).Where(one => !stays.ContainsKey(ranking.Works[one])).OrderBy(one => ranking.Works[one]).ToArray();
        new SeededRandom(seed).Shuffle(free);
        var scores = new float[free.Length * walls];
        for (var i = 0; i < free.Length; i++)
            corrected.AsSpan(free[i] * walls, walls).CopyTo(scores.AsSpan(i * walls));
        var plans = rooms.SelectMany(static room => room.Walls).ToArray();
        var quotas = Quotas.Of(rooms, [.. plans.Select((_, wall) => fixedOn[wall].Count())], free.Length, Answer);
        var place = free.Index().ToDictionary(static one => one.Item, static one => one.Index);

        List<int>[] on = [];
        var alike = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var wallOf = Transport.Solve(scores, free.Length, quotas.Walls, quotas.Sizes, cancel);
            on = [.. plans.Select((_, wall) => fixedOn[wall].ToList())];
            for (var i = 0; i < free.Length; i++)
                if (wallOf[i] >= 0)
                    on[wallOf[i]].Add(free[i]);
            alike = 0;
            for (var wall = 0; wall < walls; wall++)
                foreach (var (one, other) in likeness.Pairs([.. on[wall].OrderByDescending(picture => place.ContainsKey(picture) ? corrected[(picture * walls) + wall] : float.MaxValue).ThenBy(static picture => picture)]))
                {
                    alike++; // the better one, or the one that stays, comes first
                    if (place.TryGetValue(other, out var loser))
                        scores[(loser * walls) + wall] = Transport.Never;
                }
            if (alike == 0)
                break;
        }
        return new([.. on.Select((pictures, wall) => Places(pictures, wall))], quotas.LeftOut, alike);

        double Answer(int wall) => Enumerable.Range(0, free.Length).Select(i => scores[(i * walls) + wall]).OrderDescending().Take(plans[wall].Least).DefaultIfEmpty(float.MinValue).Average();

        IReadOnlyList<PlannedPlace> Places(List<int> pictures, int wall) =>
            [.. likeness.InOrder(pictures.Select(picture => (picture, corrected[(picture * walls) + wall])))
                .Select(picture => new PlannedPlace(ranking.Works[picture], corrected[(picture * walls) + wall], HubCorrection.IsNear(corrected.AsSpan(picture * walls, walls), wall)))];
    }
}
