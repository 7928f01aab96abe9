using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>What was preferred to what, on the same wall: pairs of pictures of which one was opened or taken and the other was seen too.</summary>
internal sealed class Preferences
{
    private Preferences(Features features) => Features = features;

    /// <summary>The vectors.</summary>
    public Features Features { get; }

    /// <summary>The walls, with their vectors.</summary>
    public List<(string Name, double[] Vector)> Walls { get; } = [];

    /// <summary>Pictures on walls: the place of the wall in <see cref="Walls"/>, the work, its vector.</summary>
    public List<(int Wall, int Work, double[] Vector)> Items { get; } = [];

    /// <summary>Pairs of places in <see cref="Items"/>, with what each counts for. Those of one deed count together as one, but for <see cref="Attention"/>.</summary>
    public List<(int Better, int Worse, double Weight)> Pairs { get; } = [];

    /// <summary>How many deeds they come from.</summary>
    public int Deeds { get; private set; }

    /// <summary>Collects them. Works and walls without vectors are passed over.</summary>
    public static Preferences Of(IReadOnlyList<Visit> visits, Attention attention, Features features)
    {
        var (all, walls, items, pairs) = (new Preferences(features), new Dictionary<string, int>(), new Dictionary<(int, int), int>(), new Dictionary<(int, int), double>());
        // Whoever takes a picture has no session: what others saw on that wall on that day is what she may have seen.
        var seen = visits.GroupBy(static visit => (visit.Wall, visit.Day)).ToDictionary(static day => day.Key, static day => (IReadOnlyList<Cell>)[.. day.SelectMany(static visit => visit.Cells).DistinctBy(static cell => cell.Work)]);
        foreach (var visit in visits)
        {
            if (Wall(visit.Wall) is not { } wall)
                continue;
            var part = attention.PartOf(visit);
            foreach (var cell in visit.Cells.Where(static cell => cell.Deed != Deed.Seen))
            {
                var others = (visit.IsTaking ? seen[(visit.Wall, visit.Day)] : visit.Cells).Where(other => other.Work != cell.Work)
                    .Select(other => (Item: Item(wall, other.Work), Weight: part * (visit.IsTaking ? attention.WeightOf(cell.Position) : attention.WeightOf(cell.Position, other.Position))))
                    .Where(static other => other.Item is not null).ToArray();
                if (others.Length == 0 || Item(wall, cell.Work) is not { } better)
                    continue;
                all.Deeds++;
                foreach (var (worse, weight) in others)
                    pairs[(better, worse!.Value)] = pairs.GetValueOrDefault((better, worse.Value)) + (weight / visit.Size);
            }
        }
        all.Pairs.AddRange(pairs.Select(static pair => (pair.Key.Item1, pair.Key.Item2, pair.Value)));
        return all;

        int? Wall(string name)
        {
            if (walls.TryGetValue(name, out var at))
                return at;
            if (features.OfWall(name) is not { } vector)
                return null;
            all.Walls.Add((name, vector));
            return walls[name] = all.Walls.Count - 1;
        }

        int? Item(int wall, int work)
        {
            if (items.TryGetValue((wall, work), out var at))
                return at;
            if (features.OfWork(work) is not { } vector)
                return null;
            all.Items.Add((wall, work, vector));
            return items[(wall, work)] = all.Items.Count - 1;
        }
    }
}
