using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Imago.Imaging.Marks;

/// <summary>
/// Where in the spectrum a mark lies: waves whose frequencies are multiples of 4 cycles for the picture's longer side, from 20 to 108. They are the gallery's own ruler: a picture that is resized has them at the same
/// places, and one that is cropped has them further apart, with phases that are turned in proportion to their frequencies. Each has a secret sign for its cosine and one for its sine. Every third serves to find scale
/// and shift; the others carry the bits of a word, each of them on waves of all lengths.
/// </summary>
internal sealed class Lattice
{
    /// <summary>Cycles in the longer side from one frequency to the next.</summary>
    internal const int Step = 4;

    /// <summary>The highest frequency, in steps.</summary>
    internal const int Highest = 27;

    private const int Lowest = 5, EveryOf = 3;

    internal Lattice(ReadOnlySpan<byte> key)
    {
        var all = from y in Enumerable.Range(0, Highest + 1)
                  from x in Enumerable.Range(-Highest, 2 * Highest + 1)
                  where (y > 0 || x > 0) && x * x + y * y is >= Lowest * Lowest and <= Highest * Highest
                  orderby x * x + y * y, x, y
                  select (x, y);
        Waves = [.. all.Select(static (one, at) => new Wave(one.x, one.y, Math.Sqrt(one.x * one.x + one.y * one.y), at % EveryOf == 0 ? null : 2 * (at - at / EveryOf - 1) % TailBitingCode.Length))];
        var signs = Signs(key.ToArray(), 2 * Waves.Count);
        Secret = [.. Waves.Select((_, at) => new Complex(signs[2 * at], signs[2 * at + 1]))];
    }

    /// <summary>All frequencies, the lowest first.</summary>
    internal IReadOnlyList<Wave> Waves { get; }

    /// <summary>For each of them its signs, ±1 ± i.</summary>
    internal IReadOnlyList<Complex> Secret { get; }

    /// <summary>The signs of the waves where a word is written on them.</summary>
    internal Complex[] With(sbyte[] word) =>
        [.. Waves.Select((wave, at) => wave.Bit is { } bit ? new Complex(Secret[at].Real * word[bit], Secret[at].Imaginary * word[bit + 1]) : Secret[at])];

    private static int[] Signs(byte[] key, int count)
    {
        var signs = new int[count];
        for (var at = 0; at < count; at += 256)
        {
            var counter = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(counter, at);
            var bits = HMACSHA256.HashData(key, (byte[])[.. "imago.mark/1 "u8, .. counter]);
            for (var bit = 0; bit < 256 && at + bit < count; bit++)
                signs[at + bit] = 1 - 2 * (bits[bit / 8] >> bit % 8 & 1);
        }
        return signs;
    }

    /// <summary>One frequency.</summary>
    /// <param name="X">Steps to the right.</param>
    /// <param name="Y">Steps down.</param>
    /// <param name="Radius">Their length.</param>
    /// <param name="Bit">The first of the word's two bits that it carries; null: it serves to find the mark.</param>
    internal sealed record Wave(int X, int Y, double Radius, int? Bit);
}
