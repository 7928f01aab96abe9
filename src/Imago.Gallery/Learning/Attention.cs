using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>
/// How much a place on a wall is looked at, whatever hangs there. How many pages reach a place, the log says. How much less a picture is opened that is seen at a later place, follows from the days of
/// lots: each cell counts for the inverse of its picture's propensity for that place, so at every place it is as if all pictures hung there equally often, and what differs is the place
/// (Joachims, Swaminathan and Schnabel 2017, "Unbiased Learning-to-Rank with Biased Feedback", arXiv:1608.04468; swaps as in Agarwal et al. 2019, arXiv:1812.05161).
/// </summary>
internal sealed class Attention
{
    /// <summary>Nothing counts for more than so many.</summary>
    public const double MostWeight = 10;

    private readonly double[] _reached, _opened;

    private Attention(double[] reached, double[] opened) => (_reached, _opened) = (reached, opened);

    /// <summary>As if all places were alike: what naive counting of clicks believes.</summary>
    public static Attention Even { get; } = new([], []);

    /// <summary>Measures it.</summary>
    public static Attention Of(IReadOnlyList<Visit> visits)
    {
        var places = visits.Select(static visit => visit.Size).DefaultIfEmpty(0).Max();
        var (pages, reached, seen, opened) = (new double[places], new double[places], new double[places], new double[places]);
        foreach (var visit in visits.Where(static visit => !visit.IsTaking))
        {
            for (var place = 0; place < visit.Size; place++)
                pages[place]++;
            foreach (var cell in visit.Cells)
            {
                var weight = Math.Min(MostWeight, 1 / (visit.Size * cell.Propensity));
                reached[cell.Position]++;
                seen[cell.Position] += weight;
                opened[cell.Position] += cell.Deed == Deed.Seen ? 0 : weight;
            }
        }
        return new([.. reached.Index().Select(one => one.Item / Math.Max(1, pages[one.Index]))], Falling([.. opened.Index().Select(one => seen[one.Index] == 0 ? 0 : one.Item / seen[one.Index])], seen));
    }

    /// <summary>What an opened picture counts for: the inverse of how much its place is looked at, against the first.</summary>
    public double WeightOf(int place) => Inverse(Part(_reached, place) * Part(_opened, place));

    /// <summary>What it counts for against another that was seen: both have to be reached, and it has to be opened.</summary>
    public double WeightOf(int place, int other) => Inverse(Math.Min(Part(_reached, place), Part(_reached, other)) * Part(_opened, place));

    /// <summary>What each deed of a visit counts for beside that: a page with many deeds has no more to say than <see cref="MostWeight"/>, a taking counts for <see cref="Visit.OfTaking"/>.</summary>
    public double PartOf(Visit visit) =>
        visit.IsTaking ? Visit.OfTaking : Math.Min(1, MostWeight / Math.Max(1, visit.Cells.Sum(cell => cell.Deed == Deed.Seen ? 0 : WeightOf(cell.Position))));

    private static double Inverse(double part) => part <= 1 / MostWeight ? MostWeight : Math.Min(MostWeight, 1 / part);

    private static double Part(double[] of, int place) => place >= of.Length || of[0] == 0 ? 1 : of[place] / of[0];

    // Never rising: neighbours that rise become their common mean (Ayer et al. 1955).
    private static double[] Falling(double[] values, double[] weights)
    {
        var blocks = new List<(double Value, double Weight, int Length)>();
        foreach (var (i, value) in values.Index())
        {
            blocks.Add((value, weights[i], 1));
            while (blocks is [.., var before, var last] && last.Value > before.Value)
            {
                var weight = Math.Max(before.Weight + last.Weight, 1e-12);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((((before.Value * before.Weight) + (last.Value * last.Weight)) / weight, weight, before.Length + last.Length));
            }
        }
        return [.. blocks.SelectMany(static block => Enumerable.Repeat(block.Value, block.Length))];
    }
}
