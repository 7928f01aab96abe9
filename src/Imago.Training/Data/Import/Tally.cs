using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>The counts of an inspection.</summary>
internal sealed class Tally
{
    private static readonly (string Name, double Ratio)[] s_shapes =
        [("1:2", 0.5), ("9:16", 9 / 16.0), ("2:3", 2 / 3.0), ("3:4", 0.75), ("4:5", 0.8), ("1:1", 1), ("5:4", 1.25), ("4:3", 4 / 3.0), ("3:2", 1.5), ("16:9", 16 / 9.0), ("2:1", 2)];

    private readonly List<int> _shorterSides = [];

    public int Files { get; private set; }

    public int Pictures => _shorterSides.Count;

    public int WithAlpha { get; private set; }

    public Dictionary<string, int> Formats { get; } = [];

    public Dictionary<string, int> Colours { get; } = [];

    public Dictionary<(int Width, int Height), int> Sizes { get; } = [];

    public List<Refusal> Refusals { get; } = [];

    /// <summary>Whether the pictures are alike and of a shape that networks are trained on.</summary>
    public bool Ready => Refusals.Count == 0 && WithAlpha == 0 && Sizes.Count == 1 && Colours.Count == 1
        && Sizes.Keys.Single() is var (width, height) && width == height && int.IsPow2(width) && width >= 4;

    /// <param name="info">What a usable picture is; null for any other file.</param>
    /// <param name="item">The file, with its verdict.</param>
    public void Add(PictureInfo? info, SourceItem item)
    {
        Files++;
        if (item.Fate == Fate.Refused) Refusals.Add(new Refusal(item.Name, item.Reason!));
        if (info is null) return;
        _shorterSides.Add(Math.Min(info.Width, info.Height));
        if (info.HasAlpha) WithAlpha++;
        Count(Formats, info.Format);
        Count(Colours, info.ColourSpace);
        Count(Sizes, (info.Width, info.Height));
    }

    /// <summary>Smallest, middle and largest.</summary>
    public IReadOnlyList<int> ShorterSide()
    {
        _shorterSides.Sort();
        return Pictures == 0 ? [] : [_shorterSides[0], _shorterSides[Pictures / 2], _shorterSides[^1]];
    }

    /// <summary>By the nearest of the usual shapes, tallest first; those that no picture has are left out.</summary>
    public Dictionary<string, int> Shapes() => Sizes
        .GroupBy(static size => Array.IndexOf(s_shapes, s_shapes.MinBy(shape => Math.Abs(Math.Log(shape.Ratio * size.Key.Height / size.Key.Width)))))
        .OrderBy(static group => group.Key)
        .ToDictionary(static group => s_shapes[group.Key].Name, static group => group.Sum(static size => size.Value));

    /// <summary>By the largest power of two that the shorter side reaches, smallest first.</summary>
    public Dictionary<int, int> Reaches() => _shorterSides
        .CountBy(static side => 1 << (int)Math.Log2(side))
        .OrderBy(static pair => pair.Key)
        .ToDictionary();

    public int SuggestedResolution() => Pictures == 0 ? 0 : Math.Clamp(1 << (int)Math.Log2(ShorterSide()[1]), 32, 1024);

    /// <summary>Most frequent first.</summary>
    public static Dictionary<T, int> Ranked<T>(Dictionary<T, int> counts)
        where T : notnull => counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key).ToDictionary();

    private static void Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}

/// <summary>So many of an endless row, each as likely to be kept (Vitter's algorithm R, 1985), in the row's order.</summary>
internal sealed class Reservoir<T>(int capacity)
{
    private readonly List<(int Order, T Item)> _kept = [];
    private readonly SplitMix64 _random = new(0);
    private int _offered;

    public IReadOnlyList<T> Items => [.. _kept.OrderBy(static pair => pair.Order).Select(static pair => pair.Item)];

    public void Offer(T item)
    {
        var order = _offered++;
        if (_kept.Count < capacity) _kept.Add((order, item));
        else if (_random.Below(_offered) is var place && place < capacity) _kept[place] = (order, item);
    }
}
