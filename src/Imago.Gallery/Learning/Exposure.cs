using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>How evenly pictures are seen.</summary>
internal static class Exposure
{
    /// <summary>Above this Gini coefficient no learnt order is tried or goes live.</summary>
    public const double MostUneven = 0.6;

    /// <summary>The Gini coefficient: 0 where all are seen alike, near 1 where one is seen alone.</summary>
    public static double Gini(IEnumerable<double> seen)
    {
        var sorted = seen.Order().ToArray();
        var sum = sorted.Sum();
        return sum == 0 ? 0 : sorted.Index().Sum(one => one.Item * ((2 * one.Index) + 1 - sorted.Length)) / (sum * sorted.Length);
    }

    /// <summary>
    /// The Gini coefficient of free pictures that an order of all walls would have: each wall has the visits that it has, and at each place so many of them see what hangs there as do now; on
    /// <see cref="DailyOrder.Lots"/> of the days a picture hangs anywhere.
    /// </summary>
    /// <param name="visits">What was seen.</param>
    /// <param name="orders">By wall: the works in their order.</param>
    /// <param name="free">Whether a work can be taken.</param>
    public static double Gini(IEnumerable<Visit> visits, IEnumerable<(string Wall, int[] Order)> orders, Func<int, bool> free)
    {
        var places = new Dictionary<string, double[]>();
        foreach (var visit in visits.Where(static visit => !visit.IsTaking))
        {
            if (!places.TryGetValue(visit.Wall, out var at))
                places[visit.Wall] = at = new double[visit.Size];
            foreach (var cell in visit.Cells)
                at[cell.Position]++;
        }
        return Gini(orders.Where(one => places.ContainsKey(one.Wall)).SelectMany(one =>
        {
            var (at, order) = (places[one.Wall], one.Order);
            var byLot = at.Sum() / order.Length;
            return order.Index().Where(cell => free(cell.Item)).Select(cell => (DailyOrder.Lots * byLot) + ((1 - DailyOrder.Lots) * (cell.Index < at.Length ? at[cell.Index] : 0)));
        }));
    }
}
