using Imago.Torch;

namespace Imago.Training.Quality;

/// <summary>A kernel distance with its 95 % interval.</summary>
/// <param name="Value">Unbiased, so it may be a little below 0 where two sets are alike.</param>
/// <param name="StandardError">By the jackknife over pictures.</param>
public readonly record struct KernelDistanceResult(double Value, double StandardError)
{
    /// <summary>Lower end of the 95 % interval.</summary>
    public double Low => Value - 1.96 * StandardError;

    /// <summary>Upper end of the 95 % interval.</summary>
    public double High => Value + 1.96 * StandardError;
}

/// <summary>
/// The kernel distance (KID; Bińkowski et al. 2018): the squared maximum mean discrepancy with the kernel k = (x·y / d + 1)³, the unbiased estimate over all
/// pictures, without subsets. Its interval comes from the jackknife: each picture is left out once, in closed form from the sums of the kernel's rows.
/// It counts the pictures of both sets as what varies. Where the sets are alike, its lower end stays below 0, and its upper end falls below 0 in about a tenth of the draws.
/// </summary>
public sealed class KernelDistance
{
    private const int Chunk = 1024; // rows of the kernel at a time: memory stays flat

    private readonly float[] _features;
    private readonly int _dim;
    private readonly int _count;
    private readonly double[] _rowSums; // Σ over j ≠ i of k(i, j)

    /// <summary>Prepares one side of many comparisons.</summary>
    /// <param name="features">[n, d], n 3 or more.</param>
    /// <param name="dim">d.</param>
    /// <exception cref="ArgumentException">Fewer than 3 rows: there is nothing to leave out.</exception>
    public KernelDistance(float[] features, int dim)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        if (features.Length % dim != 0 || features.Length / dim < 3)
            throw new ArgumentException($"{features.Length} numbers were given as features of length {dim}, expected 3 or more whole rows.", nameof(features));
        (_features, _dim, _count) = (features, dim, features.Length / dim);
        (_rowSums, _) = Sums(this, this);
        for (var i = 0; i < _count; i++)
        {
            double square = 0;
            foreach (var x in features.AsSpan(i * dim, dim))
                square += (double)x * x;
            _rowSums[i] -= Math.Pow(square / dim + 1, 3);
        }
    }

    /// <summary>The distance to another set; its size may differ.</summary>
    /// <exception cref="ArgumentException">The features have another length.</exception>
    public KernelDistanceResult To(KernelDistance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._dim != _dim)
            throw new ArgumentException($"features of length {_dim} were to be compared with features of length {other._dim}.", nameof(other));
        var (crossHere, crossThere) = Sums(this, other);
        double n = _count, m = other._count, cross = crossHere.Sum();
        double within = _rowSums.Sum() / (n * (n - 1)), withinOther = other._rowSums.Sum() / (m * (m - 1));
        var value = within + withinOther - 2 * cross / (n * m);
        return new(value, Math.Sqrt(Variance(_rowSums, crossHere, m) + Variance(other._rowSums, crossThere, n)));

        // What leaving out one picture of a set changes, of the terms that hold it: [Σ − 2 rᵢ] / ((n − 1)(n − 2)) − 2 [Σ_cross − cᵢ] / ((n − 1) m).
        double Variance(double[] rowSums, double[] crossSums, double others)
        {
            double count = rowSums.Length, all = rowSums.Sum();
            var without = new double[rowSums.Length];
            for (var i = 0; i < without.Length; i++)
                without[i] = (all - 2 * rowSums[i]) / ((count - 1) * (count - 2)) - 2 * (cross - crossSums[i]) / ((count - 1) * others);
            var mean = without.Average();
            return (count - 1) / count * without.Sum(x => (x - mean) * (x - mean));
        }
    }

    // The kernel's sums over all pairs, for each picture of a and each of b; 64-bit, because the parts are far larger than their difference.
    private static (double[] Rows, double[] Columns) Sums(KernelDistance a, KernelDistance b)
    {
        var (rows, columns) = (new double[a._count], new double[b._count]);
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < a._count; i += Chunk)
        {
            for (var j = 0; j < b._count; j += Chunk)
            {
                using var scope = TensorScope.Open();
                var dots = a.Rows(i).MatMul(b.Rows(j).Transpose(0, 1)); // [up to 1024, up to 1024]
                var near = dots / a._dim + 1;
                var kernel = near * near * near;
                Add(rows, i, kernel.Sum([1]));
                Add(columns, j, kernel.Sum([0]));
            }
        }
        return (rows, columns);

        static void Add(double[] sums, int first, Tensor part)
        {
            foreach (var value in part.ToArray<double>())
                sums[first++] += value;
        }
    }

    private Tensor Rows(int first)
    {
        var rows = Math.Min(Chunk, _count - first);
        return Tensor.From<float>(_features.AsSpan(first * _dim, rows * _dim), rows, _dim).To(ScalarType.Float64);
    }
}
