using System.Globalization;
using Imago.Imaging;
using Imago.Torch;
using Imago.Training.Quality;

namespace Imago.Bench;

/// <summary>
/// Real pictures, changed in known ways, stand in for a network's: which number sees what, and what do the numbers cost? The reals of the meter
/// and the pictures that are changed are different ones of the same folder. Arguments: FOLDER PICTURES [RESOLUTION].
/// </summary>
internal static class WhatDoTheQualityNumbersSee
{
    private delegate byte[] Change(byte[] picture, int index);

    private static readonly (string Name, Change Apply)[] s_changes =
    [
        ("other real pictures", static (p, _) => p),
        ("blur σ 0.5", static (p, _) => Blur(p, 0.5)),
        ("blur σ 1", static (p, _) => Blur(p, 1)),
        ("JPEG 60", static (p, _) => Jpeg(p, 60)),
        ("JPEG 20", static (p, _) => Jpeg(p, 20)),
        ("noise σ 8", static (p, i) => Noise(p, i, 8)),
        ("upside down", static (p, _) => Map(p, (c, y, x) => At(p, c, Side - 1 - y, x))),
        ("brightness × 0.8", static (p, _) => Map(p, (c, y, x) => 0.8 * At(p, c, y, x))),
        ("colour cast 1 / .85 / .7", static (p, _) => Map(p, (c, y, x) => (1 - 0.15 * c) * At(p, c, y, x))),
        ("contrast × 0.7", static (p, _) => Map(p, (c, y, x) => 127.5 + 0.7 * (At(p, c, y, x) - 127.5))),
        ("grey", static (p, _) => Map(p, (_, y, x) => 0.299 * At(p, 0, y, x) + 0.587 * At(p, 1, y, x) + 0.114 * At(p, 2, y, x))),
        ("16 blocks shuffled", static (p, i) => Shuffle(p, i)),
    ];

    private static int Side { get; set; } = 64;

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("expected FOLDER PICTURES [RESOLUTION].");
        var pictures = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        Side = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 64;
        string[] files = [.. Directory.GetFiles(arguments[0]).Where(static f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".PNG").Order(StringComparer.Ordinal)];
        var all = new byte[files.Length][];
        Parallel.For(0, files.Length, i => all[i] = Planes(PictureResizer.Load(files[i], Side, filter: ResizeFilter.Box)));
        new NumpyRandom(7).Shuffle<byte[]>(all);
        // Three parts: two for the meter, one to change. Where the folder is small, all become smaller.
        var n = Math.Min(pictures, all.Length / 3);
        using var meter = new QualityMeter(new PictureSet(2 * n, 3, Side, (i, pixels) => all[i].CopyTo(pixels)), new QualityOptions { Pictures = n });
        var rest = all[(2 * n)..];

        Console.WriteLine($"{n:N0} pictures a side at {Side}²; floor and {s_changes.Length + 3} kinds of pictures");
        Console.WriteLine("| pictures | SWD by octave, mean | KID × 10³ (95 % interval) | seconds |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, change) in s_changes)
            Row(name, i => change(rest[i], i));
        Row($"{n / 10:N0} pictures, each 10 times", i => rest[i % (n / 10)]);
        Row($"20 pictures, each {n / 20:N0} times", i => rest[i % 20]);
        Row("the reals themselves", i => all[i]);

        void Row(string name, Func<int, byte[]> picture)
        {
            var made = new byte[n][];
            Parallel.For(0, n, i => made[i] = picture(i));
            var r = meter.Measure(made);
            if (name == s_changes[0].Name)
                Console.WriteLine(Invariant($"| *floor* | {Octaves(r, static l => l.Floor)} / **{r.SwdFloor:0.0}** | {Kid(r.KidFloor)} | |"));
            Console.WriteLine(Invariant($"| {name} | {Octaves(r, static l => l.Distance)} / **{r.Swd:0.0}** | {Kid(r.Kid)} | {r.Seconds:0.0} |"));
        }
    }

    private static string Octaves(QualityResult r, Func<SwdLevel, double> value) => string.Join(" / ", r.Levels.Select(l => Invariant($"{value(l):0.0}")));

    private static string Kid(KernelDistanceResult kid) => Invariant($"{kid.Value * 1000:0.00} ({kid.Low * 1000:0.00} to {kid.High * 1000:0.00})");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static double At(byte[] p, int c, int y, int x) => p[(c * Side + y) * Side + x];

    private static byte[] Map(byte[] p, Func<int, int, int, double> value)
    {
        var result = new byte[p.Length];
        for (var i = 0; i < p.Length; i++)
            result[i] = (byte)Math.Clamp(Math.Round(value(i / (Side * Side), i / Side % Side, i % Side)), 0, 255);
        return result;
    }

    private static byte[] Blur(byte[] p, double sigma)
    {
        var radius = (int)Math.Ceiling(4 * sigma);
        var taps = Enumerable.Range(-radius, 2 * radius + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma))).ToArray();
        var sum = taps.Sum();
        return Map(p, (c, y, x) =>
        {
            var value = 0.0;
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                    value += taps[dy + radius] * taps[dx + radius] * At(p, c, Math.Clamp(y + dy, 0, Side - 1), Math.Clamp(x + dx, 0, Side - 1));
            }
            return value / (sum * sum);
        });
    }

    private static byte[] Noise(byte[] p, int seed, double sigma)
    {
        var normal = new NumpyRandom(seed).Randn(p.Length);
        return Map(p, (c, y, x) => At(p, c, y, x) + sigma * normal[(c * Side + y) * Side + x]);
    }

    private static byte[] Shuffle(byte[] p, int seed)
    {
        var order = new NumpyRandom(seed).Permutation(16);
        var block = Side / 4;
        return Map(p, (c, y, x) =>
        {
            var from = order[y / block * 4 + x / block];
            return At(p, c, from / 4 * block + y % block, from % 4 * block + x % block);
        });
    }

    private static byte[] Jpeg(byte[] p, int quality)
    {
        var picture = new Picture(Side, Side, 3, [.. Enumerable.Range(0, p.Length).Select(i => p[i % 3 * Side * Side + i / 3])]);
        return Planes(PictureReader.Decode(PictureWriter.Encode(picture, PictureFormat.Jpeg, new EncodeOptions { Quality = quality })));
    }

    // [H, W, C] to [C, H, W]
    private static byte[] Planes(Picture picture)
    {
        var planes = new byte[3 * Side * Side];
        for (var i = 0; i < planes.Length; i++)
            planes[i] = picture.Pixels[i % (Side * Side) * picture.Channels + (picture.Channels == 3 ? i / (Side * Side) : 0)];
        return planes;
    }
}
