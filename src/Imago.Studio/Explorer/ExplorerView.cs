using System.Globalization;
using System.Text;
using Imago.Latent.Ablation;
using Imago.Latent.Units;
using Imago.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Imago.Studio.Explorer;

/// <summary>Styles of another picture in some of the layers.</summary>
/// <param name="From">The other picture.</param>
/// <param name="Layers">Which ws: see <see cref="Latent.StyleLayers"/>.</param>
public sealed record StyleMix(LatentAddress From, string Layers);

/// <summary>A death up to a moment: a share of all units is silent.</summary>
/// <param name="Order">One of <see cref="Orders"/>.</param>
/// <param name="Seed">Of random orders.</param>
/// <param name="Share">0 to 1.</param>
public sealed record Death(string Order, long Seed, double Share)
{
    /// <summary>The orders that need no measuring beforehand, by their names on the command line.</summary>
    public static IReadOnlyDictionary<string, DyingOrder> Orders { get; } = new Dictionary<string, DyingOrder>
    {
        ["random"] = DyingOrder.Random, ["coarse-to-fine"] = DyingOrder.CoarseToFine, ["fine-to-coarse"] = DyingOrder.FineToCoarse, ["by-layer"] = DyingOrder.ByLayer,
    };

    /// <summary>All units of a network in the order in which they die.</summary>
    internal IReadOnlyList<Unit> Ordered(IReadOnlyList<SynthesisLayerInfo> layers) => AblationPlan.Ordered(layers, Orders[Order], Seed, static _ => 0);

    /// <inheritdoc/>
    public override string ToString() => $"{Order}:{Seed}:{LatentAddress.Text(Share)}";
}

/// <summary>A factor for a unit of a layer, or for the whole layer.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Unit">Which; null for all.</param>
/// <param name="Factor">0 silences.</param>
public sealed record UnitFactor(string Layer, int? Unit, double Factor);

/// <summary>All that decides what the explorer shows. It is the query of the page's address, so that an address shows the same again.</summary>
public sealed record ExplorerView
{
    /// <summary>The sizes that a wall may have: odd squares, so that its centre is in the middle.</summary>
    public static IReadOnlyList<int> Walls { get; } = [1, 9, 25, 49];

    /// <summary>The most points that are held.</summary>
    public const int MostHeld = 12;

    /// <summary>The network: see <see cref="Networks.NetworkEntry.Key"/>.</summary>
    public string Network { get; init; } = Networks.NetworkShelf.BundledKey;

    /// <summary>The centre.</summary>
    public LatentAddress At { get; init; } = new LatentAddress.OfSeed(0);

    /// <summary>ψ.</summary>
    public double Psi { get; init; } = 0.7;

    /// <summary>Only so many of the ws are truncated; null for all.</summary>
    public int? Cutoff { get; init; }

    /// <summary>How far the neighbours are, 0 to 1: see <see cref="LatentPoints"/>.</summary>
    public double Distance { get; init; } = 0.3;

    /// <summary>How many pictures there are on the wall, one of <see cref="Walls"/>.</summary>
    public int Wall { get; init; } = 9;

    /// <summary>Which noise.</summary>
    public NoiseMode Noise { get; init; } = NoiseMode.Const;

    /// <summary>Of fresh noise.</summary>
    public long NoiseSeed { get; init; }

    /// <summary>The class, for a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>Styles of another picture; null for none.</summary>
    public StyleMix? Mix { get; init; }

    /// <summary>A file of directions, its path below the workspace; null for none.</summary>
    public string? Directions { get; init; }

    /// <summary>How far along which direction.</summary>
    public IReadOnlyDictionary<int, double> Moves { get; init; } = new SortedDictionary<int, double>();

    /// <summary>What the switchboard does.</summary>
    public IReadOnlyList<UnitFactor> Units { get; init; } = [];

    /// <summary>A death; null for none.</summary>
    public Death? Death { get; init; }

    /// <summary>Points that are held, for a walk between them.</summary>
    public IReadOnlyList<LatentAddress> Held { get; init; } = [];

    /// <summary>The address of one point's picture, which the wall round it and what is held do not change.</summary>
    public string PictureOf(LatentAddress at) => Pictures(at.ToString(), Death?.ToString());

    /// <summary>The addresses of pictures between two points, with <c>{t}</c> for the share of the way.</summary>
    public string PicturesBetween(LatentAddress from, LatentAddress to) => Pictures($"({from},{to},{{t}})", Death?.ToString());

    /// <summary>The addresses of pictures of the centre, with <c>{t}</c> for the share of its units that are dead.</summary>
    public string PicturesDying(Death death) => Pictures(At.ToString(), $"{death.Order}:{death.Seed}:{{t}}");

    private string Pictures(string at, string? death) => "/pictures?" + (this with { Wall = Default.Wall, Distance = Default.Distance, Held = [] }).Query(at, death).Replace("%7Bt%7D", "{t}", StringComparison.Ordinal);

    private static ExplorerView Default { get; } = new();

    /// <summary>As a query, without a question mark: what is as it is by default is left out.</summary>
    public string ToQuery() => Query(At.ToString(), Death?.ToString());

    private string Query(string at, string? death)
    {
        var query = new StringBuilder();
        void Add(string name, string value, bool usual = false)
        {
            if (!usual)
                query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Escaped(value));
        }
        Add("network", Network, Network == Default.Network);
        Add("at", at);
        Add("psi", Number(Psi), Psi == Default.Psi);
        Add("cutoff", $"{Cutoff}", Cutoff is null);
        Add("distance", Number(Distance), Distance == Default.Distance);
        Add("wall", $"{Wall}", Wall == Default.Wall);
        Add("noise", Noise.ToString().ToLowerInvariant(), Noise == Default.Noise);
        Add("noise-seed", $"{NoiseSeed}", NoiseSeed == 0);
        Add("class", $"{Class}", Class is null);
        Add("mix", $"{Mix?.From}", Mix is null);
        Add("mix-layers", $"{Mix?.Layers}", Mix is null);
        Add("directions", $"{Directions}", Directions is null);
        Add("moves", string.Join(',', Moves.OrderBy(static one => one.Key).Select(static one => $"{one.Key}:{Number(one.Value)}")), Moves.Count == 0);
        Add("units", string.Join(',', Units.Select(static one => $"{one.Layer}/{one.Unit?.ToString(CultureInfo.InvariantCulture) ?? "all"}:{Number(one.Factor)}")), Units.Count == 0);
        Add("death", $"{death}", death is null);
        Add("held", string.Join(';', Held), Held.Count == 0);
        return query.ToString();
    }

    /// <summary>Reads a query.</summary>
    /// <exception cref="StudioException">Something in it cannot be.</exception>
    public static ExplorerView Parse(string query)
    {
        var given = new QueryCollection(QueryHelpers.ParseQuery(query));
        string? Text(string name) => given[name] is [{ Length: > 0 } value, ..] ? value : null;
        return new()
        {
            Network = Text("network") ?? Default.Network,
            At = Text("at") is { } at ? LatentAddress.Parse(at) : Default.At,
            Psi = Text("psi") is { } psi ? Real("psi", psi, -2, 2) : Default.Psi,
            Cutoff = Text("cutoff") is { } cutoff ? (int)Whole("cutoff", cutoff, 100) : null,
            Distance = Text("distance") is { } distance ? Real("distance", distance, 0, 1) : Default.Distance,
            Wall = Text("wall") is not { } wall ? Default.Wall : Whole("wall", wall, 49) is var size && Walls.Contains((int)size) ? (int)size : throw Wrong("wall", wall, string.Join(", ", Walls)),
            Noise = Text("noise") switch { null or "const" => NoiseMode.Const, "none" => NoiseMode.None, "random" => NoiseMode.Random, var other => throw Wrong("noise", other, "const, none or random") },
            NoiseSeed = Text("noise-seed") is { } seed ? Whole("noise-seed", seed, LatentAddress.HighestSeed) : 0,
            Class = Text("class") is { } label ? (int)Whole("class", label, int.MaxValue) : null,
            Mix = Text("mix") is { } mix ? new(LatentAddress.Parse(mix), Text("mix-layers") ?? "fine") : null,
            Directions = Text("directions"),
            Moves = ToMoves(Text("moves")?.Split(',') ?? []),
            Units = [.. (Text("units")?.Split(',') ?? []).Select(ToFactor)],
            Death = Text("death") is { } death ? ToDeath(death) : null,
            Held = [.. (Text("held")?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? []).Take(MostHeld).Select(LatentAddress.Parse)],
        };
    }

    /// <summary>Escaped as far as it must be: <c>@</c>, <c>:</c>, <c>/</c>, <c>,</c> and parentheses may stand in a query, and are easier to read there.</summary>
    private static string Escaped(string value) => Uri.EscapeDataString(value).Replace("%40", "@", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal).Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal)
        .Replace("%3B", ";", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static double Real(string name, string text, double least, double most) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? Math.Round(value, 4) : throw Wrong(name, text, $"a number from {least} to {most}");

    private static long Whole(string name, string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most ? value : throw Wrong(name, text, $"a whole number from 0 to {most}");

    private static SortedDictionary<int, double> ToMoves(string[] texts)
    {
        var moves = new SortedDictionary<int, double>();
        foreach (var (direction, strength) in texts.Select(ToMove))
            if (!moves.TryAdd(direction, strength))
                throw Wrong("moves", string.Join(',', texts), $"the direction {direction} once");
        return moves;
    }

    private static KeyValuePair<int, double> ToMove(string text) =>
        text.Split(':') is [var number, var strength] ? new((int)Whole("moves", number, 100_000), Real("moves", strength, -100, 100)) : throw Wrong("moves", text, "DIRECTION:STRENGTH, such as 0:1.5");

    private static UnitFactor ToFactor(string text) =>
        text.Split('/', ':') is [var layer, var unit, var factor] ? new(layer, unit == "all" ? null : (int)Whole("units", unit, 100_000), Real("units", factor, -100, 100))
            : throw Wrong("units", text, "LAYER/UNIT:FACTOR, such as b16.conv0/3:0 or b16.conv0/all:0");

    private static Death ToDeath(string text) =>
        text.Split(':') is [var order, var seed, var share] && Death.Orders.ContainsKey(order) ? new(order, Whole("death", seed, LatentAddress.HighestSeed), Real("death", share, 0, 1))
            : throw Wrong("death", text, $"ORDER:SEED:SHARE with one of the orders {string.Join(", ", Death.Orders.Keys)}");

    private static StudioException Wrong(string name, string text, string expected) => new($"The address says '{name}={text}', expected {expected}: correct it, or begin with a new point.");
}
