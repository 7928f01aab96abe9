using System.Net;

namespace Imago.Gallery.Checking;

/// <summary>How a simulated farm of addresses stands in the net.</summary>
public enum Farm
{
    /// <summary>None.</summary>
    None,

    /// <summary>In 50 networks of IPv4 (/24) and 50 of IPv6 (/48), each with a neighbourhood of its own.</summary>
    Spread,

    /// <summary>One robot alone in each of these hundred networks, so that nothing tells it from a person at home: the most that a hundred networks can do.</summary>
    Alone,

    /// <summary>Each in a /48 of its own, all of one provider's /32.</summary>
    OneProvider,

    /// <summary>All behind one /24.</summary>
    OneNetwork,
}

/// <summary>A simulated visitor.</summary>
/// <param name="Id">Her number.</param>
/// <param name="IsBot">It is a robot.</param>
/// <param name="SharesNetwork">She sits behind one address with many others.</param>
/// <param name="Address">From where she comes.</param>
/// <param name="Comes">When, in seconds after the opening of a wave.</param>
/// <param name="Wishes">What she would like, the dearest first.</param>
internal sealed record SimulatedVisitor(Guid Id, bool IsBot, bool SharesNetwork, IPAddress Address, double Comes, IReadOnlyList<int> Wishes);

/// <summary>
/// Simulated people and robots. People at home have a network each, in one of 300 neighbourhoods, so that some share one; they press the button some 5 seconds after a wave opens (log-normal). Robots
/// do within 50 ms. Everyone, robots too, would like pictures that many like: of rank r with a weight of 1/r.
/// </summary>
internal static class SimulatedCrowd
{
    private const int Networks = 50, Neighbourhoods = 300;

    public static List<SimulatedVisitor> Make(int atHome, int behindOne, int bots, Farm farm, int pictures, int wishes, int seed)
    {
        var random = new Random(seed);
        var crowd = new List<SimulatedVisitor>();
        for (var i = 0; i < atHome + behindOne; i++)
        {
            var (around, shares) = (random.Next(Neighbourhoods), i >= atHome);
            var address = shares ? V4(10, 200, 7, i) : i % 2 == 0 ? V4(20 + (around >> 8), around & 255, i / 2, 1) : V6(0x2a00_0000 + around, i, 1);
            crowd.Add(new(Her(i), false, shares, address, 5 * Math.Exp(0.6 * Normal(random)), Taste(random, pictures, wishes)));
        }
        for (var i = 0; i < (farm == Farm.Alone ? 2 * Networks : farm == Farm.None ? 0 : bots); i++)
        {
            var network = i % Networks;
            var address = farm switch
            {
                Farm.OneProvider => V6(0x2b00_0000, i, 1),
                Farm.OneNetwork => V4(150, 1, 1, i),
                _ => i / Networks % 2 == 0 ? V4(100 + (network >> 4), network, 9, i) : V6(0x2c00_0000 + network, 9, i),
            };
            crowd.Add(new(Her(100_000 + i), true, false, address, 0.05 * random.NextDouble(), Taste(random, pictures, wishes)));
        }
        return crowd;
    }

    // Without repetition, by the weights 1/rank: the smallest of exponential times whose rates they are.
    private static int[] Taste(Random random, int pictures, int wishes) =>
        [.. Enumerable.Range(1, pictures).Select(picture => (Picture: picture, Time: -Math.Log(1 - random.NextDouble()) * picture)).OrderBy(static one => one.Time).Take(wishes).Select(static one => one.Picture)];

    // Box and Muller.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Guid Her(int i) => new(i + 1, 0, 0, new byte[8]);

    private static IPAddress V4(int a, int b, int c, int d) => new([(byte)a, (byte)b, (byte)c, (byte)d]);

    private static IPAddress V6(int first, int network, int host)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, first);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)network);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), host);
        return new(bytes);
    }
}
