using System.Globalization;

namespace Imago.Tests;

/// <summary>
/// Damages files in seeded ways, as disks, networks and people do it: bits, bytes and numbers changed, parts left out, doubled or moved, the end cut off.
/// </summary>
public static class Mutations
{
    private static readonly byte[][] s_numbers =
    [
        [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 0, 0, 0, 0x80], [0, 0, 0, 0], [1, 0, 0, 0],
    ];

    /// <summary>Whether IMAGO_FUZZ_MINUTES asks for more than a run of all tests has time for.</summary>
    public static bool ForLonger => Environment.GetEnvironmentVariable("IMAGO_FUZZ_MINUTES") is { Length: > 0 };

    /// <summary>How many mutations a test makes: 20,000, or for so long as IMAGO_FUZZ_MINUTES says, divided among all tests of this kind.</summary>
    public static IEnumerable<int> Seeds(int testsOfThisKind)
    {
        var minutes = double.TryParse(Environment.GetEnvironmentVariable("IMAGO_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out var given) ? given / testsOfThisKind : 0;
        var until = DateTime.UtcNow.AddMinutes(minutes);
        for (var seed = 0; seed < 20_000 || DateTime.UtcNow < until; seed++) yield return seed;
    }

    /// <summary>The file with one to four damages.</summary>
    public static byte[] Of(byte[] file, int seed)
    {
        var random = new Random(seed);
        var bytes = file.ToList();
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 1 << random.Next(1, 8)), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 5: bytes.RemoveRange(at, bytes.Count - at); break;
                case 6: for (var i = 0; i < length; i++) bytes[at + i] = (byte)random.Next(256); break;
                default:
                    var number = s_numbers[random.Next(s_numbers.Length)];
                    for (var i = 0; i < number.Length && at + i < bytes.Count; i++) bytes[at + i] = number[i];
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Opens a damaged file: it may be read, or be refused by one of the named exceptions with a sentence; and it may not take more memory than four times its size and 64 MB.</summary>
    public static void Survives(string what, byte[] bytes, Action<byte[]> open, Predicate<Exception> refusal)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            open(bytes);
        }
        catch (Exception e) when (refusal(e))
        {
            Assert.True(e.Message.Length > 10 && !e.Message.Any(char.IsControl), $"{what}: '{e.Message}' is no sentence.");
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}\nfile: {Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 4096)])}");
        }
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken < (4L * bytes.Length) + (64 << 20), $"{what}: {taken:N0} bytes of memory for a file of {bytes.Length:N0}.");
    }
}
