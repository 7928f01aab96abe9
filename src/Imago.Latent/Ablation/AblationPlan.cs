using Imago.Latent.Units;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Ablation;

/// <summary>Which unit is dead when. All that a film of a dying network says follows from it.</summary>
/// <param name="Units">Those that die, the first first.</param>
/// <param name="Frames">Of the film, 2 or more.</param>
/// <param name="Curve">How the number of the dead grows.</param>
/// <param name="Revive">Whether they come back, the last first, in the second half.</param>
public sealed record AblationPlan(IReadOnlyList<Unit> Units, int Frames, DyingCurve Curve, bool Revive)
{
    /// <summary>The units of layers in the order in which they die.</summary>
    /// <param name="layers">Of the network, in its order.</param>
    /// <param name="order">Which.</param>
    /// <param name="seed">Of random orders.</param>
    /// <param name="strengths">How loud a unit is; needed by <see cref="DyingOrder.Strongest"/> and <see cref="DyingOrder.Weakest"/> only.</param>
    public static IReadOnlyList<Unit> Ordered(IReadOnlyList<SynthesisLayerInfo> layers, DyingOrder order, long seed, Func<Unit, double> strengths)
    {
        Unit[] UnitsOf(IEnumerable<SynthesisLayerInfo> some) => [.. some.SelectMany(static layer => Enumerable.Range(0, layer.Units).Select(number => new Unit(layer.Name, number)))];
        var random = new NumpyRandom(seed);
        Unit[] Shuffled(IEnumerable<SynthesisLayerInfo> some)
        {
            var units = UnitsOf(some);
            random.Shuffle(units.AsSpan());
            return units;
        }

        return order switch
        {
            DyingOrder.Strongest => [.. UnitsOf(layers).OrderByDescending(strengths)],
            DyingOrder.Weakest => [.. UnitsOf(layers).OrderBy(strengths)],
            DyingOrder.CoarseToFine => [.. layers.GroupBy(static layer => layer.Resolution).SelectMany(Shuffled)],
            DyingOrder.FineToCoarse => [.. layers.GroupBy(static layer => layer.Resolution).Reverse().SelectMany(Shuffled)],
            DyingOrder.ByLayer => UnitsOf(layers),
            _ => Shuffled(layers),
        };
    }

    /// <summary>How many are dead in a frame: none in the first, all in the last, or in the middle one where they revive.</summary>
    /// <param name="frame">0 to Frames - 1.</param>
    public int DeadAt(int frame)
    {
        // Two frames are the darkest where an even number of them revives.
        var time = Revive ? (double)Math.Min(frame, Frames - 1 - frame) / Math.Max(1, (Frames - 1) / 2) : (double)frame / (Frames - 1);
        return (int)Math.Round(Units.Count * (Curve switch
        {
            DyingCurve.Ease => time * time * (3 - (2 * time)),
            DyingCurve.Exponential => (Math.Exp(5 * time) - 1) / (Math.Exp(5) - 1),
            _ => time,
        }));
    }

    /// <summary>Every death and every awakening, in order.</summary>
    public IEnumerable<(int Frame, Unit Unit, bool Dies)> Events()
    {
        for (var frame = 1; frame < Frames; frame++)
        {
            var (before, now) = (DeadAt(frame - 1), DeadAt(frame));
            for (var i = before; i < now; i++)
                yield return (frame, Units[i], true);
            for (var i = before - 1; i >= now; i--)
                yield return (frame, Units[i], false);
        }
    }
}
