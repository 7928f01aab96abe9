using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>Steps that change the tensor itself, as optimisers and averages take them: the value that is left.</summary>
internal static class InPlaceChecks
{
    public static IEnumerable<OperatorCheck> All() =>
    [
        Step(Aten.Copy_, x => x[0].CopyFrom(x[1]), x => x[1], 2) with { Exact = true },
        Step(Aten.Add_, x => x[0].AddInPlace(x[1], -0.3), x => x[0] - (0.3 * x[1]), 2),
        Step(Aten.MulScalar_, x => x[0].MulInPlace(0.9), x => 0.9 * x[0], 1),
        Step(Aten.LerpScalar_, x => x[0].LerpInPlace(x[1], 0.002), x => x[0] + (0.002 * (x[1] - x[0])), 2) with { Variant = "near the start" },
        Step(Aten.LerpScalar_, x => x[0].LerpInPlace(x[1], 0.9), x => x[0] + (0.9 * (x[1] - x[0])), 2) with { Variant = "near the end" },
        Step(Aten.Addcmul_, x => x[0].AddcmulInPlace(x[1], x[2], 0.3), x => x[0] + (0.3 * x[1] * x[2]), 3),
        Step(Aten.Addcdiv_, x => x[0].AddcdivInPlace(x[1], x[2], 0.3), x => x[0] + (0.3 * x[1] / x[2]), 3),
        Step(Aten.Zero_, x => x[0].ZeroInPlace(), _ => 0, 1) with { Exact = true },
    ];

    private static OperatorCheck Step(Operator op, Func<Tensor[], Tensor> apply, Func<double[], double> meaning, int inputs) =>
        new(op, apply, x => Plain.Make(x[0].Shape, i => meaning([.. x.Select(p => p[i])])),
            [.. OperatorCheck.Shapes.Select(shape => (Func<Draw, Tensor[]>)(draw => [.. Enumerable.Range(0, inputs).Select(_ => draw.AwayFromZero(shape))]))])
        {
            Differentiable = false,
        };
}
