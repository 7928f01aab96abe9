using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>Products of matrices, convolutions and the grid sampler.</summary>
internal static class ProductChecks
{
    public static IEnumerable<OperatorCheck> All() =>
    [
        new(Aten.MatMul, x => x[0].MatMul(x[1]), x => Product(x[0], x[1]),
            draw => [draw.Normal(3, 5), draw.Normal(5, 7)],
            draw => [draw.Normal(17, 300), draw.Normal(300, 33)],
            draw => [draw.Normal(2, 3, 5), draw.Normal(2, 5, 7)],
            draw => [draw.Normal(4, 3, 3), draw.Normal(3, 3)],
            draw => [draw.Normal(2, 1, 3, 40), draw.Normal(5, 40, 6)]),
        new(Aten.Linear, x => x[0].Linear(x[1], x[2]), x => Plain.Zip(Product(x[0], Turned(x[1])), x[2], (y, b) => y + b),
            draw => [draw.Normal(3, 5), draw.Normal(7, 5), draw.Normal(7)],
            draw => [draw.Normal(4, 300), draw.Normal(33, 300), draw.Normal(33)]),
        new(Aten.Linear, x => x[0].Linear(x[1]), x => Product(x[0], Turned(x[1])),
            draw => [draw.Normal(3, 5), draw.Normal(7, 5)],
            draw => [draw.Normal(32, 512), draw.Normal(64, 512)]) { Variant = "without bias" },
        // Signs of eigenvectors are arbitrary; the square of a symmetric matrix, put together again of its eigenvectors, is not.
        new(Aten.LinalgEigh, x => SquareByEigenvectors(x[0].Add(x[0].Transpose(0, 1))), x => Symmetric(x[0]) is var a ? Product(a, a) : a,
            draw => [draw.Normal(5, 5)], draw => [draw.Normal(9, 9)]) { Refused = [ScalarType.BFloat16, ScalarType.Float16] },
        .. Geometries.SelectMany(g => g.Checks()),
        new(Aten.GridSampler, x => GridSampler.Apply(x[0], Grid(x[0])), x => Sampled(x[0]),
            draw => [draw.Normal(2, 3, 5, 7)], draw => [draw.Normal(1, 17, 4, 4)])
        {
            LosesChannelsLast = true, Refused = [ScalarType.BFloat16, ScalarType.Float16],
        },
        // Gain 2 and limit 5.5: the clamp bites from 2.75 on, between the steps that are drawn.
        Activating(0.2, [5, 33]),
        Activating(0.2, [2, 3, 5, 7]),
        Activating(0.2, [2, 33, 4, 3]),
        Activating(0, [3, 17, 6]),
        // Pictures of 35 rows or columns and more: the kernel splits rows into vectors and pictures into stretches of 32 rows.
        Resampling((1, 1), (1, 1), (1, 2), (6, 7), [2, 3, 5, 7]),
        Resampling((2, 2), (1, 1), (1, 2), (11, 13), [2, 3, 5, 7]),
        Resampling((1, 1), (2, 2), (2, 1), (35, 4), [1, 2, 71, 9]),
        Resampling((3, 1), (1, 2), (-2, 1), (19, 20), [2, 17, 4, 39]),
        Resampling((1, 2), (3, 1), (5, -3), (3, 67), [1, 1, 7, 40]),
    ];

    private static OperatorCheck Activating(double slope, long[] shape) =>
        new(Aten.BiasAct, x => BiasActivation.Apply(x[0], x[1], slope, 2, 5.5),
            x => Plain.Make(shape, i => x[0][i] + x[1][i[1]] is var v && v > 0 ? Math.Min(2 * v, 5.5) : 2 * slope * v),
            draw => [draw.BetweenSteps(shape), draw.Within(0, 0.05, shape[1])]) { Variant = $"slope {slope} at [{string.Join(", ", shape)}]" };

    private static readonly double[,] Taps = { { 0.25, -0.5, 1, 0.125 }, { 1.5, 0.75, -0.25, 0.5 }, { -1, 0.375, 0.625, 2 } };

    /// <summary>Factors as (rows, columns), the zeros before, the size of the result.</summary>
    private static OperatorCheck Resampling((int Y, int X) up, (int Y, int X) down, (int Y, int X) before, (int Y, int X) size, long[] shape) =>
        new(Aten.Resample,
            t => Resampler.Apply(t[0], Tensor.From(Taps.Cast<double>().ToArray(), 3, 4), (up.X, up.Y), (down.X, down.Y), (before.X, before.Y), (size.X, size.Y)),
            t => Plain.Make([shape[0], shape[1], size.Y, size.X], i =>
            {
                var sum = 0.0;
                for (var p = 0; p < 3; p++)
                    for (var q = 0; q < 4; q++)
                    {
                        var (row, column) = ((i[2] * down.Y) - before.Y + p, (i[3] * down.X) - before.X + q);
                        if (row >= 0 && column >= 0 && row % up.Y == 0 && column % up.X == 0 && row / up.Y < shape[2] && column / up.X < shape[3])
                            sum += Taps[p, q] * t[0][i[0], i[1], row / up.Y, column / up.X];
                    }
                return sum;
            }),
            draw => [draw.Normal(shape)])
        {
            Variant = $"up {up}, down {down} at [{string.Join(", ", shape)}]", LosesChannelsLast = true,
        };

    // Plain, strided with rows left over, grouped, depthwise with an even kernel, pointwise with more channels than a register holds.
    private static readonly Geometry[] Geometries =
        [new(3, 5, 6, 3, 1, 1, 1), new(16, 8, 8, 3, 2, 0, 1), new(4, 6, 5, 3, 1, 1, 2), new(17, 17, 7, 4, 2, 1, 17), new(40, 3, 4, 1, 1, 0, 1)];

    private sealed record Geometry(int In, int Out, int Side, int Kernel, int Stride, int Padding, int Groups)
    {
        private int Small => ((Side + (2 * Padding) - Kernel) / Stride) + 1;
        private int PerGroup => In / Groups;

        public IEnumerable<OperatorCheck> Checks()
        {
            var name = $"{In} to {Out} at {Side}, kernel {Kernel}, stride {Stride}, padding {Padding}, groups {Groups}";
            yield return new(Aten.Convolution, t => Convolution.Apply(t[0], t[1], Stride, Padding, Groups),
                t => Terms([2, Out, Small, Small], (n, o, i, r, c, a, b, h, w) => ([n, o, r, c], t[0][n, i, h, w] * t[1][o, i % PerGroup, a, b])),
                draw => [draw.Normal(2, In, Side, Side), draw.Normal(Out, PerGroup, Kernel, Kernel)]) { Variant = name };
            yield return new(Aten.ConvolutionInput, t => Convolution.Transposed(t[0], t[1], Side, Side, Stride, Padding, Groups),
                t => Terms([2, In, Side, Side], (n, o, i, r, c, a, b, h, w) => ([n, i, h, w], t[0][n, o, r, c] * t[1][o, i % PerGroup, a, b])),
                draw => [draw.Normal(2, Out, Small, Small), draw.Normal(Out, PerGroup, Kernel, Kernel)]) { Variant = name };
            yield return new(Aten.ConvolutionWeight, t => Convolution.WeightGradient(t[0], t[1], Kernel, Stride, Padding, Groups),
                t => Terms([Out, PerGroup, Kernel, Kernel], (n, o, i, r, c, a, b, h, w) => ([o, i % PerGroup, a, b], t[0][n, o, r, c] * t[1][n, i, h, w])),
                draw => [draw.Normal(2, Out, Small, Small), draw.Normal(2, In, Side, Side)]) { Variant = name };
        }

        /// <summary>
        /// All products of a convolution, x[n, i, h, w] · weight[o, i, a, b] · y[n, o, r, c], each added where the operator puts it.
        /// </summary>
        private Plain Terms(long[] shape, Func<int, int, int, int, int, int, int, int, int, (long[] Index, double Term)> term)
        {
            var sums = Plain.Make(shape, _ => 0);
            for (var n = 0; n < 2; n++)
                for (var o = 0; o < Out; o++)
                    for (var k = 0; k < PerGroup; k++)
                        for (var r = 0; r < Small; r++)
                            for (var c = 0; c < Small; c++)
                                for (var a = 0; a < Kernel; a++)
                                    for (var b = 0; b < Kernel; b++)
                                    {
                                        var (h, w) = ((r * Stride) + a - Padding, (c * Stride) + b - Padding);
                                        if (h < 0 || w < 0 || h >= Side || w >= Side)
                                            continue;
                                        var (i, value) = term(n, o, (o / (Out / Groups) * PerGroup) + k, r, c, a, b, h, w);
                                        sums.Values[(((((i[0] * shape[1]) + i[1]) * shape[2]) + i[2]) * shape[3]) + i[3]] += value;
                                    }
            return sums;
        }
    }

    /// <summary>[..., n, k] × [..., k, m].</summary>
    private static Plain Product(Plain a, Plain b)
    {
        var (n, k, m) = (a.Shape[^2], a.Shape[^1], b.Shape[^1]);
        var batch = Plain.Zip(Plain.Make(a.Shape[..^2], _ => 0), Plain.Make(b.Shape[..^2], _ => 0), (_, _) => 0).Shape;
        return Plain.Make([.. batch, n, m], i =>
        {
            var sum = 0.0;
            for (var j = 0L; j < k; j++)
                sum += a[[.. i[..^1], j]] * b[[.. i[..^2], j, i[^1]]];
            return sum;
        });
    }

    private static Plain Symmetric(Plain x) => Plain.Zip(x, Turned(x), (a, b) => a + b);

    private static Tensor SquareByEigenvectors(Tensor symmetric)
    {
        var (values, vectors) = symmetric.SymmetricEigen();
        return vectors.Mul(values.Square().Unsqueeze(0)).MatMul(vectors.Transpose(0, 1)); // V · λ² · Vᵀ
    }

    private static Plain Turned(Plain x) => Plain.Make([x.Shape[1], x.Shape[0]], i => x[i[1], i[0]]);

    // Sixty-fourths, also outside: exact in every precision.
    private static double Coordinate(long n, long row, long column, int axis) =>
        ((((n * 31) + (row * 17) + (column * 23) + (axis * 41)) % 151) - 75) / 64.0;

    private static Tensor Grid(Tensor x) =>
        Tensor.From(Plain.Make([x.Size(0), 3, 5, 2], i => Coordinate(i[0], i[1], i[2], (int)i[3])).Values, x.Size(0), 3, 5, 2).To(x.Type);

    private static Plain Sampled(Plain x)
    {
        var (height, width) = (x.Shape[2], x.Shape[3]);
        return Plain.Make([x.Shape[0], x.Shape[1], 3, 5], i =>
        {
            var column = (((Coordinate(i[0], i[2], i[3], 0) + 1) * width) - 1) / 2;
            var row = (((Coordinate(i[0], i[2], i[3], 1) + 1) * height) - 1) / 2;
            var sum = 0.0;
            for (var r = 0L; r < height; r++)
                for (var c = 0L; c < width; c++)
                    sum += Math.Max(0, 1 - Math.Abs(row - r)) * Math.Max(0, 1 - Math.Abs(column - c)) * x[i[0], i[1], r, c];
            return sum;
        });
    }
}
