using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imago.Gallery.Hanging;
using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>
/// The order of a wall on a day, the same for everyone and on every server. One day of four, drawn by lot, the lot orders all of it: so every picture comes to every place with a probability that is
/// known, and what is opened can be told from what hangs well. On the other days it hangs in its present order; while a learnt order is tried, in a <see cref="TeamDraft"/> of both.
/// </summary>
internal sealed class DailyOrder
{
    /// <summary>How probable it is that the lot orders a wall.</summary>
    public const double Lots = 0.25;

    private const int Drafts = 1024; // from which the probabilities of a draft are counted

    private readonly string _wall;
    private readonly int[] _present;
    private readonly int[]? _candidate;
    private Dictionary<(int Work, int Position), double>? _drafted;

    /// <param name="wall">The wall, as <c>people/round-dance</c>.</param>
    /// <param name="day">See <see cref="DayOf"/>.</param>
    /// <param name="places">All that hangs on it.</param>
    /// <param name="trialFrom"><see cref="Wall.TrialFrom"/>.</param>
    public DailyOrder(string wall, int day, IEnumerable<Place> places, int? trialFrom)
    {
        (_wall, Day) = (wall, day);
        var hung = places.OrderBy(static place => place.Position).ToArray();
        _present = [.. hung.Select(static place => place.WorkNumber)];
        if (day >= trialFrom && hung.All(static place => place.Candidate is not null))
            _candidate = [.. hung.OrderBy(static place => place.Candidate).Select(static place => place.WorkNumber)];
        var random = Random($"{wall} {day.ToString(CultureInfo.InvariantCulture)}");
        if (random.Uniform() < Lots)
        {
            var drawn = _present.ToArray();
            random.Shuffle<int>(drawn);
            Cells = [.. drawn.Select(static work => (work, Ranker.Lot))];
        }
        else
        {
            Cells = _candidate is null ? [.. _present.Select(static work => (work, Ranker.Present))] : TeamDraft.Of(_present, _candidate, random);
        }
    }

    /// <summary>The day, since 1970, UTC.</summary>
    public int Day { get; }

    /// <summary>What hangs, in its order, with who put it there.</summary>
    public IReadOnlyList<(int Work, Ranker By)> Cells { get; }

    /// <summary>Names wall, day and order, as <c>people/round-dance 20780 1f3a9c02</c>: what a page shows is told apart from what hangs by now.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{_wall} {Day} {Convert.ToHexStringLower(Hash(string.Join(' ', Cells.Select(static cell => $"{cell.Work}{cell.By}"))).AsSpan(0, 4))}");

    /// <summary>The day of a time.</summary>
    public static int DayOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 86_400);

    /// <summary>How probable that place is for that work, over the days: by lot, in the present order, or by the coins of a draft.</summary>
    public double Propensity(int work, int position)
    {
        if (_candidate is not null)
            _drafted ??= Count(_wall, _present, _candidate);
        var without = _drafted is not null ? _drafted.GetValueOrDefault((work, position)) : _present[position] == work ? 1 : 0;
        return (Lots / _present.Length) + ((1 - Lots) * without);
    }

    private static Dictionary<(int, int), double> Count(string wall, int[] present, int[] candidate)
    {
        var (coins, counts) = (Random("drafts of " + wall), new Dictionary<(int, int), double>());
        for (var draft = 0; draft < Drafts; draft++)
            foreach (var (position, (work, _)) in TeamDraft.Of(present, candidate, coins).Index())
                counts[(work, position)] = counts.GetValueOrDefault((work, position)) + (1.0 / Drafts);
        return counts;
    }

    private static SeededRandom Random(string of) => new(BinaryPrimitives.ReadInt64LittleEndian(Hash(of)));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
