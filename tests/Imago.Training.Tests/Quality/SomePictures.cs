using Imago.Torch;
using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

/// <summary>Small pictures of discs on a sloping ground, a different one for each seed.</summary>
internal static class SomePictures
{
    public static byte[] Discs(int seed, int side, int channels = 3)
    {
        var random = new NumpyRandom(seed);
        var pixels = new byte[channels * side * side];
        var discs = Enumerable.Range(0, 3).Select(_ => (
            X: random.RandomSample() * side, Y: random.RandomSample() * side * 0.6, R: side * (0.08 + 0.15 * random.RandomSample()),
            Colour: new[] { random.RandomSample(), random.RandomSample() * 0.7, random.RandomSample() * 0.4 })).ToArray();
        var slope = 0.3 + 0.4 * random.RandomSample();
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    var value = 0.9 - slope * y / side * (1 + 0.2 * c);
                    foreach (var disc in discs)
                        value += (disc.Colour[c] - value) / (1 + Math.Exp(Math.Sqrt((x - disc.X) * (x - disc.X) + (y - disc.Y) * (y - disc.Y)) * 1.5 - disc.R * 1.5));
                    pixels[(c * side + y) * side + x] = (byte)Math.Clamp(255 * value + 6 * (random.RandomSample() - 0.5), 0, 255);
                }
            }
        }
        return pixels;
    }

    public static PictureSet Set(int count, int side, int channels = 3, int firstSeed = 0)
    {
        var all = Enumerable.Range(0, count).AsParallel().AsOrdered().Select(i => Discs(firstSeed + i, side, channels)).ToArray();
        return new PictureSet(count, channels, side, (index, pixels) => all[index].CopyTo(pixels));
    }

    /// <summary>Fresh pictures of the same kind, changed pixel by pixel, in batches of an odd size.</summary>
    public static IEnumerable<byte[]> Batches(int count, int side, Func<byte[], byte[]>? change = null, Func<int, int>? which = null, int batch = 7, int channels = 3)
    {
        for (var first = 0; first < count; first += batch)
            yield return Enumerable.Range(first, Math.Min(batch, count - first))
                .SelectMany(i => (change ?? (static p => p))(Discs(100_000 + (which ?? (static j => j))(i), side, channels))).ToArray();
    }

    public static byte[] Each(byte[] picture, Func<int, double, double> value) =>
        [.. picture.Select((v, i) => (byte)Math.Clamp(Math.Round(value(i, v)), 0, 255))];
}
