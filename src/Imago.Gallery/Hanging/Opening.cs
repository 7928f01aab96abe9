using Imago.Gallery.Store;

namespace Imago.Gallery.Hanging;

/// <summary>When each work can be taken.</summary>
/// <param name="options">What the keeper says.</param>
/// <param name="before">When works that hung could be.</param>
/// <param name="claimed">Works with owners: their times stay.</param>
/// <param name="ballot">The ballot by which all others are given; null: by none.</param>
internal sealed class Opening(HangingOptions options, IReadOnlyDictionary<int, DateTimeOffset> before, IReadOnlySet<int> claimed, Ballot? ballot)
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>The last of all times given.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>Draws the waves of a wall by lot: each has the same number of works, the first ones one more where that does not come out.</summary>
    /// <param name="wall">Its number, for the lot.</param>
    /// <param name="works">Its works.</param>
    /// <returns>The times, in their order.</returns>
    public DateTimeOffset[] Of(int wall, IReadOnlyList<int> works)
    {
        var lots = Enumerable.Range(0, works.Count).ToArray();
        new SeededRandom(((long)options.Seed << 32) + wall).Shuffle<int>(lots);
        var times = works.Select((work, i) =>
            ballot is not null && !claimed.Contains(work) ? ballot.ClosesAt
            : before.TryGetValue(work, out var known) && (claimed.Contains(work) || options is { Opens: null, Waves: null }) ? known
            : (options.Opens ?? _now) + (options.Every * (lots[i] % (options.Waves ?? 1)))).ToArray();
        Last = times.Append(Last).Max();
        return times;
    }

    /// <summary>The ballot by which a work is given.</summary>
    public int? BallotOf(int work) => claimed.Contains(work) ? null : ballot?.Id;
}
