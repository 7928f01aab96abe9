using Imago.Torch;
using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

/// <summary>
/// The sliced Wasserstein distance as its definition says it, in plain loops and 64-bit floats: whole 5×5 filters, zeros put between pixels, grey tripled,
/// every patch kept, every projection sorted. Only the random draws are those of the fast form.
/// </summary>
internal static class SlowSwd
{
    public static double[] Distances(byte[][] a, long seedA, byte[][] b, long seedB, int side, double[] directions)
    {
        var (x, y) = (Patches(a, side, seedA), Patches(b, side, seedB));
        return [.. Enumerable.Range(0, x.Length).Select(level => Distance(Normalize(x[level]), Normalize(y[level]), directions))];
    }

    private static double Distance(double[][] a, double[][] b, double[] directions)
    {
        const int dim = 147;
        var sum = 0.0;
        for (var d = 0; d < directions.Length / dim; d++)
        {
            var direction = directions[(d * dim)..((d + 1) * dim)];
            double[] p = [.. a.Select(Project).Order()], q = [.. b.Select(Project).Order()];
            sum += p.Zip(q, static (v, w) => Math.Abs(v - w)).Average();

            double Project(double[] patch) => patch.Zip(direction, static (v, w) => v * w).Sum();
        }
        return sum / (directions.Length / dim) * 1000;
    }

    private static double[][] Normalize(double[][] patches)
    {
        for (var c = 0; c < 3; c++)
        {
            var values = patches.SelectMany(p => p[(c * 49)..((c + 1) * 49)]).ToArray();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            foreach (var patch in patches)
            {
                for (var i = c * 49; i < (c + 1) * 49; i++)
                    patch[i] = (patch[i] - mean) / deviation;
            }
        }
        return patches;
    }

    // [level][patch][147]
    private static double[][][] Patches(byte[][] pictures, int side, long seed)
    {
        var levels = new List<List<double[]>>();
        for (var s = side; s >= 16; s /= 2)
            levels.Add([]);
        for (var i = 0; i < pictures.Length; i++)
        {
            var channels = Enumerable.Range(0, 3).Select(c => Pyramid(Plane(pictures[i], c, side))).ToArray();
            var random = new NumpyRandom(seed + i);
            for (var level = 0; level < levels.Count; level++)
            {
                for (var n = 0; n < 128; n++)
                {
                    var s = side >> level;
                    int left = (int)random.Integers(0, s - 6), top = (int)random.Integers(0, s - 6);
                    levels[level].Add([.. channels.SelectMany(c => Enumerable.Range(0, 49).Select(k => c[level][top + k / 7, left + k % 7]))]);
                }
            }
        }
        return [.. levels.Select(static l => l.ToArray())];
    }

    private static double[,] Plane(byte[] picture, int channel, int side)
    {
        var plane = new double[side, side];
        if (picture.Length == side * side)
            channel = 0;
        for (var i = 0; i < side * side; i++)
            plane[i / side, i % side] = picture[channel * side * side + i];
        return plane;
    }

    private static List<double[,]> Pyramid(double[,] picture)
    {
        var levels = new List<double[,]>();
        while (picture.GetLength(0) > 16)
        {
            var side = picture.GetLength(0);
            var smooth = Filter(picture, 1);
            var small = new double[side / 2, side / 2];
            var zeros = new double[side, side];
            for (var y = 0; y < side; y += 2)
            {
                for (var x = 0; x < side; x += 2)
                    small[y / 2, x / 2] = zeros[y, x] = smooth[y, x];
            }
            var large = Filter(zeros, 4);
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                    large[y, x] = picture[y, x] - large[y, x];
            }
            levels.Add(large);
            picture = small;
        }
        levels.Add(picture);
        return levels;
    }

    private static double[,] Filter(double[,] picture, double gain)
    {
        double[] binomial = [1, 4, 6, 4, 1];
        var side = picture.GetLength(0);
        var result = new double[side, side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                for (var k = 0; k < 25; k++)
                    result[y, x] += gain * binomial[k / 5] * binomial[k % 5] / 256 * picture[Mirror(y + k / 5 - 2), Mirror(x + k % 5 - 2)];
            }
        }
        return result;

        int Mirror(int i) => i < 0 ? -i : i >= side ? 2 * (side - 1) - i : i;
    }
}
