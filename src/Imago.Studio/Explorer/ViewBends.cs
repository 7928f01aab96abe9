using System.Globalization;
using Imago.Latent.Bending;
using Imago.Latent.Units;
using Imago.Networks;

namespace Imago.Studio.Explorer;

/// <summary>What a view's switchboard and its death do to the network, as the bends that the command line reads: pictures and films are made of the same.</summary>
internal static class ViewBends
{
    /// <summary>A scale for each layer or unit that was touched, and one of 0 for those of each layer that are dead.</summary>
    /// <param name="view">The view.</param>
    /// <param name="layers">The network's.</param>
    /// <param name="dying">All units in the order of the view's death; empty where it has none.</param>
    /// <exception cref="StudioException">The network has no such layer or unit.</exception>
    public static IReadOnlyList<Bend> Of(ExplorerView view, IReadOnlyList<SynthesisLayerInfo> layers, IReadOnlyList<Unit> dying)
    {
        List<Bend> bends = [];
        foreach (var factor in view.Units)
        {
            var layer = layers.FirstOrDefault(one => one.Name == factor.Layer)
                ?? throw new StudioException($"The network has no layer '{factor.Layer}': its layers are {string.Join(", ", layers.Select(static one => one.Name))}.");
            if (factor.Unit >= layer.Units)
                throw new StudioException($"The layer {layer.Name} has no unit {factor.Unit}: expected 0 to {layer.Units - 1}.");
            bends.Add(new(layer.Name, factor.Unit is { } unit ? Listed([unit]) : new AllUnits(), new Scale(factor.Factor)));
        }
        var dead = dying.Take((int)Math.Round(dying.Count * (view.Death?.Share ?? 0))).GroupBy(static unit => unit.Layer, static unit => unit.Number);
        bends.AddRange(dead.Select(static layer => new Bend(layer.Key, Listed([.. layer.Order()]), new Scale(0))));
        return bends;
    }

    private static ListedUnits Listed(IReadOnlyList<int> rising)
    {
        List<(int From, int To)> ranges = [];
        foreach (var unit in rising)
        {
            if (ranges.Count > 0 && ranges[^1].To == unit - 1)
                ranges[^1] = (ranges[^1].From, unit);
            else
                ranges.Add((unit, unit));
        }
        return new(string.Join(',', ranges.Select(static one => one.From == one.To ? Text(one.From) : $"{Text(one.From)}-{Text(one.To)}")), ranges);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
