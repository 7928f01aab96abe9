using Imago.Torch.Interop;
using Imago.Torch.Tests.Numerics;
using static Imago.Torch.Tests.Operators.OperatorCheck;

namespace Imago.Torch.Tests.Operators;

/// <summary>Arithmetic, functions, activations, comparisons: element by element.</summary>
internal static class ElementwiseChecks
{
    private const double SeluScale = 1.0507009873554804934193349852946, SeluAlpha = 1.6732632423543772848170429916717;

    public static IEnumerable<OperatorCheck> All() =>
    [
        Binary(Aten.Add, (a, b) => a + b, (a, b) => a + b),
        Unary(Aten.AddScalar, x => x + 0.3, x => x + 0.3),
        Binary(Aten.Sub, (a, b) => a - b, (a, b) => a - b),
        Binary(Aten.Mul, (a, b) => a * b, (a, b) => a * b),
        Unary(Aten.MulScalar, x => x * 0.3, x => x * 0.3),
        Binary(Aten.Div, (a, b) => a / b, (a, b) => a / b, (d, s) => d.AwayFromZero(s)),
        Unary(Aten.DivScalar, x => x / 0.3, x => x / 0.3),
        Binary(Aten.Minimum, (a, b) => a.Minimum(b), Math.Min, Apart) with { Cases = ApartCases, Exact = true },
        Binary(Aten.Maximum, (a, b) => a.Maximum(b), Math.Max, Apart) with { Cases = ApartCases, Exact = true },
        Binary(Aten.LerpScalar, (a, b) => a.Lerp(b, 0.3), (a, b) => a + (0.3 * (b - a))) with { Variant = "near the start" },
        Binary(Aten.LerpScalar, (a, b) => a.Lerp(b, 0.998), (a, b) => a + (0.998 * (b - a))) with
        {
            Variant = "near the end", Slack = 2, // the rounding of 0.998 is multiplied by b - a, which may be much larger than the result
        },

        Unary(Aten.Neg, x => -x, x => -x) with { Exact = true },
        Unary(Aten.Abs, x => x.Abs(), Math.Abs, (d, s) => d.AwayFromZero(s)) with { Exact = true },
        Unary(Aten.Sign, x => x.Sign(), x => Math.Sign(x), (d, s) => d.AwayFromZero(s)) with { Exact = true },
        Unary(Aten.Floor, x => x.Floor(), Math.Floor, (d, s) => d.BetweenSteps(s)) with { Exact = true },
        Unary(Aten.Round, x => x.Round(), Math.Round, (d, s) => d.BetweenSteps(s)) with { Exact = true },
        new(Aten.Round, x => x[0].Round(), x => x[0].Map(Math.Round), _ => [Tensor.From([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5], 7)])
        {
            Variant = "ties to even", Differentiable = false, Exact = true,
        },
        Unary(Aten.Square, x => x.Square(), x => x * x),
        Unary(Aten.Sqrt, x => x.Sqrt(), Math.Sqrt, Positive),
        // Derivatives are powers of the rounded value, the second its fifth: three to five times its error.
        Unary(Aten.Rsqrt, x => x.Rsqrt(), x => 1 / Math.Sqrt(x), Positive) with { Slack = 4 },
        Unary(Aten.Exp, x => x.Exp(), Math.Exp),
        Unary(Aten.Exp2, x => x.Exp2(), x => Math.Pow(2, x)),
        Unary(Aten.Log, x => x.Log(), Math.Log, Positive),
        Unary(Aten.Cos, x => x.Cos(), Math.Cos),
        Unary(Aten.Sin, x => x.Sin(), Math.Sin),
        // Its derivative is the exponential of its rounded square.
        Unary(Aten.Erfinv, x => x.Erfinv(), InverseErrorFunction, (d, s) => d.Within(-0.9, 0.9, s)) with { Slack = 2 },
        Unary(Aten.Clamp, x => x.Clamp(-0.53, 0.91), x => Math.Clamp(x, -0.53, 0.91), (d, s) => d.Distinct(s)),
        Unary(Aten.Clamp, x => x.Clamp(min: 0.28125), x => Math.Max(x, 0.28125), (d, s) => d.Distinct(s)) with { Variant = "from below" },
        Unary(Aten.NanToNum, x => x.NanToNum(0, 1e5, -1e5), x => x) with { Exact = true },
        new(Aten.NanToNum, x => x[0].NanToNum(0.25, 1024, -512), x => x[0].Map(v => double.IsNaN(v) ? 0.25 : v > 1e30 ? 1024 : v < -1e30 ? -512 : v),
            _ => [Tensor.From([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.5, double.NaN, -2.5, 0.0], 7)])
        {
            Variant = "of what is not finite", Differentiable = false, Exact = true,
        },

        Unary(Aten.Relu, x => x.Relu(), x => Math.Max(x, 0), (d, s) => d.AwayFromZero(s)) with { Exact = true },
        Unary(Aten.LeakyRelu, x => x.LeakyRelu(0.2), x => x > 0 ? x : 0.2 * x, (d, s) => d.AwayFromZero(s)),
        Unary(Aten.Tanh, x => x.Tanh(), Math.Tanh) with { Slack = 2 }, // 1 - y² of a rounded y near 1
        Unary(Aten.Sigmoid, x => x.Sigmoid(), Sigmoid),
        Unary(Aten.Softplus, x => x.Softplus(), x => Math.Log(1 + Math.Exp(x))),
        Unary(Aten.Elu, x => x.Elu(), x => x > 0 ? x : Math.Exp(x) - 1, (d, s) => d.AwayFromZero(s)),
        Unary(Aten.Selu, x => x.Selu(), x => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)), (d, s) => d.AwayFromZero(s)),
        Unary(Aten.Silu, x => x.Silu(), x => x * Sigmoid(x)),
        Unary(Aten.Gelu, x => x.Gelu(), x => x * (1 + ErrorFunction(x / Math.Sqrt(2))) / 2),

        new(Aten.Where, x => x[0].Where(EveryThird(x[0]), x[1]), x => Plain.Zip(x[0], x[1], (a, b) => a + b) is var both
                ? Plain.Make(both.Shape, i => ThirdAt(i) ? x[0][i] : x[1][i])
                : throw new InvalidOperationException(),
            draw => [draw.Normal(2, 3, 5, 7), draw.Normal(2, 3, 5, 7)], draw => [draw.Normal(2, 33, 4, 3), draw.Normal(1, 33, 1, 1)],
            draw => [draw.Normal(67), draw.Normal()]) { Exact = true },

        .. Comparisons(),
    ];

    private static IEnumerable<OperatorCheck> Comparisons()
    {
        // 0.25 and the numbers of Distinct are whole in every precision, so that equality occurs. The number of a comparison
        // is rounded to the tensor's precision first: compare with numbers that it has.
        static OperatorCheck With(Operator op, Func<Tensor, Tensor> apply, Func<double, bool> meaning) =>
            Unary(op, apply, x => meaning(x) ? 1 : 0, (d, s) => s.Length == 0 ? Tensor.Full([], 0.25, ScalarType.Float64) : d.Distinct(s)) with
            {
                Differentiable = false, Exact = true, Result = ScalarType.Bool,
            };
        static OperatorCheck Two(Operator op, Func<Tensor, Tensor, Tensor> apply, Func<double, double, bool> meaning) =>
            Binary(op, apply, (a, b) => meaning(a, b) ? 1 : 0) with
            {
                Differentiable = false, Exact = true, Result = ScalarType.Bool,
                Cases = [.. Pairs.Select(pair => (Func<Draw, Tensor[]>)(draw => [draw.Distinct(pair.A), draw.Distinct(pair.B)]))],
            };
        yield return With(Aten.LessScalar, x => x.Less(0.25), x => x < 0.25);
        yield return With(Aten.LessOrEqualScalar, x => x.LessOrEqual(0.25), x => x <= 0.25);
        yield return With(Aten.GreaterScalar, x => x.Greater(0.25), x => x > 0.25);
        yield return With(Aten.GreaterOrEqualScalar, x => x.GreaterOrEqual(0.25), x => x >= 0.25);
        yield return With(Aten.EqualToScalar, x => x.EqualTo(0.25), x => x == 0.25);
        yield return Two(Aten.Less, (a, b) => a.Less(b), (a, b) => a < b);
        yield return Two(Aten.LessOrEqual, (a, b) => a.LessOrEqual(b), (a, b) => a <= b);
        yield return new(Aten.IsFinite, x => x[0].IsFinite(), x => x[0].Map(v => double.IsFinite(v) ? 1 : 0),
            _ => [Tensor.From([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.5, -2.5, 0.0], 6)],
            draw => [draw.Normal(2, 33, 4, 3)])
        {
            Differentiable = false, Exact = true, Result = ScalarType.Bool,
        };
    }

    private static Tensor Positive(Draw draw, long[] shape) => draw.Within(0.5, 3, shape);

    private static Tensor Apart(Draw draw, long[] shape) => draw.Distinct(shape).Add(1.0 / 32);

    private static Func<Draw, Tensor[]>[] ApartCases =>
        [.. Pairs.Select(pair => (Func<Draw, Tensor[]>)(draw => [draw.Distinct(pair.A), Apart(draw, pair.B)]))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static bool ThirdAt(long[] index) => index.Sum() % 3 == 0;

    // In the format of what it chooses from, as a comparison would make it: the result takes the format of the condition.
    private static Tensor EveryThird(Tensor like)
    {
        var condition = Tensor.From(Plain.Make(like.Shape, i => ThirdAt(i) ? 1 : 0).Values.Select(v => v != 0).ToArray(), like.Shape);
        return like.IsChannelsLast ? condition.Contiguous(MemoryFormat.ChannelsLast) : condition;
    }

    // Newton's method.
    private static double InverseErrorFunction(double y)
    {
        var x = y;
        for (var step = 0; step < 60; step++)
            x -= (ErrorFunction(x) - y) / (2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x));
        return x;
    }

    // The power series, which converges everywhere.
    private static double ErrorFunction(double x)
    {
        double erf = 0, power = x;
        for (var n = 0; n < 100; n++, power *= -x * x / n)
            erf += power / ((2 * n) + 1);
        return erf * 2 / Math.Sqrt(Math.PI);
    }
}
