using System.Numerics;

namespace Imago.Latent.Music;

/// <summary>
/// What a piece sounds like every hundredth of a second: windows of about 46 ms around that moment, their spectrum summed to bands. The piece is heard as a film plays
/// it: nothing before its beginning, and after its end from the beginning again.
/// </summary>
internal sealed class Spectrogram
{
    /// <summary>Windows a second.</summary>
    public const int Rate = 100;

    private readonly PowerSpectrum _spectrum;
    private readonly float[] _samples;
    private readonly int _sampleRate;

    /// <summary>Prepares a piece.</summary>
    /// <param name="samples">One channel, not empty.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public Spectrogram(float[] samples, int sampleRate)
    {
        (_samples, _sampleRate) = (samples, sampleRate);
        _spectrum = new(1 << Math.Max(6, BitOperations.Log2((uint)(sampleRate * 0.0464 * Math.Sqrt(2))))); // the nearest power of two
    }

    /// <summary>Amplitudes of bands at every hundredth of a second.</summary>
    /// <param name="seconds">How long, from the beginning.</param>
    /// <param name="bands">Frequencies in Hz, each from (inclusive) to (exclusive); bands that lie above half the sample rate are silent.</param>
    /// <returns>[bands][seconds * 100 + 1]: the root of the band's power; a sine of amplitude 1 has about 1 in its band.</returns>
    public float[][] Amplitudes(double seconds, IReadOnlyList<(double From, double To)> bands)
    {
        var count = (int)Math.Ceiling(seconds * Rate) + 1;
        var ranges = bands.Select(band => (From: Bin(band.From), To: Bin(band.To))).ToArray();
        var amplitudes = bands.Select(_ => new float[count]).ToArray();
        var length = _spectrum.Length;
        Parallel.For(0, count, () => (Samples: new float[length], Work: new float[length + 2], Power: new float[(length / 2) + 1]), (i, _, buffers) =>
        {
            CopyAround((long)i * _sampleRate / Rate, buffers.Samples);
            _spectrum.Of(buffers.Samples, buffers.Work, buffers.Power);
            for (var b = 0; b < ranges.Length; b++)
            {
                var sum = 0f;
                foreach (var power in buffers.Power.AsSpan(ranges[b].From..ranges[b].To))
                    sum += power;
                amplitudes[b][i] = MathF.Sqrt(sum / 1.5f); // a Hann window spreads a sine's power over three bins, 1 + 1/4 + 1/4
            }
            return buffers;
        }, _ => { });
        return amplitudes;
    }

    /// <summary>The first bin at or above a frequency, at most one more than there are.</summary>
    private int Bin(double hertz) => (int)Math.Min((_spectrum.Length / 2) + 1, Math.Ceiling(hertz * _spectrum.Length / _sampleRate));

    private void CopyAround(long centre, Span<float> window)
    {
        for (var i = 0; i < window.Length; i++)
        {
            var at = centre - (window.Length / 2) + i;
            var sample = at < 0 ? 0 : _samples[at % _samples.Length];
            window[i] = float.IsFinite(sample) ? sample : 0;
        }
    }
}
