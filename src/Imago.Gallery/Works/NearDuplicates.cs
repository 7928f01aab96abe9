using System.Runtime.InteropServices;

namespace Imago.Gallery.Works;

/// <summary>
/// Fingerprints that are known, and which of them a new one is near, without comparing all: two hashes that differ in at most 4 of 64 bits are equal in at least one of 5 parts
/// (Norouzi, Punjani and Fleet 2014, "Fast Exact Search in Hamming Space with Multi-Index Hashing", arXiv:1307.2982).
/// </summary>
public sealed class NearDuplicates
{
    /// <summary>In at most so many bits differ pictures that are the same to the eye.</summary>
    public const int Bits = 4;

    private const int Parts = Bits + 1, Width = 13; // four parts of 13 bits and one of 12

    private readonly Dictionary<(int Part, int Value), List<(long Hash, int Number)>> _known = [];

    /// <summary>The number of a known picture that looks the same, the smallest one of several; null: there is none.</summary>
    /// <param name="fingerprint">See <see cref="Fingerprint"/>.</param>
    public int? Find(long fingerprint)
    {
        int? found = null;
        for (var part = 0; part < Parts; part++)
            foreach (var (hash, number) in _known.GetValueOrDefault(Key(fingerprint, part)) ?? [])
                if (Fingerprint.Distance(hash, fingerprint) <= Bits && !(found < number))
                    found = number;
        return found;
    }

    /// <summary>Learns a picture.</summary>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="number">What <see cref="Find"/> will answer.</param>
    public void Add(long fingerprint, int number)
    {
        for (var part = 0; part < Parts; part++)
            (CollectionsMarshal.GetValueRefOrAddDefault(_known, Key(fingerprint, part), out _) ??= []).Add((fingerprint, number));
    }

    private static (int Part, int Value) Key(long fingerprint, int part) => (part, (int)((ulong)fingerprint >> (part * Width)) & ((1 << Width) - 1));
}
