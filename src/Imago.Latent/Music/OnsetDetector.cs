namespace Imago.Latent.Music;

/// <summary>A moment at which something begins to sound: a drum, a note, a word.</summary>
/// <param name="Seconds">From the film's beginning.</param>
/// <param name="Strength">0 to 1: half of it for how much of the spectrum rises beside the piece's other onsets, half for how loud the rise is.</param>
public readonly record struct Onset(double Seconds, double Strength);

/// <summary>
/// Finds onsets by spectral flux: SF(n)² = 1/B Σ_b max(0, L_b(n) - L_b(n - 2) - 1/2)² with L_b = ln(1 + 1000 A_b / A_max), over B bands a third of an octave
/// wide (J. P. Bello et al., "A tutorial on onset detection in music signals", 2005; peaks above a moving median after it and after S. Dixon, "Onset detection
/// revisited", 2006). Rises of less than half a neper (4 dB) in 20 ms are none: steady noise and tremolo stay below that in most bands. Squares, so that a tone,
/// which rises in one band, counts beside a drum, which rises in all.
/// </summary>
internal static class OnsetDetector
{
    // In hundredths of a second, as all n here. A window of 46 ms needs about the first to fill, and the second to have left a moment behind.
    private const int Lag = 2, Neighbourhood = 4;
    private const int MedianBefore = 30, MedianAfter = 15;

    // In nepers. The flux of steady noise stays below the threshold. Where something ends its crackle passes it, but then the bands' mean falls.
    private const double LeastRise = 0.5, Threshold = 0.3, MostFall = 0.25;

    /// <summary>Bands from 30 Hz, a third of an octave each, but not narrower than 160 Hz: narrower ones are restless in noise.</summary>
    public static IReadOnlyList<(double From, double To)> Bands(int sampleRate)
    {
        var bands = new List<(double, double)>();
        for (var from = 30.0; from < sampleRate / 2.0 && from < 16_000;)
        {
            var to = Math.Max(from + 160, from * Math.Cbrt(2));
            bands.Add((from, to));
            from = to;
        }
        return bands;
    }

    /// <summary>Onsets of a spectrogram.</summary>
    /// <param name="amplitudes">[bands][n], of <see cref="Bands"/>, <see cref="Spectrogram.Rate"/> a second.</param>
    /// <param name="heard">[any bands][n], 0 to 1: loudness that the strength is taken from.</param>
    public static IReadOnlyList<Onset> Find(float[][] amplitudes, IReadOnlyList<double[]> heard)
    {
        var loudest = amplitudes.Max(band => band.Max());
        if (loudest < 1e-7) // below what 24 bits can say
            return [];
        var (flux, level) = (new double[amplitudes[0].Length], new double[amplitudes[0].Length]);
        foreach (var band in amplitudes)
        {
            var logs = band.Select(a => Math.Log(1 + (1000 * a / loudest))).ToArray();
            for (var n = 0; n < flux.Length; n++)
            {
                flux[n] += Math.Pow(Math.Max(0, logs[n] - At(logs, n - Lag) - LeastRise), 2) / amplitudes.Length;
                level[n] += logs[n] / amplitudes.Length;
            }
        }
        for (var n = 0; n < flux.Length; n++)
            flux[n] = Math.Min(At(level, n + Neighbourhood - 1), At(level, n + Neighbourhood)) > At(level, n - Neighbourhood) - MostFall ? Math.Sqrt(flux[n]) : 0;

        var peaks = Enumerable.Range(0, flux.Length)
            .Where(n => IsHighest(flux, n)).Select(n => (N: n, Height: flux[n] - MedianAround(flux, n))).Where(peak => peak.Height > Threshold).ToArray();
        var high = peaks.Select(peak => peak.Height).Order().ElementAtOrDefault(peaks.Length * 9 / 10); // not the highest: one crash would make all else weak
        return [.. peaks.Select(peak => new Onset((double)peak.N / Spectrogram.Rate, (Math.Min(1, peak.Height / high) + heard.Max(band => Rise(band, peak.N))) / 2))];
    }

    /// <summary>By how much a band becomes louder, 0 to 1.</summary>
    private static double Rise(double[] heard, int n) =>
        Math.Max(0, Enumerable.Range(n, Neighbourhood + 1).Max(k => At(heard, k)) - At(heard, n - Neighbourhood));

    /// <summary>Before the beginning there is silence; after the end it stays as it was.</summary>
    private static double At(double[] curve, int n) => n < 0 ? 0 : curve[Math.Min(n, curve.Length - 1)];

    private static bool IsHighest(double[] flux, int n)
    {
        for (var k = Math.Max(0, n - Neighbourhood); k <= Math.Min(flux.Length - 1, n + Neighbourhood); k++)
            if (flux[k] > flux[n] || (flux[k] == flux[n] && k < n)) // of equals the first
                return false;
        return true;
    }

    private static double MedianAround(double[] flux, int n)
    {
        var around = flux[Math.Max(0, n - MedianBefore)..Math.Min(flux.Length, n + MedianAfter + 1)];
        Array.Sort(around);
        return around[around.Length / 2];
    }
}
