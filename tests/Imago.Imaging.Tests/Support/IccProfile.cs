using System.Buffers.Binary;
using System.Text;

namespace Imago.Imaging.Tests;

// Small ICC profiles (version 2) by the specification, made so that their effect is known by hand.
internal static class IccProfile
{
    // sRGB's primaries adapted to D50, as every sRGB profile has them.
    private static readonly double[][] Primaries = [[0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141]];

    // RGB whose channels mean sRGB's primaries number a, b, c, all with this gamma.
    public static byte[] Rgb(int a, int b, int c, double gamma) => Make("RGB ",
        ("wtpt", Xyz([0.9642, 1, 0.8249])), ("rXYZ", Xyz(Primaries[a])), ("gXYZ", Xyz(Primaries[b])), ("bXYZ", Xyz(Primaries[c])),
        ("rTRC", Curve(gamma)), ("gTRC", Curve(gamma)), ("bTRC", Curve(gamma)));

    public static byte[] Grey(double gamma) => Make("GRAY", ("wtpt", Xyz([0.9642, 1, 0.8249])), ("kTRC", Curve(gamma)));

    private static byte[] Xyz(double[] v) => [.. "XYZ \0\0\0\0"u8, .. v.SelectMany(x => BigEndian((int)Math.Round(x * 65536)))];

    private static byte[] Curve(double gamma) => [.. "curv\0\0\0\0\0\0\0\x01"u8, .. BigEndian((int)Math.Round(gamma * 256) << 16)]; // one u8.8 number, padded

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Make(string space, params (string Name, byte[] Data)[] tags)
    {
        (string Name, byte[] Data)[] all = [("desc", [.. "desc\0\0\0\0\0\0\0\x05test\0"u8, .. new byte[79]]), ("cprt", [.. "text\0\0\0\0none\0\0\0\0"u8]), .. tags];
        var table = new List<byte>(BigEndian(all.Length));
        var body = new List<byte>();
        foreach (var (name, data) in all)
        {
            table.AddRange(Encoding.ASCII.GetBytes(name));
            table.AddRange(BigEndian(128 + 4 + all.Length * 12 + body.Count));
            table.AddRange(BigEndian(data.Length));
            body.AddRange(data);
            while (body.Count % 4 != 0)
                body.Add(0);
        }
        var header = new byte[128];
        BigEndian(128 + table.Count + body.Count).CopyTo(header, 0);
        BigEndian(0x02100000).CopyTo(header, 8);
        Encoding.ASCII.GetBytes("mntr" + space + "XYZ ").CopyTo(header, 12);
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz([0.9642, 1, 0.8249])[8..].CopyTo(header, 68);
        return [.. header, .. table, .. body];
    }
}
