namespace Imago.Torch.Tests.Numerics;

/// <summary>How far a result in low precision may be from the same computation in float64 on the same (rounded) inputs.</summary>
internal static class Agreement
{
    /// <summary>
    /// Largest relative error of the norm. One rounding costs half a unit of the last place: 2⁻²⁴ in Float32 (24 bits of
    /// fraction), 2⁻¹¹ in Float16 (11 bits), 2⁻⁹ in BFloat16 (8 bits). A second gradient is a formula of a few steps, each
    /// rounded: four roundings in 16 bit. In Float32 long sums are rounded at every step, so sixteen.
    /// </summary>
    public static double Limit(ScalarType type) => type switch
    {
        ScalarType.Float64 => 1e-12,
        ScalarType.Float32 => 16 * Math.Pow(2, -24),
        ScalarType.Float16 => 4 * Math.Pow(2, -11),
        ScalarType.BFloat16 => 4 * Math.Pow(2, -9),
        _ => 0,
    };

    /// <summary>|found - expected| / |expected| as norms over all elements; NaN where a NaN or infinity stands on one side only.</summary>
    public static double RelativeError(Tensor found, Tensor expected)
    {
        Assert.Equal(expected.Shape, found.Shape);
        double[] a = Doubles(found), b = Doubles(expected);
        double difference = 0, norm = 0;
        for (var i = 0; i < a.Length; i++)
        {
            difference += a[i].Equals(b[i]) ? 0 : (a[i] - b[i]) * (a[i] - b[i]);
            norm += double.IsFinite(b[i]) ? b[i] * b[i] : 0;
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / norm);
    }

    /// <summary>The largest error of one element as a part of the largest element: one wrong element among many shows here.</summary>
    public static double WorstElement(Tensor found, Tensor expected)
    {
        double[] a = Doubles(found), b = Doubles(expected);
        double worst = 0, largest = 0;
        for (var i = 0; i < a.Length; i++)
        {
            worst = Math.Max(worst, a[i].Equals(b[i]) ? 0 : Math.Abs(a[i] - b[i]));
            largest = Math.Max(largest, double.IsFinite(b[i]) ? Math.Abs(b[i]) : 0);
        }
        return worst == 0 ? 0 : worst / largest;
    }

    private static double[] Doubles(Tensor t) => t.Detach().To(ScalarType.Float64).ToArray<double>();
}
