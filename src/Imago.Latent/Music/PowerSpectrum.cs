using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Imago.Latent.Music;

/// <summary>The power of each frequency in windows of one length, with a Hann window before the Fourier transform.</summary>
/// <param name="length">Samples in a window, an even number.</param>
internal sealed class PowerSpectrum(int length)
{
    private readonly float[] _hann = Array.ConvertAll(Window.HannPeriodic(length), static value => (float)value);

    /// <summary>Samples in a window.</summary>
    public int Length => length;

    /// <summary>Power of each frequency k / length of the sample rate.</summary>
    /// <param name="samples">[length]</param>
    /// <param name="work">[length + 2], overwritten.</param>
    /// <param name="power">[length / 2 + 1]: |X_k|², X_k = Σ hann(n) x(n) exp(-2πi kn / length), scaled so that a sine of amplitude 1 has 1 at its peak.</param>
    public void Of(ReadOnlySpan<float> samples, float[] work, Span<float> power)
    {
        for (var i = 0; i < length; i++)
            work[i] = samples[i] * _hann[i];
        Fourier.ForwardReal(work, length, FourierOptions.NoScaling); // real and imaginary parts in turn
        var scale = 4f / length; // a Hann window halves a sine, and a real sine shares itself between two frequencies
        for (var k = 0; k < power.Length; k++)
            power[k] = ((work[2 * k] * work[2 * k]) + (work[(2 * k) + 1] * work[(2 * k) + 1])) * scale * scale;
    }
}
