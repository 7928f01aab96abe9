using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>
/// Writes a number into a picture that nobody sees and <see cref="MarkReader"/> finds again: on waves of secret signs, spread over the whole of it (Cox, Kilian, Leighton and Shamoon 1997, "Secure Spread Spectrum
/// Watermarking for Multimedia", doi:10.1109/83.650120). The writer sees what a reader will see, and pushes only the waves that do not say yet what they are to say (Malvar and Florêncio 2003, "Improved Spread Spectrum",
/// doi:10.1109/TSP.2003.809385). A mark is a label and no proof: who wants to can rub it out, and repainting by a network does.
/// </summary>
public static class MarkWriter
{
    /// <summary>The least pixels of the shorter side of a picture that holds a mark.</summary>
    public const int Smallest = 128;

    /// <summary>The least peak signal-to-noise ratio of a marked picture against itself without, in decibels.</summary>
    public const double LeastPsnr = 43;

    private const int Rounds = 5;

    /// <summary>Whether a picture is large enough.</summary>
    public static bool Fits(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Math.Min(picture.Width, picture.Height) >= Smallest;
    }

    /// <summary>A picture with a mark. Only its brightness changes.</summary>
    /// <param name="picture">The picture, which <see cref="Fits"/>; it stays as it is.</param>
    /// <param name="key">A secret, 16 bytes or more: who knows it can read marks, write them and take them away.</param>
    /// <param name="number">What it is to say, 40 bits.</param>
    /// <exception cref="ArgumentException">The picture is too small.</exception>
    public static Picture Put(Picture picture, ReadOnlySpan<byte> key, long number)
    {
        if (!Fits(picture))
            throw new ArgumentException($"A picture of {picture.Width} x {picture.Height} pixels holds no mark, expected {Smallest} or more of its shorter side: leave it unmarked.", nameof(picture));
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 16);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, 1L << TailBitingCode.Bits);
        var lattice = new Lattice(key);
        var mark = Brush.Over(Surface.Luminance(picture), lattice).Drawn(Amplitudes(Residue.Light(picture), lattice, lattice.With(TailBitingCode.Encode(number))));
        var pixels = picture.Pixels.ToArray();
        var colours = picture.Channels == 4 ? 3 : picture.Channels;
        for (var place = 0; place < mark.Values.Length; place++)
        {
            var brighter = (int)MathF.Round(mark.Values[place]);
            for (var at = place * picture.Channels; at < place * picture.Channels + colours; at++)
                pixels[at] = (byte)Math.Clamp(pixels[at] + brighter, 0, 255);
        }
        return new(picture.Width, picture.Height, picture.Channels, pixels);
    }

    // How strong each wave has to be, found on what a reader looks at.
    private static Complex[] Amplitudes(Surface light, Lattice lattice, Complex[] goal)
    {
        var brush = Brush.Over(light, lattice);
        var amplitudes = new Complex[goal.Length];
        var marked = light;
        for (var round = 0; round < Rounds; round++)
        {
            var waves = Residue.Of(marked).Waves(lattice, brush.Ripples, light.Longer / (double)Lattice.Step);
            for (var at = 0; at < goal.Length; at++)
                if (waves[at] != 0) // where there is no room there is nothing to push
                    amplitudes[at] += 0.5 * new Complex(Lack(waves[at].Real, goal[at].Real), Lack(waves[at].Imaginary, goal[at].Imaginary));
            amplitudes = Brush.Softened(amplitudes);
            marked = light.With(brush.Drawn(amplitudes), static (before, wave) => Math.Clamp(before + MathF.Round(wave), 0, 255)); // rounding swallows what is faint, on flat ground all of it
        }
        return amplitudes;
    }

    // What is missing of a wave of usual strength with the right sign.
    private static double Lack(double there, double wanted) => wanted * Math.Max(0, 1 - there * wanted);
}
