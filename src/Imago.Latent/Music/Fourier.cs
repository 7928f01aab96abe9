using System.Numerics;

namespace Imago.Latent.Music;

/// <summary>The fast Fourier transform of windows of one length (Cooley and Tukey 1965), with a Hann window before it.</summary>
internal sealed class Fourier
{
    private readonly float[] _hann;
    private readonly Complex32[] _turns;
    private readonly int[] _reversed;

    /// <summary>Prepares windows of a length.</summary>
    /// <param name="length">A power of two.</param>
    public Fourier(int length)
    {
        var bits = BitOperations.Log2((uint)length);
        _hann = [.. Enumerable.Range(0, length).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / length))))];
        _turns = [.. Enumerable.Range(0, length / 2).Select(i => new Complex32((float)Math.Cos(-2 * Math.PI * i / length), (float)Math.Sin(-2 * Math.PI * i / length)))];
        _reversed = [.. Enumerable.Range(0, length).Select(i => Enumerable.Range(0, bits).Sum(b => (i >> b & 1) << (bits - 1 - b)))];
    }

    /// <summary>Samples in a window.</summary>
    public int Length => _hann.Length;

    /// <summary>Power of each frequency k / length of the sample rate.</summary>
    /// <param name="samples">[length]</param>
    /// <param name="work">[length], overwritten.</param>
    /// <param name="power">[length / 2 + 1]: |X_k|², X_k = Σ hann(n) x(n) exp(-2πi kn / length), scaled so that a sine of amplitude 1 has 1 at its peak.</param>
    public void Power(ReadOnlySpan<float> samples, Span<Complex32> work, Span<float> power)
    {
        for (var i = 0; i < _hann.Length; i++)
            work[_reversed[i]] = new(samples[i] * _hann[i], 0);
        for (var half = 1; half < work.Length; half *= 2)
        {
            var step = _turns.Length / half;
            for (var start = 0; start < work.Length; start += 2 * half)
            {
                var low = work.Slice(start, half);
                var high = work.Slice(start + half, half);
                for (var k = 0; k < half; k++)
                {
                    var turned = high[k] * _turns[k * step];
                    (low[k], high[k]) = (low[k] + turned, low[k] - turned);
                }
            }
        }
        var scale = 4f / Length; // a Hann window halves a sine, and a real sine shares itself between two frequencies
        for (var k = 0; k < power.Length; k++)
            power[k] = ((work[k].Real * work[k].Real) + (work[k].Imaginary * work[k].Imaginary)) * scale * scale;
    }
}

/// <summary>A complex number in single precision.</summary>
internal readonly record struct Complex32(float Real, float Imaginary)
{
    public static Complex32 operator +(Complex32 a, Complex32 b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static Complex32 operator -(Complex32 a, Complex32 b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    public static Complex32 operator *(Complex32 a, Complex32 b) => new((a.Real * b.Real) - (a.Imaginary * b.Imaginary), (a.Real * b.Imaginary) + (a.Imaginary * b.Real));
}
