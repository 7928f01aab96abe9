namespace Imago.Imaging.Marks;

/// <summary>
/// A convolutional code of rate 1/4 and constraint length 9 whose register begins as it ends, so that no bits are spent on a tail: 40 bits become 160, and any two of its words differ in 24
/// bits or more. Generators 463, 535, 733, 745 (octal) from Larsen 1973, "Short convolutional codes with maximal free distance for rates 1/2, 1/3, and 1/4", doi:10.1109/TIT.1973.1055014.
/// </summary>
internal static class TailBitingCode
{
    /// <summary>Bits of a message.</summary>
    internal const int Bits = 40;

    /// <summary>Bits of a word.</summary>
    internal const int Length = Bits * Rate;

    private const int Rate = 4, Memory = 8, States = 1 << Memory, Laps = 3;

    // Numbers that follow each other are to have words as different as any: two odd factors, each the other's inverse modulo 2^40.
    private const long All = (1L << Bits) - 1, Factor = 0x9E3779B97F, Inverse = 0x4C19BC067F;

    private static readonly int[] s_generators = [0b100_110_011, 0b101_011_101, 0b111_011_011, 0b111_100_101];

    // The four bits that leave where the register holds these nine, each +1 or -1.
    private static readonly sbyte[][] s_leaving = [.. Enumerable.Range(0, 2 * States).Select(static register => s_generators.Select(taps => (sbyte)(1 - 2 * (int.PopCount(register & taps) & 1))).ToArray())];

    /// <summary>The word of a number of 40 bits: 160 numbers, +1 for a 0 and -1 for a 1.</summary>
    internal static sbyte[] Encode(long number) => WordOf(Mixed(number));

    /// <summary>The same of a message that is not mixed: 40 bits around the circle.</summary>
    internal static sbyte[] WordOf(long message)
    {
        var word = new sbyte[Length];
        var state = 0;
        for (var at = Bits - Memory; at < Bits; at++)
            state = state << 1 & (States - 1) | Bit(message, at);
        for (var at = 0; at < Bits; at++)
        {
            var register = state << 1 | Bit(message, at);
            s_leaving[register].CopyTo(word, at * Rate);
            state = register & (States - 1);
        }
        return word;
    }

    /// <summary>The number whose word is most like what was received (Viterbi 1967, doi:10.1109/TIT.1967.1054010): three laps around the circle, of which the middle one counts.</summary>
    /// <param name="received">160 numbers; the further from 0, the surer.</param>
    internal static long Decode(ReadOnlySpan<double> received)
    {
        var (best, next) = (new double[States], new double[States]);
        var came = new bool[Laps * Bits, States]; // whether the bit that the register forgot was 1
        for (var step = 0; step < Laps * Bits; step++)
        {
            var here = received.Slice(step % Bits * Rate, Rate);
            for (var state = 0; state < States; state++)
            {
                // The register of nine bits is the state before, of which the oldest bit is forgotten afterwards, and the newest.
                var (zero, one) = (state >> 1, state >> 1 | States >> 1);
                var (without, with) = (best[zero] + Likeness(here, s_leaving[state]), best[one] + Likeness(here, s_leaving[state | States]));
                (next[state], came[step, state]) = with > without ? (with, true) : (without, false);
            }
            (best, next) = (next, best);
        }
        var at = Array.IndexOf(best, best.Max());
        var message = 0L;
        for (var step = Laps * Bits - 1; step >= Bits; step--)
        {
            if (step < 2 * Bits)
                message |= (long)(at & 1) << (step - Bits);
            at = at >> 1 | (came[step, at] ? States >> 1 : 0);
        }
        return Unmixed(message);
    }

    // The upper half is folded onto the lower one between two multiplications; each step can be undone.
    private static long Mixed(long number)
    {
        var once = number * Factor & All;
        return (once ^ once >> Bits / 2) * Factor & All;
    }

    private static long Unmixed(long mixed)
    {
        var once = mixed * Inverse & All;
        return (once ^ once >> Bits / 2) * Inverse & All;
    }

    private static int Bit(long message, int at) => (int)(message >> at & 1);

    private static double Likeness(ReadOnlySpan<double> received, sbyte[] word) => received[0] * word[0] + received[1] * word[1] + received[2] * word[2] + received[3] * word[3];
}
