using System.Runtime.InteropServices;

namespace Imago.Gallery.Checking;

/// <summary>
/// Visitors and forms of a check are numbers in its history and random-looking UUIDs in the database, so that the indexes grow as with real ones. The number times an odd
/// constant modulo 2^64 is the UUID's first half; times the constant's inverse it comes back.
/// </summary>
internal static class Numbers
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private static readonly ulong s_back = Inverse(Spread);

    /// <summary>The UUID of a number.</summary>
    public static Guid ToGuid(int number) => MemoryMarshal.AsRef<Guid>(MemoryMarshal.AsBytes<ulong>([Spread * (ulong)number, 0x1111_1111_1111_1191]));

    /// <summary>The number of a UUID; -1: it is none of ours.</summary>
    public static int Of(Guid guid)
    {
        var number = s_back * MemoryMarshal.Read<ulong>(guid.ToByteArray());
        return number <= int.MaxValue ? (int)number : -1;
    }

    // Newton's iteration: each step doubles the bits that are right, beginning with three.
    private static ulong Inverse(ulong odd)
    {
        var x = odd;
        for (var i = 0; i < 5; i++)
            x *= 2 - odd * x;
        return x;
    }
}
