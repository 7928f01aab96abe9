using System.Globalization;
using Imago.Torch;

namespace Imago.Reference.Tests;

/// <summary>An output beside its expected value: the element that is worst, as a multiple of the tolerance.</summary>
public sealed record Comparison(string Output, string Message, double Ratio)
{
    public bool Holds => Ratio <= 1; // false for NaN

    public static Comparison Of(string output, Tensor met, Tensor expected, double tolerance)
    {
        if (!met.Shape.AsSpan().SequenceEqual(expected.Shape))
            return new(output, $"has the shape [{string.Join(", ", met.Shape)}], expected [{string.Join(", ", expected.Shape)}].", double.PositiveInfinity);

        var (ours, theirs) = (Values(met), Values(expected));
        var (worst, worstDifference, beyond) = (0, -1.0, 0);
        for (var i = 0; i < ours.Length; i++)
        {
            // Not a number is infinitely far from anything; equal infinities are not a difference.
            var difference = ours[i].Equals(theirs[i]) ? 0 : Math.Abs(ours[i] - theirs[i]);
            if (double.IsNaN(difference))
                difference = double.PositiveInfinity;
            if (difference > tolerance)
                beyond++;
            if (difference > worstDifference)
                (worst, worstDifference) = (i, difference);
        }
        if (ours.Length == 0)
            return new(output, "is empty, as expected.", 0);
        var ratio = worstDifference == 0 ? 0 : worstDifference / tolerance;
        return new(output, string.Create(CultureInfo.InvariantCulture,
            $"at [{string.Join(", ", Position(worst, met.Shape))}] {ours[worst]:g9} was met, {theirs[worst]:g9} expected: a difference of {worstDifference:g3}, {ratio:g3} times the tolerance {tolerance:g3} ({beyond} of {ours.Length} elements beyond it)."), ratio);
    }

    public override string ToString() => $"{Output} {Message}";

    private static double[] Values(Tensor tensor) => tensor.Detach().To(ScalarType.Float64).ToArray<double>();

    private static long[] Position(long index, long[] shape)
    {
        var position = new long[shape.Length];
        for (var i = shape.Length - 1; i >= 0; i--)
            (index, position[i]) = Math.DivRem(index, shape[i]);
        return position;
    }
}
