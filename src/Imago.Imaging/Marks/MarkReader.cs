using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>What a picture says.</summary>
/// <param name="Number">The number that speaks loudest, 40 bits.</param>
/// <param name="Likeness">How much louder than chance, in standard deviations.</param>
/// <param name="Chance">How probable it is at most that a picture without a mark of this key says any number so loudly.</param>
/// <param name="Kept">How much of the longer side of the marked picture is left: 1, all of it.</param>
public sealed record MarkReading(long Number, double Likeness, double Chance, double Kept)
{
    /// <summary>The most that <see cref="Chance"/> may be for a mark to be there: one in a million.</summary>
    public const double MostChance = 1e-6;

    /// <summary>Whether there is a mark.</summary>
    public bool IsMark => Chance <= MostChance;
}

/// <summary>
/// Reads what <see cref="MarkWriter"/> wrote, from the picture alone: whole or in part, of any size. That there is a mark is decided by a bound, not by a table of trials. Signs of waves are secret, so on a picture
/// without the mark Σ y·s over its numbers y is a sum of coins that fall either way: it exceeds t·‖y‖ with a probability below exp(-t²/2) (Hoeffding 1963, doi:10.1080/01621459.1963.10500830), for each number that
/// could be meant and each place that is tried. Where to try and which waves to trust is found by waves that carry no bit.
/// </summary>
public static class MarkReader
{
    /// <summary>The least pixels of the longer side of a picture that can say anything.</summary>
    public const int Smallest = 96;

    private const int Places = 6;

    /// <summary>Reads a picture.</summary>
    /// <param name="picture">The picture; <see cref="Smallest"/> pixels or more.</param>
    /// <param name="key">The secret of whoever marked it, 16 bytes or more.</param>
    /// <param name="among">The numbers that there are; null: all of 40 bits. Fewer are told apart on worse copies.</param>
    /// <returns>The loudest reading; whether it is a mark is <see cref="MarkReading.IsMark"/>.</returns>
    /// <exception cref="ArgumentException">The picture is too small, or there is no number.</exception>
    public static MarkReading Read(Picture picture, ReadOnlySpan<byte> key, IReadOnlyCollection<long>? among = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 16);
        if (Math.Max(picture.Width, picture.Height) < Smallest)
            throw new ArgumentException($"The picture has {picture.Width} x {picture.Height} pixels, expected {Smallest} or more of its longer side: look for a larger copy.", nameof(picture));
        if (among is { Count: 0 })
            throw new ArgumentException("There is no number that could be meant.", nameof(among));
        var lattice = new Lattice(key);
        var residue = Residue.Of(Residue.Light(picture));
        var words = among?.Select(static number => (number, TailBitingCode.Encode(number))).ToArray();
        // A copy of the whole picture needs no search.
        var best = At(residue, lattice, MarkPlace.Whole, words);
        if (best.IsMark)
            return best;
        foreach (var place in MarkPlace.Likeliest(residue, lattice, Places).Prepend(MarkPlace.Whole))
        {
            var reading = At(residue, lattice, place.Refined(residue, lattice), words);
            best = reading.Likeness > best.Likeness ? reading : best;
        }
        return best;
    }

    // What is read at one place.
    internal static MarkReading At(Residue residue, Lattice lattice, MarkPlace place, (long Number, sbyte[] Word)[]? words)
    {
        var waves = place.Waves(residue, lattice);
        var trust = Trust(waves, lattice);
        var (received, square) = (new double[TailBitingCode.Length], 0.0);
        for (var at = 0; at < waves.Length; at++)
        {
            if (lattice.Waves[at].Bit is not { } bit)
                continue;
            var (one, secret) = (waves[at] * trust[at], lattice.Secret[at]);
            received[bit] += one.Real * secret.Real;
            received[bit + 1] += one.Imaginary * secret.Imaginary;
            square += one.Real * one.Real + one.Imaginary * one.Imaginary;
        }
        var (number, sum) = Loudest(received, words);
        var likeness = sum / Math.Sqrt(square + 1e-9);
        var tries = (Places + 2) * (words?.Length ?? Math.Pow(2, TailBitingCode.Bits));
        return new(number, likeness, likeness <= 0 ? 1 : Math.Min(1, tries * Math.Exp(-likeness * likeness / 2)), place.KeptX);
    }

    private static (long Number, double Sum) Loudest(double[] received, (long Number, sbyte[] Word)[]? words)
    {
        if (words is null)
        {
            var number = TailBitingCode.Decode(received);
            return (number, Sum(received, TailBitingCode.Encode(number)));
        }
        return words.AsParallel().Select(one => (one.Number, Sum(received, one.Word))).MaxBy(static one => one.Item2);
    }

    private static double Sum(double[] received, sbyte[] word)
    {
        var sum = 0.0;
        for (var at = 0; at < word.Length; at++)
            sum += received[at] * word[at];
        return sum;
    }

    // How well the known waves of like length agree with their secret: what has lost its short waves is read from the long ones.
    private static double[] Trust(Complex[] waves, Lattice lattice)
    {
        const int Around = 2;
        var (agree, square) = (new double[Lattice.Highest + 1 + 2 * Around], new double[Lattice.Highest + 1 + 2 * Around]); // by radius
        for (var at = 0; at < waves.Length; at++)
        {
            if (lattice.Waves[at].Bit is not null)
                continue;
            var ring = (int)Math.Round(lattice.Waves[at].Radius);
            for (var near = ring - Around; near <= ring + Around; near++)
            {
                agree[near] += (waves[at] * Complex.Conjugate(lattice.Secret[at])).Real;
                square[near] += waves[at].Real * waves[at].Real + waves[at].Imaginary * waves[at].Imaginary;
            }
        }
        return [.. lattice.Waves.Select(one => (int)Math.Round(one.Radius)).Select(ring => Math.Max(0.02, agree[ring] / (square[ring] + 1e-9)))];
    }
}
