using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>
/// How a learnt order does on the walls, by <see cref="TeamDraft"/>: a page on which more of its pictures were opened than of the present order's is for it, one with fewer against it, a taking speaks
/// for itself. All pages of a wall on a day hang alike, so they are one throw of the coins and have one vote together: z = (won - lost) / √(won + lost). However many pages tell the same, they
/// win a wall's day and no more.
/// </summary>
/// <param name="From">The first day, since 1970.</param>
/// <param name="Won">Days of walls.</param>
/// <param name="Lost">Days of walls.</param>
/// <param name="Z">Above 2.6 it is better, below -2.6 worse. Where there is no difference, one look finds either in 0.5 % of cases, and a look each day from the 7th to the 28th in about 2.5 %.</param>
public sealed record Trial(int From, int Won, int Lost, double Z)
{
    /// <summary>Beyond it, it is decided.</summary>
    public const double Decided = 2.6;

    /// <summary>In fewer days nothing is decided, so that nobody decides it in one.</summary>
    public const int FewestDays = 7;

    /// <summary>After so many days without a decision a trial ends: what is better by so little is not worth it.</summary>
    public const int LongestDays = 28;

    /// <summary>Counts.</summary>
    /// <param name="visits">All that is kept.</param>
    /// <param name="from">By wall, since when it is tried there.</param>
    internal static Trial Of(IEnumerable<Visit> visits, IReadOnlyDictionary<string, int> from)
    {
        var votes = new Dictionary<(string, int), int>();
        foreach (var visit in visits.Where(visit => from.TryGetValue(visit.Wall, out var first) && visit.Day >= first))
        {
            var opened = visit.Cells.Where(static cell => cell.Deed != Deed.Seen).ToArray();
            votes[(visit.Wall, visit.Day)] = votes.GetValueOrDefault((visit.Wall, visit.Day)) + Math.Sign(opened.Count(static cell => cell.By == Ranker.Candidate) - opened.Count(static cell => cell.By == Ranker.Present));
        }
        var (won, lost) = (votes.Values.Count(static vote => vote > 0), votes.Values.Count(static vote => vote < 0));
        return new(from.Values.Min(), won, lost, (won - lost) / Math.Sqrt(Math.Max(1, won + lost)));
    }
}
