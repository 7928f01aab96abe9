using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;
using static Imago.Torch.Tests.Operators.OperatorCheck;

namespace Imago.Torch.Tests.Operators;

/// <summary>Views, copies, joins, paddings and conversions: elements are moved, none is computed.</summary>
internal static class ShapeChecks
{
    public static IEnumerable<OperatorCheck> All() =>
    [
        Moving(Aten.Reshape, x => x.Reshape(6, 35), [2, 3, 5, 7], [6, 35], (x, i) => x.Values[(i[0] * 35) + i[1]]),
        Moving(Aten.Reshape, x => x.Reshape(2, -1, 3, 4, 4), [2, 33, 4, 4], [2, 11, 3, 4, 4], (x, i) => x[i[0], (i[1] * 3) + i[2], i[3], i[4]]) with
        {
            Variant = "channels split",
        },
        Moving(Aten.Permute, x => x.Permute(0, 2, 3, 1), [2, 33, 4, 3], [2, 4, 3, 33], (x, i) => x[i[0], i[3], i[1], i[2]]) with { LosesChannelsLast = true },
        Moving(Aten.Transpose, x => x.Transpose(1, -1), [2, 3, 5, 7], [2, 7, 5, 3], (x, i) => x[i[0], i[3], i[2], i[1]]) with { LosesChannelsLast = true },
        Moving(Aten.Unsqueeze, x => x.Unsqueeze(1), [5, 67], [5, 1, 67], (x, i) => x[i[0], i[2]]),
        Moving(Aten.Squeeze, x => x.Squeeze(1), [5, 1, 67], [5, 67], (x, i) => x[i[0], 0, i[1]]),
        Moving(Aten.Expand, x => x.Expand(2, -1, 5, 3), [1, 33, 1, 1], [2, 33, 5, 3], (x, i) => x[i]) with { LosesChannelsLast = true },
        Moving(Aten.Repeat, x => x.Repeat(2, 3, 1, 2), [1, 5, 3, 4], [2, 15, 3, 8], (x, i) => x[0, i[1] % 5, i[2], i[3] % 4]) with { LosesChannelsLast = true },
        Moving(Aten.Slice, x => x.Slice(2, 1, 7, 2), [2, 3, 9, 5], [2, 3, 3, 5], (x, i) => x[i[0], i[1], 1 + (2 * i[2]), i[3]]) with { LosesChannelsLast = true },
        Moving(Aten.Select, x => x.Select(1, 2), [3, 4, 33], [3, 33], (x, i) => x[i[0], 2, i[1]]),
        Moving(Aten.IndexSelect, x => x.IndexSelect(0, Tensor.From([2L, 0, 2, 1], 4)), [3, 5, 4, 7], [4, 5, 4, 7],
            (x, i) => x[new[] { 2, 0, 2, 1 }[i[0]], i[1], i[2], i[3]]) with { LosesChannelsLast = true, Refused = Halves },
        Moving(Aten.IndexSelect, x => x.IndexSelect(0, Tensor.From(Enumerable.Range(0, 900).Select(n => n % 3L).ToArray(), 900)),
            [3, 17], [900, 17], (x, i) => x[i[0] % 3, i[1]]) with { Variant = "the same many times", Refused = Halves },
        Moving(Aten.IndexSelect, x => x.IndexSelect(0, Tensor.From([2L, 0, 2, 1], 4)), [3, 33], [4, 33],
            (x, i) => x[new[] { 2, 0, 2, 1 }[i[0]], i[1]]) with { Variant = "without derivatives", Differentiable = false },
        Moving(Aten.Flip, x => x.Flip(2, 3), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i[0], i[1], 3 - i[2], 2 - i[3]]),
        Moving(Aten.Flip, x => x.Flip(0), [67], [67], (x, i) => x[66 - i[0]]) with { Variant = "a vector" },
        Moving(Aten.ConstantPad, x => x.Pad(1, 2, 3, 0), [2, 5, 4, 3], [2, 5, 7, 6],
            (x, i) => i[2] >= 3 && i[3] is >= 1 and < 4 ? x[i[0], i[1], i[2] - 3, i[3] - 1] : 0),
        Moving(Aten.ConstantPad, x => x.Pad(-1, 1, 0, -2), [2, 5, 5, 4], [2, 5, 3, 4],
            (x, i) => i[3] < 3 ? x[i[0], i[1], i[2], i[3] + 1] : 0) with { Variant = "cropping" },
        Moving(Aten.ReflectionPad2d, x => x.ReflectionPad2d(2, 1, 3, 0), [2, 5, 6, 4], [2, 5, 9, 7],
            (x, i) => x[i[0], i[1], Mirrored(i[2] - 3, 6), Mirrored(i[3] - 2, 4)]) with { LosesChannelsLast = true, Refused = Halves },
        Moving(Aten.Contiguous, x => x.Contiguous(), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]) with { LosesChannelsLast = true },
        Moving(Aten.Contiguous, x => x.Contiguous(MemoryFormat.ChannelsLast), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]) with
        {
            Variant = "channels last",
        },
        Moving(Aten.Clone, x => x.Clone(), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]),
        Moving(Aten.Detach, x => x.Detach(), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]) with { Differentiable = false },
        Moving(Aten.ToDevice, x => x.To(Device.Cpu).Mul(1), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]),
        Moving(Aten.ToDtype, x => x.To(ScalarType.Float64), [2, 33, 4, 3], [2, 33, 4, 3], (x, i) => x[i]) with
        {
            Variant = "up", Result = ScalarType.Float64,
        },
        Moving(Aten.ToDtype, x => x.To(ScalarType.Float32, MemoryFormat.ChannelsLast).To(ScalarType.Float64), [2, 33, 4, 3], [2, 33, 4, 3],
            (x, i) => x[i]) with { Variant = "there and back", Result = ScalarType.Float64, Differentiable = false, Cases = [d => [d.Distinct(2, 33, 4, 3)]] },
        new(Aten.Cat, x => Tensor.Cat(x, 1), x => Plain.Make([2, 8, 5, 3], i => i[1] < 3 ? x[0][i] : x[1][i[0], i[1] - 3, i[2], i[3]]),
            draw => [draw.Normal(2, 3, 5, 3), draw.Normal(2, 5, 5, 3)]) { Exact = true },
        new(Aten.Cat, x => Tensor.Cat(x, 0), x => Plain.Make([9], i => i[0] < 1 ? x[0][i] : i[0] < 2 ? x[1][i[0] - 1] : x[2][i[0] - 2]),
            draw => [draw.Normal(1), draw.Normal(1), draw.Normal(7)]) { Exact = true, Variant = "three vectors" },
        new(Aten.Stack, x => Tensor.Stack(x, 1), x => Plain.Make([5, 3, 33], i => x[(int)i[1]][i[0], i[2]]),
            draw => [draw.Normal(5, 33), draw.Normal(5, 33), draw.Normal(5, 33)]) { Exact = true },
    ];

    private static readonly ScalarType[] Halves = [ScalarType.BFloat16, ScalarType.Float16];

    private static long Mirrored(long i, long n) => i < 0 ? -i : i >= n ? (2 * (n - 1)) - i : i;
}
