namespace Imago.Training.Augment;

/// <summary>
/// The filters of the pipe, from the low-pass coefficients of two wavelets of Daubechies' least asymmetric family ("symlets",
/// Daubechies 1992, "Ten Lectures on Wavelets", table 6.3): orthonormal, Σ h[n]·h[n + 2k] = 1 for k = 0, else 0, and Σ h[n] = √2.
/// </summary>
public static class Wavelets
{
    /// <summary>The bands of <see cref="BandFilters"/>.</summary>
    public const int Bands = 4;

    /// <summary>The taps of each of <see cref="BandFilters"/>.</summary>
    public const int BandTaps = 43;

    // Two vanishing moments: (1 - √3, 3 - √3, 3 + √3, 1 + √3) / (4√2).
    private static readonly double[] s_sym2 =
        [.. new[] { 1 - Math.Sqrt(3), 3 - Math.Sqrt(3), 3 + Math.Sqrt(3), 1 + Math.Sqrt(3) }.Select(tap => tap / (4 * Math.Sqrt(2)))];

    // Six vanishing moments.
    private static readonly double[] s_sym6 =
    [
        0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633,
        0.4910559419267466, 0.787641141030194, 0.3379294217276218, -0.07263752278646252,
        -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036, -0.007800708325034148,
    ];

    /// <summary>
    /// The low-pass of the geometric resampling, <c>Hz_geom</c> [12]: sym6 scaled to sum 1. Up by two with it and down by two with
    /// its mirror image gives the picture back, because the wavelet is orthonormal.
    /// </summary>
    public static IReadOnlyList<double> LowPass { get; } = [.. s_sym6.Select(tap => tap / s_sym6.Sum())];

    /// <summary>
    /// The band filters, <c>Hz_fbank</c> [4][43], coarse to fine. The autocorrelations of sym2's low-pass and high-pass, halved,
    /// are zero-phase and add up to the unit impulse: L(z) + H(z) = 1. Splitting the low part again and again, each time an octave
    /// lower, gives
    /// <code>
    /// band 3 = H(z)                    band 1 = L(z) L(z²) H(z⁴)
    /// band 2 = L(z) H(z²)              band 0 = L(z) L(z²) L(z⁴)
    /// </code>
    /// which add up to 1 again; 7 + 13 + 25 - 2 = 43 taps.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<double>> BandFilters { get; } = MakeBandFilters();

    private static double[][] MakeBandFilters()
    {
        // The high-pass is the low-pass times (-1)^n; so is its autocorrelation.
        var low = Autocorrelation(s_sym2).Select(tap => tap / 2).ToArray();
        var high = low.Select((tap, n) => (n - (low.Length / 2)) % 2 == 0 ? tap : -tap).ToArray();

        var bands = new double[Bands][];
        double[] lows = [1];
        for (var octave = 0; octave < Bands - 1; octave++)
        {
            bands[Bands - 1 - octave] = Convolve(lows, Spread(high, 1 << octave));
            lows = Convolve(lows, Spread(low, 1 << octave));
        }
        bands[0] = lows;
        return Array.ConvertAll(bands, Centred);
    }

    private static double[] Autocorrelation(double[] filter) => Convolve(filter, [.. filter.Reverse()]);

    private static double[] Convolve(double[] a, double[] b)
    {
        var product = new double[a.Length + b.Length - 1];
        for (var i = 0; i < a.Length; i++)
            for (var j = 0; j < b.Length; j++)
                product[i + j] += a[i] * b[j];
        return product;
    }

    /// <summary>F(z) → F(z^factor): zeros between the taps.</summary>
    private static double[] Spread(double[] filter, int factor)
    {
        var spread = new double[((filter.Length - 1) * factor) + 1];
        for (var n = 0; n < filter.Length; n++)
            spread[n * factor] = filter[n];
        return spread;
    }

    private static double[] Centred(double[] filter)
    {
        var centred = new double[BandTaps];
        filter.CopyTo(centred, (BandTaps - filter.Length) / 2);
        return centred;
    }
}
