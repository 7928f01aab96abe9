using System.Data.Common;
using Imago.Gallery.Hanging;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Learning;

/// <summary>What came of it.</summary>
public enum Verdict
{
    /// <summary>Too little was seen yet.</summary>
    TooFew,

    /// <summary>The learnt order is not better on the days that were kept from it: it is not tried.</summary>
    NotBetter,

    /// <summary>Pictures would be seen too unevenly: it is not tried, or its trial ended.</summary>
    Uneven,

    /// <summary>From tomorrow on the learnt order is tried.</summary>
    Tried,

    /// <summary>The trial goes on.</summary>
    Undecided,

    /// <summary>The learnt order was worse, or not better for too long: its trial ended.</summary>
    Withdrawn,

    /// <summary>The learnt order was better: the walls hang by it now.</summary>
    Live,
}

/// <summary>What was learnt.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Pages">Pages of walls that told what was seen, in the days that are kept.</param>
/// <param name="Seen">Pictures that were seen on them.</param>
/// <param name="Opened">Of those, opened.</param>
/// <param name="Taken">Pictures that were taken.</param>
/// <param name="Days">Days with any.</param>
/// <param name="Gate">On the days that were kept from the training; null: nothing was trained.</param>
/// <param name="Trial">On the walls; null: none was on.</param>
/// <param name="Gini">How unevenly free pictures are seen (Gini coefficient) as the walls hang.</param>
/// <param name="GiniOfCandidate">By the learnt order; null: there is none.</param>
public sealed record Learned(Verdict Verdict, int Pages, int Seen, int Opened, int Taken, int Days, Gate? Gate, Trial? Trial, double Gini, double? GiniOfCandidate);

/// <summary>
/// Learns from what was seen. Where a learnt order is tried, it is judged: better, the walls hang by it; worse or undecided for long, it goes. Else one is trained on the older four fifths of the days
/// and, where the newest fifth says that it is better, tried from tomorrow on. Which picture hangs on which wall does not change.
/// </summary>
public static class Learner
{
    /// <summary>Fewer openings are not worth a training.</summary>
    public const int FewestDeeds = 200;

    /// <summary>Nor are fewer days.</summary>
    public const int FewestDays = 5;

    private const int KeptOf = 5;

    /// <summary>Learns.</summary>
    /// <param name="database">The gallery's.</param>
    /// <param name="features">What it was hung by.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Stops it; the walls stay as they are.</param>
    /// <exception cref="GalleryException">The database does not take it, or the walls were hung anew meanwhile.</exception>
    public static async Task<Learned> RunAsync(GalleryDatabase database, Features features, DateTimeOffset now, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(features);
        try
        {
            var visits = await Visit.ReadAsync(database, cancel).ConfigureAwait(false);
            var context = database.Context();
            await using var open = context.ConfigureAwait(false);
            var walls = await context.Walls.AsNoTracking().Include(static wall => wall.Room).Include(static wall => wall.Places).ToDictionaryAsync(static wall => $"{wall.Room.Slug}/{wall.Slug}", cancel).ConfigureAwait(false);
            var taken = (await context.Claims.Select(static claim => claim.WorkNumber).ToListAsync(cancel).ConfigureAwait(false)).ToHashSet();
            var learned = new Learned(
                Verdict.TooFew, visits.Count(static visit => !visit.IsTaking), visits.Sum(static visit => visit.Cells.Count(static cell => cell.Deed != Deed.Taken)), Count(visits, Deed.Opened), Count(visits, Deed.Taken),
                visits.Select(static visit => visit.Day).Distinct().Count(), null, null, Gini(walls.Select(static wall => (wall.Key, Present(wall.Value)))), null);
            var trial = walls.Where(static wall => wall.Value.TrialFrom is not null).ToDictionary(static wall => wall.Key, static wall => wall.Value.TrialFrom!.Value);
            return trial.Count > 0 ? await JudgeAsync(trial).ConfigureAwait(false) : await TrainAsync().ConfigureAwait(false);

            async Task<Learned> JudgeAsync(Dictionary<string, int> from)
            {
                var result = Trial.Of(visits, from);
                learned = learned with { Trial = result, GiniOfCandidate = Gini(from.Keys.Select(wall => (wall, Candidate(walls[wall])))) };
                var days = DailyOrder.DayOf(now) - result.From;
                var verdict = learned.GiniOfCandidate > Exposure.MostUneven ? Verdict.Uneven : days < Trial.FewestDays ? Verdict.Undecided : result.Z > Trial.Decided ? Verdict.Live
                    : result.Z < -Trial.Decided || days >= Trial.LongestDays ? Verdict.Withdrawn : Verdict.Undecided;
                if (verdict != Verdict.Undecided)
                    await EndTrialAsync(context, verdict == Verdict.Live, cancel).ConfigureAwait(false);
                return learned with { Verdict = verdict };
            }

            async Task<Learned> TrainAsync()
            {
                var days = visits.Select(static visit => visit.Day).Distinct().Order().ToArray();
                if (days.Length < FewestDays || learned.Opened + learned.Taken < FewestDeeds)
                    return learned;
                var keptFrom = days[^(days.Length / KeptOf)];
                var attention = Attention.Of(visits);
                var orders = Learn([.. visits.Where(visit => visit.Day < keptFrom)], attention, features, walls.ToDictionary(static wall => wall.Key, static wall => Present(wall.Value)), cancel);
                learned = learned with { Gate = Gate.Of(visits.Where(visit => visit.Day >= keptFrom), attention, orders), GiniOfCandidate = Gini(orders.Select(static wall => (wall.Key, wall.Value.Candidate))) };
                if (!learned.Gate.IsOpen || learned.GiniOfCandidate > Exposure.MostUneven)
                    return learned with { Verdict = learned.Gate.IsOpen ? Verdict.Uneven : Verdict.NotBetter };
                await BeginTrialAsync(database, orders, DailyOrder.DayOf(now) + 1, cancel).ConfigureAwait(false);
                return learned with { Verdict = Verdict.Tried };
            }

            double Gini(IEnumerable<(string, int[])> orders) => Exposure.Gini(visits, orders, work => !taken.Contains(work));
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            throw new GalleryException($"The gallery's database does not do its part ({(e.InnerException ?? e).Message.TrimEnd('.')}): the walls hang as they did; see that it runs and has space, and run the same command again.", e);
        }
    }

    /// <summary>Trains an adapter and orders walls by it, from the best to the different, as hanging does. Walls with pictures of which no vector is known are left out.</summary>
    internal static Dictionary<string, WallOrders> Learn(IReadOnlyList<Visit> visits, Attention attention, Features features, IReadOnlyDictionary<string, int[]> walls, CancellationToken cancel = default)
    {
        var adapter = AdapterTraining.Fit(Preferences.Of(visits, attention, features), visits.Count, cancel);
        return walls.Where(wall => features.Walls.ContainsKey(wall.Key) && wall.Value.All(features.Works.ContainsKey))
            .ToDictionary(static wall => wall.Key, wall => new WallOrders(wall.Value, OrderBy(adapter, features, wall.Key, wall.Value)));
    }

    /// <summary>The works of a wall in the order of an adapter.</summary>
    internal static int[] OrderBy(Adapter adapter, Features features, string wall, int[] works)
    {
        var likeness = new Likeness(works.SelectMany(work => features.Works[work]).ToArray(), features.Dimensions);
        var query = features.OfWall(wall)!;
        return [.. likeness.InOrder(works.Select((work, i) => (i, (float)adapter.Score(query, features.OfWork(work)!)))).Select(i => works[i])];
    }

    private static int[] Present(Wall wall) => [.. wall.Places.OrderBy(static place => place.Position).Select(static place => place.WorkNumber)];

    private static int[] Candidate(Wall wall) => [.. wall.Places.OrderBy(static place => place.Candidate).Select(static place => place.WorkNumber)];

    private static int Count(List<Visit> visits, Deed deed) => visits.Sum(visit => visit.Cells.Count(cell => cell.Deed == deed));

    private static async Task BeginTrialAsync(GalleryDatabase database, Dictionary<string, WallOrders> orders, int from, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        if (database.Kind == DatabaseKind.PostgreSql)
            await context.Database.ExecuteSqlRawAsync("LOCK TABLE places IN SHARE ROW EXCLUSIVE MODE", cancel).ConfigureAwait(false); // no hanging meanwhile
        foreach (var wall in await context.Walls.Include(static wall => wall.Room).Include(static wall => wall.Places).ToListAsync(cancel).ConfigureAwait(false))
        {
            if (!orders.TryGetValue($"{wall.Room.Slug}/{wall.Slug}", out var order))
                continue;
            if (!Present(wall).SequenceEqual(order.Present))
                throw new GalleryException($"The wall {wall.Room.Slug}/{wall.Slug} was hung anew while it was learnt about: run the same command again.");
            wall.TrialFrom = from;
            foreach (var place in wall.Places)
                place.Candidate = Array.IndexOf(order.Candidate, place.WorkNumber);
        }
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    // Live: what was the learnt order is the present one, and the only one.
    private static async Task EndTrialAsync(GalleryContext context, bool live, CancellationToken cancel)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        if (live)
        {
            // By way of numbers below 0, for no two places of a wall may have the same at any time.
            await context.Places.Where(static place => place.Candidate != null).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Position, static place => -1 - place.Candidate!.Value), cancel).ConfigureAwait(false);
            await context.Places.Where(static place => place.Position < 0).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Position, static place => -1 - place.Position), cancel).ConfigureAwait(false);
        }
        await context.Places.ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Candidate, (int?)null), cancel).ConfigureAwait(false);
        await context.Walls.ExecuteUpdateAsync(static set => set.SetProperty(static wall => wall.TrialFrom, (int?)null), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }
}
