using Imago.Torch;

namespace Imago.Latent;

/// <summary>Points between two latents, z or w. t = 0 is the first, t = 1 the second; outside 0 to 1 the line or circle goes on.</summary>
public static class Interpolation
{
    // Below this angle, in radians, sin ω carries no digits; the circle then is the line.
    private const double SmallestAngle = 1e-6;

    /// <summary>On the straight line: (1 - t)·a + t·b. For w.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The shape of <paramref name="a"/>.</param>
    /// <param name="t">Where.</param>
    public static Tensor Lerp(Tensor a, Tensor b, double t) => a.Lerp(b, t);

    /// <summary>
    /// On the arc between two vectors (Shoemake 1985, "Animating rotation with quaternion curves"): sin((1 - t)·ω)/sin ω · a + sin(t·ω)/sin ω · b
    /// with the angle ω between them. For z, whose length hardly differs: the straight line would pass through vectors that are too short.
    /// Opposite vectors (no arc is the shortest) and parallel ones take the line.
    /// </summary>
    /// <param name="a">[dim].</param>
    /// <param name="b">[dim].</param>
    /// <param name="t">Where.</param>
    public static Tensor Slerp(Tensor a, Tensor b, double t)
    {
        using var scope = TensorScope.Open();
        b.AssertShape(a.AssertShape(-1).Shape);
        var (ofA, ofB) = SlerpWeights(a.To(ScalarType.Float64).ToArray<double>(), b.To(ScalarType.Float64).ToArray<double>(), t);
        return scope.Keep(a.Mul(ofA).Add(b.Mul(ofB)));
    }

    /// <summary>The factors of a and b on that arc.</summary>
    internal static (double OfA, double OfB) SlerpWeights(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t)
    {
        var omega = Math.Acos(Math.Clamp(Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b)), -1, 1));
        return Math.Sin(omega) > SmallestAngle ? (Math.Sin((1 - t) * omega) / Math.Sin(omega), Math.Sin(t * omega) / Math.Sin(omega)) : (1 - t, t);
    }

    /// <summary>The same arc between the directions of two vectors, on the unit sphere: the result has length 1, as perceptual path length has it.</summary>
    /// <param name="a">[dim], not zero.</param>
    /// <param name="b">[dim], not zero.</param>
    /// <param name="t">Where.</param>
    /// <exception cref="ArgumentException">A vector is zero, or they are opposite and the middle is asked for: no direction is defined.</exception>
    public static Tensor SlerpUnit(Tensor a, Tensor b, double t)
    {
        using var scope = TensorScope.Open();
        var point = Slerp(a.Div(Math.Sqrt(Dot(a, a))), b.Div(Math.Sqrt(Dot(b, b))), t);
        var length = Math.Sqrt(Dot(point, point)); // the line, and rounding, leave the sphere
        if (!(length > SmallestAngle))
            throw new ArgumentException($"between these latents there is no direction at t = {t}: one of them is zero or they are opposite; choose others.");
        return scope.Keep(point.Div(length));
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Dot(Tensor a, Tensor b) => a.To(ScalarType.Float64).Mul(b.To(ScalarType.Float64)).Sum().ToScalar();
}
