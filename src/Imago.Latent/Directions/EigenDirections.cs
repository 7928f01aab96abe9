using Imago.Torch;

namespace Imago.Latent.Directions;

/// <summary>The eigenvectors of a symmetric matrix with the largest eigenvalues, as directions.</summary>
internal static class EigenDirections
{
    /// <summary>Falling eigenvalues [count], and eigenvectors as rows [count, n], in float64. Signs are settled, so that a file comes out the same on every machine.</summary>
    /// <param name="matrix">[n, n], symmetric, in float64.</param>
    /// <param name="count">1 to n.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    internal static (double[] Values, double[] Vectors) Largest(Tensor matrix, int count)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var n = (int)matrix.Size(0);
        if (count < 1 || count > n)
            throw new ArgumentException($"{count} directions were asked for, expected 1 to {n}, the dimension of w.");
        var (values, vectors) = matrix.SymmetricEigen();
        var largest = values.Slice(0, n - count, n).Flip(0);
        var rows = vectors.Slice(1, n - count, n).Flip(1).Transpose(0, 1).Contiguous(); // [n, count] → [count, n]
        var numbers = rows.ToArray<double>();
        foreach (var row in numbers.Chunk(n).Index())
            if (row.Item.MaxBy(Math.Abs) < 0)
                for (var i = 0; i < n; i++)
                    numbers[(row.Index * n) + i] = -numbers[(row.Index * n) + i];
        return (largest.ToArray<double>(), numbers);
    }
}
