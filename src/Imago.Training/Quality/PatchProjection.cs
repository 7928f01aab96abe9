using System.Numerics;

namespace Imago.Training.Quality;

/// <summary>
/// The inner loop of <see cref="PatchDistribution"/>: a tile of patches onto two directions, straight into their histograms. In C#, not by the tensor library: its
/// threads keep spinning after each product and take the cores away from the counting.
/// </summary>
internal static class PatchProjection
{
    /// <summary>Bins of one direction's histogram.</summary>
    public const int Bins = 4096;

    /// <summary>Patches in a tile: four vectors, 16, 32 or 64; each divides the 128 patches of a picture.</summary>
    public static int Tile => 4 * Vector<float>.Count;

    /// <summary>Counts a tile's projections.</summary>
    /// <param name="tile">[dim, tile].</param>
    /// <param name="directions">[2, dim].</param>
    /// <param name="shift0">Taken from the first direction's projections.</param>
    /// <param name="shift1">From the second's.</param>
    /// <param name="counts">[2, bins], added to.</param>
    public static void CountPair(ReadOnlySpan<float> tile, ReadOnlySpan<float> directions, float shift0, float shift1, Span<int> counts)
    {
        var dim = directions.Length / 2;
        var width = Vector<float>.Count;
        Vector<float> a0 = new(-shift0), a1 = a0, a2 = a0, a3 = a0, b0 = new(-shift1), b1 = b0, b2 = b0, b3 = b0;
        for (var i = 0; i < dim; i++)
        {
            var x = tile.Slice(i * 4 * width, 4 * width);
            Vector<float> a = new(directions[i]), b = new(directions[dim + i]);
            Vector<float> x0 = new(x), x1 = new(x[width..]), x2 = new(x[(2 * width)..]), x3 = new(x[(3 * width)..]);
            a0 = Vector.FusedMultiplyAdd(x0, a, a0);
            a1 = Vector.FusedMultiplyAdd(x1, a, a1);
            a2 = Vector.FusedMultiplyAdd(x2, a, a2);
            a3 = Vector.FusedMultiplyAdd(x3, a, a3);
            b0 = Vector.FusedMultiplyAdd(x0, b, b0);
            b1 = Vector.FusedMultiplyAdd(x1, b, b1);
            b2 = Vector.FusedMultiplyAdd(x2, b, b2);
            b3 = Vector.FusedMultiplyAdd(x3, b, b3);
        }
        var first = counts[..Bins];
        Count(a0, first);
        Count(a1, first);
        Count(a2, first);
        Count(a3, first);
        var second = counts.Slice(Bins, Bins);
        Count(b0, second);
        Count(b1, second);
        Count(b2, second);
        Count(b3, second);
    }

    /// <summary>Where the values of a bin stand: the inverse of x / (1 + |x|) at its middle.</summary>
    public static double Middle(int bin)
    {
        var u = (bin + 0.5) / (Bins / 2) - 1; // −1 to 1
        return u / (1 - Math.Abs(u));
    }

    private static void Count(Vector<float> x, Span<int> counts)
    {
        const float half = Bins / 2;
        var bins = Vector.ConvertToInt32(x / (Vector.Abs(x) + Vector<float>.One) * half + new Vector<float>(half));
        bins = Vector.Min(bins, new Vector<int>(Bins - 1));
        for (var i = 0; i < Vector<int>.Count; i++)
            counts[bins[i]]++;
    }
}
