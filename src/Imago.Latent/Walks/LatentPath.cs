namespace Imago.Latent.Walks;

/// <summary>A way through a latent space, as a function of time. Vectors are z, or w from its mean on, so that 0 is the middle of the space.</summary>
internal abstract class LatentPath
{
    /// <summary>The point at time t, 0 to 1. A way that closes is at 1 where it was at 0.</summary>
    internal abstract double[] At(double t);

    /// <summary>Σ factorᵢ · vectorᵢ.</summary>
    protected static double[] Sum(IReadOnlyList<double[]> vectors, Func<int, double> factor)
    {
        var sum = new double[vectors[0].Length];
        for (var i = 0; i < vectors.Count; i++)
        {
            var by = factor(i);
            for (var d = 0; by != 0 && d < sum.Length; d++)
                sum[d] += by * vectors[i][d];
        }
        return sum;
    }
}

/// <summary>From one to the next, on straight lines or on arcs, each leg in the same time.</summary>
/// <param name="points">Two or more; where the way closes, the first stands at the end again.</param>
/// <param name="arcs">Arcs (Shoemake 1985: see <see cref="Interpolation.Slerp"/>) instead of lines.</param>
/// <param name="easing">Of each leg.</param>
internal sealed class LegsPath(IReadOnlyList<double[]> points, bool arcs, Easing easing) : LatentPath
{
    internal override double[] At(double t)
    {
        var leg = Math.Min((int)(t * (points.Count - 1)), points.Count - 2);
        var within = easing.At((t * (points.Count - 1)) - leg);
        var (a, b) = arcs ? Interpolation.SlerpWeights(points[leg], points[leg + 1], within) : (1 - within, within);
        return Sum(points, i => i == leg ? a : i == leg + 1 ? b : 0);
    }
}

/// <summary>The circle that two vectors span: cos 2πt · a + sin 2πt · b. Two random ones are nearly at right angles and equally long, so it hardly leaves their sphere.</summary>
internal sealed class CirclePath(double[] a, double[] b, Easing easing) : LatentPath
{
    internal override double[] At(double t)
    {
        // Whole turns are the beginning again, to the last bit.
        var angle = 2 * Math.PI * (easing.At(t) % 1);
        return Sum([a, b], i => i == 0 ? Math.Cos(angle) : Math.Sin(angle));
    }
}
