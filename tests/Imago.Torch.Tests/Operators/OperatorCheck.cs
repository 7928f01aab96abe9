using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>What is checked of one operator: how it is called, on which inputs, and what it means.</summary>
/// <param name="Operator">The entry of <see cref="Aten"/>.</param>
/// <param name="Apply">The typed method that calls it.</param>
/// <param name="Meaning">The same in plain loops.</param>
/// <param name="Cases">Inputs in float64; shapes with odd sizes and with more elements than a vector register holds.</param>
internal sealed record OperatorCheck(
    Operator Operator, Func<Tensor[], Tensor> Apply, Func<Plain[], Plain> Meaning, params Func<Draw, Tensor[]>[] Cases)
{
    /// <summary>Tells several checks of one operator apart.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Whether gradients are asked for; not of comparisons and in-place steps.</summary>
    public bool Differentiable { get; init; } = true;

    /// <summary>Whether the value is only moved or compared, and so right to the last bit in every precision.</summary>
    public bool Exact { get; init; }

    /// <summary>The element type of the result where it is not that of the inputs.</summary>
    public ScalarType? Result { get; init; }

    /// <summary>Precisions that are refused with an exception, by libtorch 1.13 or by the typed method; never answered wrongly.</summary>
    public ScalarType[] Refused { get; init; } = [];

    /// <summary>Whether channels last goes in and something else comes out; see docs/operators.md.</summary>
    public bool LosesChannelsLast { get; init; }

    /// <summary>How many times the usual limit the error may be, with the reason beside it.</summary>
    public double Slack { get; init; } = 1;

    public static readonly long[][] Shapes = [[], [67], [5, 3], [2, 3, 5, 7], [2, 33, 4, 3]];

    /// <summary>Pairs that are broadcast against each other.</summary>
    public static readonly (long[] A, long[] B)[] Pairs =
        [([], []), ([67], [67]), ([2, 3, 5, 7], [2, 3, 5, 7]), ([2, 16, 5, 3], [1, 16, 1, 1]), ([4, 33], [33]), ([3, 1, 5], [1, 4, 5]), ([67], [])];

    /// <summary>One input, element by element.</summary>
    public static OperatorCheck Unary(
        Operator op, Func<Tensor, Tensor> apply, Func<double, double> meaning, Func<Draw, long[], Tensor>? domain = null) =>
        new(op, x => apply(x[0]), x => x[0].Map(meaning),
            [.. Shapes.Select(shape => (Func<Draw, Tensor[]>)(draw => [(domain ?? ((d, s) => d.Normal(s)))(draw, shape)]))]);

    /// <summary>Two inputs, element with element, broadcast.</summary>
    public static OperatorCheck Binary(
        Operator op, Func<Tensor, Tensor, Tensor> apply, Func<double, double, double> meaning, Func<Draw, long[], Tensor>? domain = null) =>
        new(op, x => apply(x[0], x[1]), x => Plain.Zip(x[0], x[1], meaning),
            [.. Pairs.Select(pair => (Func<Draw, Tensor[]>)(draw =>
                [draw.Normal(pair.A), (domain ?? ((d, s) => d.Normal(s)))(draw, pair.B)]))]);

    /// <summary>One input of a shape of its own, elements moved: (input, index in the result) → element.</summary>
    public static OperatorCheck Moving(
        Operator op, Func<Tensor, Tensor> apply, long[] shape, long[] result, Func<Plain, long[], double> meaning) =>
        new(op, x => apply(x[0]), x => Plain.Make(result, i => meaning(x[0], i)), draw => [draw.Normal(shape)]) { Exact = true };
}
