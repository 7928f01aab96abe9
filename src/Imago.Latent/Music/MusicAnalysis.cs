namespace Imago.Latent.Music;

/// <summary>What a film needs to know of a piece of music: curves with a value from 0 to 1 for every frame, and the moments at which something begins to sound.</summary>
/// <param name="Loudness">All of it. 1 is the piece's loudest moment, 0.5 is heard as half as loud (10 dB less), 0.25 as a quarter (20 dB less), 0 is silence.</param>
/// <param name="Low">Bass and bass drum, 20 to 250 Hz, on the same scale, and relative to the band's own loudest moment.</param>
/// <param name="Mid">Voices and most instruments, 250 to 2,000 Hz.</param>
/// <param name="High">Cymbals, consonants, brightness: over 2,000 Hz.</param>
/// <param name="Onsets">In order of time.</param>
/// <param name="OnsetPulse">Jumps to an onset's strength at the frame nearest to it, and decays.</param>
public sealed record MusicAnalysis(float[] Loudness, float[] Low, float[] Mid, float[] High, IReadOnlyList<Onset> Onsets, float[] OnsetPulse)
{
    /// <summary>Seconds after which a pulse has half its height, where nothing else is said.</summary>
    public const double DefaultPulseHalfLife = 0.15;

    // Rises are followed at once and falls slowly, so that a film does not flicker: time constants of an exponential approach.
    private const double Attack = 0.015, Release = 0.2;

    // A band whose loudest moment is weaker than this share (-24 dB) of the loudest band's stays weak: a tone's traces in the next band are no music.
    private const double Faintest = 0.063;

    private static readonly (double From, double To)[] Ranges = [(20, double.MaxValue), (20, 250), (250, 2000), (2000, double.MaxValue)];

    /// <summary>Listens to a piece as long as a film lasts: a longer piece is cut, a shorter one begins again, as the film's sound does.</summary>
    /// <param name="samples">One channel, about -1 to 1; none at all is silence.</param>
    /// <param name="sampleRate">Samples a second, 1,000 or more; 22,050 is enough.</param>
    /// <param name="framesPerSecond">Of the film.</param>
    /// <param name="frames">Of the film, 1 or more; frame i is seen at i / <paramref name="framesPerSecond"/> seconds.</param>
    /// <param name="pulseHalfLife">Seconds after which <see cref="OnsetPulse"/> has half its height.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public static MusicAnalysis Of(float[] samples, int sampleRate, double framesPerSecond, int frames, double pulseHalfLife = DefaultPulseHalfLife)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pulseHalfLife);
        if (samples.Length == 0)
            samples = [0];

        var seconds = frames / framesPerSecond;
        var amplitudes = new Spectrogram(samples, sampleRate).Amplitudes(seconds, [.. Ranges, .. OnsetDetector.Bands(sampleRate)]);
        var loudest = amplitudes[1..Ranges.Length].Max(band => band.Max());
        var heard = amplitudes[..Ranges.Length].Select(band => Heard(band, Math.Max(band.Max(), loudest * Faintest))).ToArray();
        Onset[] onsets = [.. OnsetDetector.Find(amplitudes[Ranges.Length..], heard[1..]).Where(onset => onset.Seconds < seconds)];
        var curves = heard.Select(band => OfFrames(Smooth(band), framesPerSecond, frames)).ToArray();
        return new(curves[0], curves[1], curves[2], curves[3], onsets, Pulse(onsets, framesPerSecond, frames, pulseHalfLife));
    }

    /// <summary>Amplitudes as loudness: 2^(dB / 10), where dB = 20 lg(A / A_max) (S. S. Stevens, "On the psychophysical law", 1957).</summary>
    private static double[] Heard(float[] amplitudes, double loudest) =>
        loudest < 1e-7 ? new double[amplitudes.Length] : [.. amplitudes.Select(a => Math.Pow(a / loudest, 2 * Math.Log10(2)))];

    private static double[] Smooth(double[] heard)
    {
        var smooth = (double[])heard.Clone();
        for (var n = 1; n < smooth.Length; n++)
        {
            var time = heard[n] > smooth[n - 1] ? Attack : Release;
            smooth[n] = smooth[n - 1] + ((heard[n] - smooth[n - 1]) * (1 - Math.Exp(-1 / (Spectrogram.Rate * time))));
        }
        return smooth;
    }

    private static float[] OfFrames(double[] curve, double framesPerSecond, int frames) => [.. Enumerable.Range(0, frames).Select(i =>
    {
        var n = i / framesPerSecond * Spectrogram.Rate;
        var (left, right) = (curve[(int)n], curve[Math.Min((int)n + 1, curve.Length - 1)]);
        return (float)(left + ((right - left) * (n - Math.Floor(n))));
    })];

    private static float[] Pulse(IReadOnlyList<Onset> onsets, double framesPerSecond, int frames, double halfLife)
    {
        var pulse = new float[frames];
        foreach (var onset in onsets)
        {
            var frame = Math.Min(frames - 1, (int)Math.Round(onset.Seconds * framesPerSecond));
            pulse[frame] = Math.Max(pulse[frame], (float)onset.Strength);
        }
        var decay = (float)Math.Pow(0.5, 1 / (framesPerSecond * halfLife));
        for (var i = 1; i < frames; i++)
            pulse[i] = Math.Max(pulse[i], pulse[i - 1] * decay);
        return pulse;
    }
}
