namespace Imago.Latent.Tests.Directions;

/// <summary>Eigenvectors in plain loops: multiply until nothing turns any more, take what was found out of the matrix, begin again (Hotelling's deflation).</summary>
internal static class EigenByPower
{
    private const int Steps = 20_000;

    internal static (double[] Values, double[][] Vectors) Of(double[,] symmetric, int count)
    {
        var n = symmetric.GetLength(0);
        var rest = (double[,])symmetric.Clone();
        var (values, vectors) = (new double[count], new double[count][]);
        for (var k = 0; k < count; k++)
        {
            var vector = Enumerable.Range(0, n).Select(static i => 1 + (0.1 * i)).ToArray();
            for (var step = 0; step < Steps; step++)
            {
                var product = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => rest[i, j] * vector[j])).ToArray();
                values[k] = Math.Sqrt(product.Sum(static value => value * value));
                vector = [.. product.Select(value => value / values[k])];
            }
            vectors[k] = vector;
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    rest[i, j] -= values[k] * vector[i] * vector[j];
        }
        return (values, vectors);
    }
}
