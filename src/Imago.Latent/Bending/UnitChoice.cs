using System.Globalization;
using Imago.Latent.Units;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>Which units of each layer are bent.</summary>
public abstract record UnitChoice
{
    /// <summary>What may be written, for the help of an option.</summary>
    public const string Words = "all, a share at random such as 40% (40%@7 is another one), numbers such as 0-15,20, or strongest-16 or weakest-16 (measured on 64 pictures)";

    /// <summary>Whether it asks for strengths.</summary>
    internal virtual bool NeedsStrengths => false;

    /// <summary>The numbers of the chosen units, rising.</summary>
    /// <param name="layer">Of the network.</param>
    /// <param name="strengths">How loud a unit is.</param>
    /// <exception cref="ArgumentException">The layer has no such unit.</exception>
    internal abstract IReadOnlyList<int> Of(SynthesisLayerInfo layer, Func<Unit, double> strengths);

    /// <summary>Reads what <see cref="Words"/> tells.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static UnitChoice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "all")
            return new AllUnits();
        if (text.Split('%') is [var share, var seed] && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100)
        {
            if (seed.Length == 0)
                return new RandomUnits(percent);
            if (seed[0] == '@' && Number(seed[1..]) is { } number)
                return new RandomUnits(percent, number);
        }
        foreach (var strongest in new[] { true, false })
            if (text.StartsWith(ExtremeUnits.WordOf(strongest), StringComparison.Ordinal) && Number(text[ExtremeUnits.WordOf(strongest).Length..]) is > 0 and var count)
                return new ExtremeUnits(count, strongest);
        var ranges = text.Split(',', StringSplitOptions.TrimEntries).Select(static part => part.Split('-')).Select(static ends => (Ends: ends.Length, From: Number(ends[0]), To: Number(ends[^1]))).ToList();
        return ranges.TrueForAll(static one => one.Ends <= 2 && one.From is not null && one.To is not null && one.From <= one.To)
            ? new ListedUnits(text, [.. ranges.Select(static one => (one.From!.Value, one.To!.Value))])
            : throw new ArgumentException($"The units '{text}' are none: expected {Words}.");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>All of them.</summary>
public sealed record AllUnits : UnitChoice
{
    /// <inheritdoc/>
    public override string ToString() => "all";

    internal override IReadOnlyList<int> Of(SynthesisLayerInfo layer, Func<Unit, double> strengths) => [.. Enumerable.Range(0, layer.Units)];
}

/// <summary>Some of them, each layer's own. The same seed is the same units, and a larger share holds the smaller.</summary>
/// <param name="Percent">More than 0, to 100; one unit at least.</param>
/// <param name="Seed">Another number, other units.</param>
public sealed record RandomUnits(double Percent, int Seed = 0) : UnitChoice
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Percent}%{(Seed == 0 ? "" : $"@{Seed}")}");

    internal override IReadOnlyList<int> Of(SynthesisLayerInfo layer, Func<Unit, double> strengths)
    {
        // FNV-1a of the name, so that layers of as many units have other ones; the same in every process.
        var own = layer.Name.Aggregate(2166136261u, static (hash, letter) => (hash ^ letter) * 16777619u);
        var order = new NumpyRandom(own ^ (uint)Seed).Permutation(layer.Units);
        return [.. order.Take(Math.Max(1, (int)Math.Round(layer.Units * Percent / 100))).Order()];
    }
}

/// <summary>Those with these numbers.</summary>
/// <param name="Text">As they are written.</param>
/// <param name="Ranges">From and to, both included.</param>
public sealed record ListedUnits(string Text, IReadOnlyList<(int From, int To)> Ranges) : UnitChoice
{
    /// <inheritdoc/>
    public override string ToString() => Text;

    internal override IReadOnlyList<int> Of(SynthesisLayerInfo layer, Func<Unit, double> strengths) =>
        Ranges.Max(static one => one.To) < layer.Units ? [.. Ranges.SelectMany(static one => Enumerable.Range(one.From, one.To - one.From + 1)).Distinct().Order()]
            : throw new ArgumentException($"The units '{Text}' go beyond {layer.Name}, whose units are 0 to {layer.Units - 1}: choose among them, or other layers.");
}

/// <summary>Those that are loudest, or quietest, on average (<see cref="UnitStatistics"/>).</summary>
/// <param name="Count">How many of each layer, 1 or more.</param>
/// <param name="Strongest">The loudest.</param>
public sealed record ExtremeUnits(int Count, bool Strongest) : UnitChoice
{
    internal override bool NeedsStrengths => true;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{WordOf(Strongest)}{Count}");

    internal static string WordOf(bool strongest) => strongest ? "strongest-" : "weakest-";

    internal override IReadOnlyList<int> Of(SynthesisLayerInfo layer, Func<Unit, double> strengths) =>
        Count <= layer.Units ? [.. Enumerable.Range(0, layer.Units).OrderBy(unit => strengths(new(layer.Name, unit)) * (Strongest ? -1 : 1)).Take(Count).Order()]
            : throw new ArgumentException($"'{this}' asks for more units than {layer.Name} has, which are {layer.Units}: choose 1 to {layer.Units}, or other layers.");
}
