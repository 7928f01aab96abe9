using Imago.Gallery.Hanging;
using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>
/// What visitors of days that no training saw would have found: IPS-nDCG@24, the discounted gain (Järvelin and Kekäläinen 2002) of what they opened or took, each deed weighted by the
/// inverse of how much its place is looked at (<see cref="Attention"/>), as a part of the best that there is. The interval is from 2,000 drawings of days of walls with replacement (Efron 1979), for pages of one wall on one day hang alike.
/// </summary>
/// <param name="Present">Of the walls' present orders.</param>
/// <param name="Candidate">Of the learnt orders.</param>
/// <param name="Low">2.5 % of drawings have a smaller difference, candidate less present.</param>
/// <param name="High">2.5 % have a larger one.</param>
/// <param name="Deeds">How many pictures were opened or taken.</param>
/// <param name="WallDays">On how many days of walls.</param>
public sealed record Gate(double Present, double Candidate, double Low, double High, int Deeds, int WallDays)
{
    private const int Cut = 24, Drawings = 2000;

    /// <summary>Whether the learnt order may be tried on walls.</summary>
    public bool IsOpen => Low > 0;

    /// <summary>Judges.</summary>
    internal static Gate Of(IEnumerable<Visit> visits, Attention attention, IReadOnlyDictionary<string, WallOrders> orders)
    {
        var deeds = 0;
        var days = new Dictionary<(string, int), (double Present, double Candidate, double Best)>();
        foreach (var visit in visits)
        {
            if (!orders.TryGetValue(visit.Wall, out var wall))
                continue;
            var part = attention.PartOf(visit);
            var done = visit.Cells.Where(cell => cell.Deed != Deed.Seen && wall.Present.Contains(cell.Work)).Select(cell => (cell.Work, Weight: part * attention.WeightOf(cell.Position))).OrderByDescending(static one => one.Weight).ToArray();
            var sums = days.GetValueOrDefault((visit.Wall, visit.Day));
            foreach (var (best, (work, weight)) in done.Index())
                sums = (sums.Present + (weight * Gain(Array.IndexOf(wall.Present, work))), sums.Candidate + (weight * Gain(Array.IndexOf(wall.Candidate, work))), sums.Best + (weight * Gain(best)));
            days[(visit.Wall, visit.Day)] = sums;
            deeds += done.Length;
        }
        var each = days.Values.Where(static day => day.Best > 0).ToArray();
        if (each.Length == 0)
            return new(0, 0, 0, 0, 0, 0);
        var random = new SeededRandom(each.Length);
        var differences = new double[Drawings];
        foreach (ref var difference in differences.AsSpan())
        {
            var (sum, best) = (0.0, 0.0);
            for (var i = 0; i < each.Length; i++)
            {
                var day = each[(int)(random.Uniform() * each.Length)];
                (sum, best) = (sum + day.Candidate - day.Present, best + day.Best);
            }
            difference = sum / best;
        }
        Array.Sort(differences);
        var all = each.Sum(static day => day.Best);
        return new(each.Sum(static day => day.Present) / all, each.Sum(static day => day.Candidate) / all, differences[Drawings / 40], differences[^(Drawings / 40)], deeds, each.Length);
    }

    private static double Gain(int place) => place < Cut ? 1 / Math.Log2(place + 2) : 0;
}

/// <summary>The two orders of a wall: works in the order in which they hang, and in that which was learnt.</summary>
internal sealed record WallOrders(int[] Present, int[] Candidate);
