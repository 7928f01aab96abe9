namespace Imago.Torch.Tests.Numerics;

/// <summary>
/// Everything that training asks of an operator y = f(x₁, x₂, …): the value, the gradients gᵢ of Σ y·dy, and the second
/// gradients, those of Σ gᵢ·vᵢ by dy and by each x.
/// </summary>
internal static class Derivatives
{
    /// <summary>[y, g₁, …, second by dy, second by x₁, …]; an absent gradient is zero.</summary>
    public static Tensor[] All(Func<Tensor[], Tensor> f, Tensor[] x, Tensor dy, Tensor[] v)
    {
        var y = f(x);
        var first = Autograd.Grad([y], x, [dy], createGraph: true);
        var (gradients, vectors) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < x.Length; i++)
            if (first[i] is { RequiresGrad: true } gradient)
            {
                gradients.Add(gradient);
                vectors.Add(v[i]);
            }
        Tensor[] by = [dy, .. x];
        var second = gradients.Count == 0 ? new Tensor?[by.Length] : Autograd.Grad([.. gradients], by, [.. vectors]);
        return [y, .. OrZeros(first, x), .. OrZeros(second, by)];
    }

    /// <summary>The names of what <see cref="All"/> gives.</summary>
    public static string[] Names(int inputs)
    {
        var x = Enumerable.Range(1, inputs).Select(i => $"x{i}").ToArray();
        return ["value", .. x.Select(n => $"gradient by {n}"), "second gradient by dy", .. x.Select(n => $"second gradient by {n}")];
    }

    /// <summary>
    /// How far first and second gradients in float64 are from finite differences along random directions, relative to the
    /// size of the terms. Five points: the error of the difference is of the fourth order of its step.
    /// </summary>
    public static (double First, double Second) DistanceFromFiniteDifferences(
        Func<Tensor[], Tensor> f, Tensor[] x, Tensor dy, Tensor[] v, Draw draw)
    {
        const ScalarType f64 = ScalarType.Float64;
        Tensor[] Leaves(Tensor[] of) => [.. of.Select(t => t.Leaf(f64, Layout.Contiguous))];
        var found = All(f, Leaves(x), Leaves([dy])[0], v);
        var (u, du) = (x.Select(t => draw.Normal(t.Shape)).ToArray(), draw.Normal(dy.Shape));

        Tensor[] Moved(double step) => [.. x.Select((t, i) => t.Add(u[i].Mul(step)))];
        double Value(double step) => Dot(f(Moved(step)), dy);
        double Slope(double step)
        {
            var at = Leaves(Moved(step));
            var gradients = OrZeros(Autograd.Grad([f(at)], at, [dy.Add(du.Mul(step))]), at);
            return gradients.Select((g, i) => Dot(g, v[i])).Sum();
        }
        static double Difference(Func<double, double> of)
        {
            const double h = 1e-3;
            return ((8 * (of(h) - of(-h))) - (of(2 * h) - of(-2 * h))) / (12 * h);
        }

        var first = u.Select((t, i) => (Sum: Dot(found[1 + i], t), Size: Norm(found[1 + i]) * Norm(t))).ToArray();
        Tensor[] directions = [du, .. u];
        var second = directions.Select((t, i) => (Sum: Dot(found[1 + x.Length + i], t), Size: Norm(found[1 + x.Length + i]) * Norm(t))).ToArray();
        return (Distance(Difference(Value), first, Norm(found[0]) * Norm(dy)), Distance(Difference(Slope), second, 0));

        static double Distance(double difference, (double Sum, double Size)[] terms, double size) =>
            Math.Abs(difference - terms.Sum(t => t.Sum)) / (terms.Sum(t => t.Size) + size + 1e-3);
    }

    private static Tensor[] OrZeros(Tensor?[] gradients, Tensor[] like) => [.. gradients.Zip(like, (g, t) => g ?? Tensor.ZerosLike(t))];

    private static double Dot(Tensor a, Tensor b) => a.Detach().Mul(b).Sum().ToScalar();

    private static double Norm(Tensor t) => Math.Sqrt(t.Detach().Square().Sum().ToScalar());
}
