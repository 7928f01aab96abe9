namespace Imago.Latent.Walks;

/// <summary>
/// A cubic spline through points at equal times, without a kink and without a jump of acceleration: natural (no acceleration at the ends), or periodic where the way closes. Where
/// two points are all there is, it is the line between them. (de Boor 1978, "A Practical Guide to Splines", chapter IV.)
/// </summary>
internal sealed class SplinePath : LatentPath
{
    private readonly IReadOnlyList<double[]> _points;
    private readonly List<double[]> _curvatures;
    private readonly Easing _easing;

    /// <param name="points">Two or more; where the way closes, the first stands at the end again.</param>
    /// <param name="closed">Whether it is periodic.</param>
    /// <param name="easing">Of the whole way.</param>
    internal SplinePath(IReadOnlyList<double[]> points, bool closed, Easing easing)
    {
        (_points, _easing) = (points, easing);
        var system = Curvature(points.Count, closed);
        _curvatures = [.. Enumerable.Range(0, points.Count).Select(i => Sum(points, j => system[i, j]))];
    }

    /// <summary>On the leg from i to i + 1, with s from 0 to 1 and second derivatives m: the cubic with these values and second derivatives at its ends.</summary>
    internal override double[] At(double t)
    {
        var time = _easing.At(t) * (_points.Count - 1);
        var leg = Math.Min((int)time, _points.Count - 2);
        var s = time - leg;
        double Cubic(double at) => ((at * at * at) - at) / 6;
        var value = Sum(_points, i => i == leg ? 1 - s : i == leg + 1 ? s : 0);
        var bend = Sum(_curvatures, i => i == leg ? Cubic(1 - s) : i == leg + 1 ? Cubic(s) : 0);
        for (var d = 0; d < value.Length; d++)
            value[d] += bend[d];
        return value;
    }

    /// <summary>
    /// The second derivatives are linear in the points: m = C · points. Continuity of the first derivative says m[i-1] + 4·m[i] + m[i+1] = 6·(p[i-1] - 2·p[i] + p[i+1]); this
    /// solves it for each unit vector in place of p.
    /// </summary>
    private static double[,] Curvature(int count, bool closed)
    {
        var result = new double[count, count];
        // A closed way's last point is its first: one unknown less, and indices go round.
        var n = closed ? count - 1 : count;
        if (n < 3 && (!closed || n < 2))
            return result;
        var matrix = new double[n, n];
        var right = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            if (!closed && (i == 0 || i == n - 1))
            {
                matrix[i, i] = 1;
                continue;
            }
            var (before, after) = ((i + n - 1) % n, (i + 1) % n);
            matrix[i, i] += 4;
            matrix[i, before] += 1;
            matrix[i, after] += 1;
            right[i, i] -= 12;
            right[i, before] += 6;
            right[i, after] += 6;
        }
        Solve(matrix, right);
        for (var i = 0; i < count; i++)
            for (var j = 0; j < n; j++)
                result[i, j] = right[i % n, j];
        return result;
    }

    /// <summary>Gauss's elimination; the matrix is dominated by its diagonal, so no row needs to be exchanged. The solution replaces the right-hand sides.</summary>
    private static void Solve(double[,] matrix, double[,] right)
    {
        var n = matrix.GetLength(0);
        for (var pivot = 0; pivot < n; pivot++)
        {
            var by = 1 / matrix[pivot, pivot];
            for (var j = 0; j < n; j++)
                (matrix[pivot, j], right[pivot, j]) = (matrix[pivot, j] * by, right[pivot, j] * by);
            for (var i = 0; i < n; i++)
            {
                if (i == pivot || matrix[i, pivot] is 0 or -0.0)
                    continue;
                var factor = matrix[i, pivot];
                for (var j = 0; j < n; j++)
                {
                    matrix[i, j] -= factor * matrix[pivot, j];
                    right[i, j] -= factor * right[pivot, j];
                }
            }
        }
    }
}
