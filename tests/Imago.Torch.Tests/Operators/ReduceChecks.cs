using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>Sums, means, extremes and sorting. Long ones too: a sum that is kept in 8 bits stops growing at 256.</summary>
internal static class ReduceChecks
{
    public static IEnumerable<OperatorCheck> All() =>
    [
        new(Aten.Sum, x => x[0].Sum(), x => new([], [x[0].Values.Sum()]), [.. Whole]),
        new(Aten.Mean, x => x[0].Mean(), x => new([], [x[0].Values.Average()]), [.. Whole]),
        Over(Aten.SumDims, (x, d, keep) => x.Sum(d, keep), v => v.Sum(), [2, 3], true),
        Over(Aten.SumDims, (x, d, keep) => x.Sum(d, keep), v => v.Sum(), [0], false),
        Over(Aten.SumDims, (x, d, keep) => x.Sum(d, keep), v => v.Sum(), [1], true),
        Over(Aten.MeanDims, (x, d, keep) => x.Mean(d, keep), v => v.Average(), [2, 3], true),
        Over(Aten.MeanDims, (x, d, keep) => x.Mean(d, keep), v => v.Average(), [0], false),
        Over(Aten.MeanDims, (x, d, keep) => x.Mean(d, keep), v => v.Average(), [1], true),
        Extreme(Aten.Amax, (x, d, keep) => x.Amax(d, keep), v => v.Max()),
        Extreme(Aten.Amin, (x, d, keep) => x.Amin(d, keep), v => v.Min()),
        new(Aten.Softmax, x => x[0].Softmax(-1), x => Softmax(x[0]), draw => [draw.Normal(3, 5)], draw => [draw.Normal(67)], draw => [draw.Normal(2, 3, 4, 33)])
        {
            LosesChannelsLast = true, Slack = 2, // derivatives are differences of products of the rounded value
        },
        new(Aten.LayerNorm, x => x[0].LayerNorm(x[1], x[2]), x => Normal(x[0], x[1], x[2]),
            draw => [draw.Normal(3, 5), draw.Normal(5), draw.Normal(5)],
            draw => [draw.Normal(2, 7, 67), draw.Normal(67), draw.Normal(67)],
            draw => [draw.Normal(2, 3, 4, 33), draw.Normal(33), draw.Normal(33)])
        {
            Slack = 2, // the second gradient passes through two rounded means
        },
        new(Aten.Sort, x => x[0].Sort(-1), x => Sorted(x[0]), draw => [draw.Distinct(3, 5)], draw => [draw.Distinct(67)], draw => [draw.Distinct(2, 3, 4, 33)])
        {
            Exact = true,
        },
    ];

    private static Func<Draw, Tensor[]>[] Whole =>
        [draw => [draw.Within(0.5, 1.5)], draw => [draw.Within(0.5, 1.5, 2, 33, 4, 3)], draw => [draw.Within(0.5, 1.5, 3, 3, 61, 67)]];

    private static OperatorCheck Over(
        Operator op, Func<Tensor, long[], bool, Tensor> apply, Func<IEnumerable<double>, double> fold, long[] dimensions, bool keep) =>
        new(op, x => apply(x[0], dimensions, keep), x => x[0].Reduce(dimensions, keep, fold),
            draw => [draw.Within(0.5, 1.5, 2, 3, 5, 7)], draw => [draw.Within(0.5, 1.5, 3, 33, 17, 19)], draw => [draw.Within(0.5, 1.5, 300, 2, 1, 3)])
        {
            Variant = $"over {string.Join(", ", dimensions)}",
        };

    private static OperatorCheck Extreme(Operator op, Func<Tensor, long[], bool, Tensor> apply, Func<IEnumerable<double>, double> fold) =>
        new(op, x => apply(x[0], [1, 2, 3], true), x => x[0].Reduce([1, 2, 3], true, fold),
            draw => [draw.Distinct(2, 3, 5, 7)], draw => [draw.Distinct(2, 33, 4, 3)])
        {
            Exact = true,
        };

    private static Plain Softmax(Plain x) => Rows(x, row => row.Select(one => Math.Exp(one) / row.Sum(Math.Exp)));

    private static Plain Normal(Plain x, Plain weight, Plain bias) => Rows(x, row =>
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(one => (one - mean) * (one - mean)) + 1e-5);
        return row.Select((one, i) => ((one - mean) / deviation * weight.Values[i]) + bias.Values[i]);
    });

    private static Plain Rows(Plain x, Func<double[], IEnumerable<double>> of) =>
        new(x.Shape, [.. x.Values.Chunk((int)x.Shape[^1]).SelectMany(of)]);

    private static Plain Sorted(Plain x)
    {
        var values = x.Values.ToArray();
        var row = (int)x.Shape[^1];
        for (var i = 0; i < values.Length; i += row)
            Array.Sort(values, i, row);
        return new(x.Shape, values);
    }
}
