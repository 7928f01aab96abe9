using Imago.Gallery.Hanging;
using Imago.Gallery.Learning;
using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Learning;

/// <summary>
/// A simulated gallery with simulated visitors, whose taste is known because it was made up: nobody real did any of this. Twenty walls of 24 pictures hang by cosine. A visitor looks down a wall as far as
/// she likes, looks less at what hangs lower, and opens a picture by its true worth: how well it answers the query, and how much it has of something that all of them like and no query names.
/// </summary>
internal sealed class SimulatedGallery
{
    public const int PerWall = 24, Walls = 20, PerSession = 3, PerDay = 40;

    private const double Common = 1.5, Answering = 0.8; // parts of what all queries share, of what a wall's pictures share with its query

    private readonly int _dimensions;
    private readonly SeededRandom _random;
    private readonly Dictionary<int, double> _worth = [];

    /// <param name="seed">Draws all of it.</param>
    /// <param name="taste">How much they like what no query names; 0: cosine is all that they like.</param>
    /// <param name="answers">How much they like what answers the query.</param>
    /// <param name="dimensions">Of vectors.</param>
    /// <param name="alike">What all pictures share: in CLIP's space all are near each other.</param>
    public SimulatedGallery(int seed, double taste, double answers = 0.5, int dimensions = 32, double alike = 0)
    {
        (_random, _dimensions) = (new(seed), dimensions);
        var (common, liked, mean) = (Vector(), Vector(), Vector());
        var (works, walls) = (new Dictionary<int, float[]>(), new Dictionary<string, float[]>());
        for (var wall = 0; wall < Walls; wall++)
        {
            var query = Unit(Sum(Vector(), common, Common));
            walls[NameOf(wall)] = query;
            var hung = Enumerable.Range(0, PerWall).Select(i => (Number: (wall * PerWall) + i + 1, Vector: Unit(Sum(Sum(Vector(), query, Answering * Math.Sqrt(32.0 / dimensions)), mean, alike)))).ToArray();
            var (cosines, tastes) = (Standard(hung.Select(one => Dot(one.Vector, query))), Standard(hung.Select(one => Dot(one.Vector, liked))));
            foreach (var (i, (number, vector)) in hung.Index())
                (works[number], _worth[number]) = (vector, (answers * cosines[i]) + (taste * tastes[i]));
        }
        Features = new(dimensions, works, walls);
        Cosine = Enumerable.Range(0, Walls).ToDictionary(NameOf, wall => Learner.OrderBy(new Adapter(dimensions, 1), Features, NameOf(wall), [.. Enumerable.Range((wall * PerWall) + 1, PerWall)]));
    }

    public Features Features { get; }

    /// <summary>By wall: the works by plain cosine.</summary>
    public IReadOnlyDictionary<string, int[]> Cosine { get; }

    /// <summary>What some sessions leave in the log.</summary>
    /// <param name="sessions">How many.</param>
    /// <param name="from">The first day.</param>
    /// <param name="orders">What hangs; default: by cosine.</param>
    /// <param name="trial">What is tried beside it.</param>
    public List<Visit> Visits(int sessions, int from, IReadOnlyDictionary<string, int[]>? orders = null, IReadOnlyDictionary<string, int[]>? trial = null)
    {
        var visits = new List<Visit>();
        var today = new Dictionary<(string, int), DailyOrder>();
        for (var session = 0; session < sessions; session++)
        {
            var day = from + (session / PerDay);
            for (var page = 0; page < PerSession; page++)
            {
                var wall = NameOf((int)(_random.Uniform() * Walls));
                if (!today.TryGetValue((wall, day), out var order))
                    today[(wall, day)] = order = new(wall, day, Places((orders ?? Cosine)[wall], trial?[wall]), trial is null ? null : from);
                var cells = new List<Cell>();
                for (var place = 0; place < PerWall && (place < 4 || _random.Uniform() < GoesOn); place++)
                {
                    var (work, by) = order.Cells[place]; // no trial asks for propensities, and to count those of drafts takes long
                    cells.Add(new(work, place, trial is null ? order.Propensity(work, place) : 1.0 / PerWall, by, _random.Uniform() < Chance(work, place) ? Deed.Opened : Deed.Seen));
                }
                visits.Add(new(wall, day, PerWall, cells));
            }
        }
        return visits;
    }

    /// <summary>The true worth of walls in some order: how many pictures a page has opened on the average, if the walls hang so.</summary>
    public double Worth(IReadOnlyDictionary<string, int[]> orders) => orders.Average(wall => wall.Value.Index().Sum(cell => Reached(cell.Index) * Chance(cell.Item, cell.Index)));

    /// <summary>How often each work is seen on a page, if the walls hang so.</summary>
    public static IEnumerable<double> Seen(IReadOnlyDictionary<string, int[]> orders) => orders.SelectMany(static wall => wall.Value.Select(static (_, place) => Reached(place)));

    /// <summary>The best order that there is.</summary>
    public IReadOnlyDictionary<string, int[]> Best() => Cosine.ToDictionary(static wall => wall.Key, wall => wall.Value.OrderByDescending(work => _worth[work]).ToArray());

    public static IEnumerable<Place> Places(int[] works, int[]? candidate = null) => works.Select((work, place) => new Place
    {
        WorkNumber = work, Position = place, Score = 0, Near = false, OpensAt = default, Candidate = candidate is null ? null : Array.IndexOf(candidate, work),
    });

    /// <summary>How much a place is looked at, against the first.</summary>
    public static double LookedAt(int place) => Reached(place) * Math.Pow(1 + place, -0.5);

    private const double GoesOn = 0.93;

    private static double Reached(int place) => Math.Pow(GoesOn, Math.Max(0, place - 3));

    private double Chance(int work, int place) => Math.Pow(1 + place, -0.5) / (1 + Math.Exp(1.5 - (1.2 * _worth[work])));

    private static string NameOf(int wall) => $"room/wall-{wall}";

    private float[] Vector() => [.. Enumerable.Range(0, _dimensions).Select(_ => (float)(Enumerable.Range(0, 12).Sum(_ => _random.Uniform()) - 6))];

    private static float[] Sum(float[] one, float[] other, double part)
    {
        var length = Math.Sqrt(Dot(other, other) / other.Length);
        return [.. one.Zip(other, (a, b) => (float)(a + (part * b / length)))];
    }

    private static float[] Unit(float[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(value => (float)(value / length))];
    }

    private static double Dot(float[] one, float[] other) => one.Zip(other, static (a, b) => (double)a * b).Sum();

    private static double[] Standard(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        var deviation = Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
        return [.. all.Select(value => (value - mean) / deviation)];
    }
}
