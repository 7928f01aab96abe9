using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>The waves of a lattice over pictures of one size: how strongly each is in a surface, and the surface that they make together. Across and down are done one after the other, so a picture of 512² takes milliseconds.</summary>
internal sealed class Ripples
{
    private readonly Lattice _lattice;
    private readonly int _width, _height;
    private readonly float[][] _cosX, _sinX, _cosY, _sinY; // [step][pixel]

    /// <param name="lattice">The waves.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="acrossX">The length in pixels, across, of a wave of one step.</param>
    /// <param name="acrossY">The same, down.</param>
    internal Ripples(Lattice lattice, int width, int height, double acrossX, double acrossY)
    {
        (_lattice, _width, _height) = (lattice, width, height);
        ((_cosX, _sinX), (_cosY, _sinY)) = (Table(width, acrossX), Table(height, acrossY));
    }

    /// <summary>F(k) = Σ over x of surface(x) · exp(-2πi k·x), for each wave.</summary>
    internal Complex[] Of(Surface surface)
    {
        // First across: [step][row].
        var (re, im) = (new float[Lattice.Highest + 1][], new float[Lattice.Highest + 1][]);
        for (var k = 0; k <= Lattice.Highest; k++)
        {
            (re[k], im[k]) = (new float[_height], new float[_height]);
            for (var y = 0; y < _height; y++)
            {
                var row = surface.Values.AsSpan(y * _width, _width);
                (re[k][y], im[k][y]) = (Vectors.Dot<float>(row, _cosX[k]), -Vectors.Dot<float>(row, _sinX[k]));
            }
        }
        var found = new Complex[_lattice.Waves.Count];
        for (var at = 0; at < found.Length; at++)
        {
            var wave = _lattice.Waves[at];
            var (k, sign) = (Math.Abs(wave.X), wave.X < 0 ? -1 : 1); // to the left: the conjugate, for a surface is real
            var (cos, sin) = (_cosY[wave.Y], _sinY[wave.Y]);
            found[at] = new(Vectors.Dot<float>(re[k], cos) + sign * Vectors.Dot<float>(im[k], sin), sign * Vectors.Dot<float>(im[k], cos) - Vectors.Dot<float>(re[k], sin));
        }
        return found;
    }

    /// <summary>Σ over k of Re(amplitude(k) · exp(2πi k·x)), for each place.</summary>
    internal Surface Sum(Complex[] amplitudes)
    {
        var sum = new float[_width * _height];
        Parallel.For(0, _height, y =>
        {
            var (even, odd) = (new double[Lattice.Highest + 1], new double[Lattice.Highest + 1]);
            for (var at = 0; at < amplitudes.Length; at++)
            {
                var wave = _lattice.Waves[at];
                var turned = amplitudes[at] * new Complex(_cosY[wave.Y][y], _sinY[wave.Y][y]);
                even[Math.Abs(wave.X)] += turned.Real;
                odd[Math.Abs(wave.X)] -= Math.Sign(wave.X) * turned.Imaginary;
            }
            var row = sum.AsSpan(y * _width, _width);
            for (var k = 0; k <= Lattice.Highest; k++)
            {
                Vectors.Add(row, _cosX[k], (float)even[k]);
                Vectors.Add(row, _sinX[k], (float)odd[k]);
            }
        });
        return new(_width, _height, sum);
    }

    private static (float[][] Cos, float[][] Sin) Table(int count, double across)
    {
        var (cos, sin) = (new float[Lattice.Highest + 1][], new float[Lattice.Highest + 1][]);
        for (var k = 0; k <= Lattice.Highest; k++)
        {
            (cos[k], sin[k]) = (new float[count], new float[count]);
            for (var at = 0; at < count; at++)
            {
                var (s, c) = Math.SinCos(2 * Math.PI * k * at / across);
                (cos[k][at], sin[k][at]) = ((float)c, (float)s);
            }
        }
        return (cos, sin);
    }
}
