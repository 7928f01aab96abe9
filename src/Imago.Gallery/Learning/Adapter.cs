using Imago.Gallery.Hanging;
using Imago.Imaging;

namespace Imago.Gallery.Learning;

/// <summary>
/// A small change of what a text-image network says: score = cos(A t, B x) of a wall's vector t and a picture's vector x, with A = I + U Vᵀ and B = I + P Qᵀ of rank 8 (Hu et al. 2021, "LoRA",
/// arXiv:2106.09685). V and Q begin as zeros, so A and B begin as the identity and the score as the plain cosine.
/// </summary>
internal sealed class Adapter
{
    /// <summary>The rank.</summary>
    public const int Rank = 8;

    private readonly double[] _weights;

    /// <param name="dimensions">Of t and x.</param>
    /// <param name="seed">Draws U and P, each row of about length 1.</param>
    public Adapter(int dimensions, long seed)
    {
        (Dimensions, _weights) = (dimensions, new double[4 * Rank * dimensions]);
        var random = new SeededRandom(seed);
        foreach (var part in (Part[])[Part.U, Part.P])
            foreach (ref var weight in Of(part))
                weight = (random.Uniform() - 0.5) * Math.Sqrt(12.0 / dimensions);
    }

    /// <summary>The four matrices, each [<see cref="Rank"/>, dimensions] in <see cref="Weights"/>.</summary>
    public enum Part
    {
        /// <summary>Where a wall's vector is moved to.</summary>
        U,

        /// <summary>By what of it.</summary>
        V,

        /// <summary>Where a picture's vector is moved to.</summary>
        P,

        /// <summary>By what of it.</summary>
        Q,
    }

    /// <summary>Of t and x.</summary>
    public int Dimensions { get; }

    /// <summary>U, V, P, Q.</summary>
    public Span<double> Weights => _weights;

    /// <summary>A t, of length 1.</summary>
    public double[] OfWall(ReadOnlySpan<double> t) => Moved(t, Part.U, Part.V);

    /// <summary>B x, of length 1.</summary>
    public double[] OfPicture(ReadOnlySpan<double> x) => Moved(x, Part.P, Part.Q);

    /// <summary>cos(A t, B x).</summary>
    public double Score(ReadOnlySpan<double> t, ReadOnlySpan<double> x) => Vectors.Dot<double>(OfWall(t), OfPicture(x));

    /// <summary>‖A - I‖² + ‖B - I‖², the squared distance from the identity (Frobenius); its gradient times a factor is added.</summary>
    public double Distance(Span<double> gradient, double factor)
    {
        var sum = 0.0;
        foreach (var (to, by) in ((Part, Part)[])[(Part.U, Part.V), (Part.P, Part.Q)])
            for (var k = 0; k < Rank; k++)
                for (var l = 0; l < Rank; l++)
                {
                    var (tos, bys) = (Vectors.Dot(Row(to, k), Row(to, l)), Vectors.Dot(Row(by, k), Row(by, l)));
                    sum += tos * bys;
                    Vectors.Add(RowOf(gradient, to, k), Row(to, l), 2 * factor * bys);
                    Vectors.Add(RowOf(gradient, by, k), Row(by, l), 2 * factor * tos);
                }
        return sum;
    }

    /// <summary>Adds the gradient of a wall's vector.</summary>
    /// <param name="t">The vector.</param>
    /// <param name="towards">The gradient of the loss by A t of length 1.</param>
    /// <param name="gradient">As <see cref="Weights"/>.</param>
    public void BackWall(ReadOnlySpan<double> t, ReadOnlySpan<double> towards, Span<double> gradient) => Back(t, towards, gradient, Part.U, Part.V);

    /// <summary>Adds the gradient of a picture's vector.</summary>
    public void BackPicture(ReadOnlySpan<double> x, ReadOnlySpan<double> towards, Span<double> gradient) => Back(x, towards, gradient, Part.P, Part.Q);

    private double[] Moved(ReadOnlySpan<double> vector, Part to, Part by)
    {
        var (moved, length) = Move(vector, to, by);
        foreach (ref var value in moved.AsSpan())
            value /= length;
        return moved;
    }

    // Through m / |m| and m = v + Σ U_k (V_k · v).
    private void Back(ReadOnlySpan<double> vector, ReadOnlySpan<double> towards, Span<double> gradient, Part to, Part by)
    {
        var (moved, length) = Move(vector, to, by);
        var back = towards.ToArray();
        Vectors.Add(back, moved, -Vectors.Dot<double>(moved, towards) / (length * length));
        for (var k = 0; k < Rank; k++)
        {
            Vectors.Add(RowOf(gradient, to, k), back, Vectors.Dot(Row(by, k), vector) / length);
            Vectors.Add(RowOf(gradient, by, k), vector, Vectors.Dot<double>(Row(to, k), back) / length);
        }
    }

    // v + Σ U_k (V_k · v), and its length.
    private (double[] Moved, double Length) Move(ReadOnlySpan<double> vector, Part to, Part by)
    {
        var moved = vector.ToArray();
        for (var k = 0; k < Rank; k++)
            Vectors.Add(moved, Row(to, k), Vectors.Dot(Row(by, k), vector));
        return (moved, Math.Sqrt(Vectors.Dot<double>(moved, moved)));
    }

    private Span<double> Of(Part part) => Weights.Slice((int)part * Rank * Dimensions, Rank * Dimensions);

    private ReadOnlySpan<double> Row(Part part, int k) => RowOf(_weights, part, k);

    private Span<double> RowOf(Span<double> all, Part part, int k) => all.Slice((((int)part * Rank) + k) * Dimensions, Dimensions);
}
