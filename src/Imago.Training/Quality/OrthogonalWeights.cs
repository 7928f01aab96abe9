using System.Runtime.Intrinsics;
using Imago.Torch;

namespace Imago.Training.Quality;

/// <summary>
/// Random matrices with orthonormal rows (or columns, where there are more rows), bit for bit the same on every machine and for ever: only
/// additions, products, divisions and square roots of 64-bit floats in a fixed order, which IEEE 754 defines to the last bit.
/// </summary>
internal static class OrthogonalWeights
{
    /// <summary>[rows, columns] from the generator, rows first, times <paramref name="gain"/>.</summary>
    public static float[] Draw(NumpyRandom random, int rows, int columns, double gain)
    {
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var vector = vectors[i] = new double[length];
            foreach (ref var value in vector.AsSpan())
                value = NearlyNormal(random);
            // Modified Gram and Schmidt: random vectors are far enough from dependent for one pass.
            for (var j = 0; j < i; j++)
                AddScaled(vector, vectors[j], -Dot(vector, vectors[j]));
            var norm = Math.Sqrt(Dot(vector, vector));
            foreach (ref var value in vector.AsSpan())
                value /= norm;
        }
        var weights = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                weights[row * columns + column] = (float)(gain * (rows <= columns ? vectors[row][column] : vectors[column][row]));
        }
        return weights;
    }

    // A sum of twelve uniform numbers: mean 0, deviation 1. A true Gaussian needs a logarithm, whose last bit differs between C libraries.
    private static double NearlyNormal(NumpyRandom random)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += random.RandomSample();
        return sum;
    }

    // Eight sums side by side. A Vector256 has four lanes on every processor, so the order of additions is fixed.
    private static double Dot(double[] a, double[] b)
    {
        Vector256<double> even = default, odd = default;
        var i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            even += Vector256.Create(a, i) * Vector256.Create(b, i);
            odd += Vector256.Create(a, i + 4) * Vector256.Create(b, i + 4);
        }
        var lanes = even + odd;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(double[] to, double[] from, double factor)
    {
        var i = 0;
        for (; i + 4 <= to.Length; i += 4)
            (Vector256.Create(to, i) + Vector256.Create(from, i) * factor).CopyTo(to, i);
        for (; i < to.Length; i++)
            to[i] += from[i] * factor;
    }
}
