using Imago.Gallery.Hanging;
using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>
/// Two orders of a wall in one, as two captains choose their teams (Radlinski, Kurup and Joachims 2008, "How Does Clickthrough Data Reflect Retrieval Quality?"): in each round a coin says who chooses
/// first, and each chooses the first of its order that is left. Whose pictures are opened more often has the better order.
/// </summary>
internal static class TeamDraft
{
    /// <summary>Mixes two orders of the same works.</summary>
    public static (int Work, Ranker By)[] Of(IReadOnlyList<int> present, IReadOnlyList<int> candidate, SeededRandom coins)
    {
        var (drafted, chosen) = (new List<(int, Ranker)>(present.Count), new HashSet<int>(present.Count));
        var (ofPresent, ofCandidate) = (0, 0);
        while (drafted.Count < present.Count)
        {
            var first = (coins.Next() >> 63) == 0;
            Choose(first);
            Choose(!first);
        }
        return [.. drafted];

        void Choose(bool forCandidate)
        {
            var order = forCandidate ? candidate : present;
            ref var at = ref (forCandidate ? ref ofCandidate : ref ofPresent);
            while (at < order.Count && chosen.Contains(order[at]))
                at++;
            if (at == order.Count)
                return;
            chosen.Add(order[at]);
            drafted.Add((order[at], forCandidate ? Ranker.Candidate : Ranker.Present));
        }
    }
}
