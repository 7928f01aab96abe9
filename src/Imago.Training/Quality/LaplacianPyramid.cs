namespace Imago.Training.Quality;

/// <summary>
/// A picture's Laplacian pyramid (Burt and Adelson 1983; Karras et al. 2018, section 5): each level is what an octave of detail adds, the last is
/// the small picture that remains. The filter is the 5×5 binomial / 256, borders are mirrored about the border pixel, even pixels are kept.
/// One object holds the memory of one picture; it belongs to one thread at a time.
/// </summary>
internal sealed class LaplacianPyramid
{
    /// <summary>Side of the last level.</summary>
    public const int Smallest = 16;

    private readonly int _channels;
    private readonly float[][] _levels; // [C, S, S], S = side, side / 2, …, 16
    private readonly float[] _rows;
    private readonly float[] _line;

    public LaplacianPyramid(int side, int channels)
    {
        _channels = channels;
        Sides = SidesOf(side);
        _levels = [.. Sides.Select(s => new float[channels * s * s])];
        _rows = new float[side * side];
        _line = new float[side + 4];
    }

    /// <summary>The sides of the levels, from the picture's own down to 16.</summary>
    public int[] Sides { get; }

    /// <summary>The level of each of <see cref="Sides"/>, [C, S, S].</summary>
    public ReadOnlySpan<float> Level(int level) => _levels[level];

    public static int[] SidesOf(int side)
    {
        var sides = new List<int>();
        for (; side >= Smallest; side /= 2)
            sides.Add(side);
        return [.. sides];
    }

    /// <summary>Takes a picture [C, S, S] apart.</summary>
    public void Build(ReadOnlySpan<byte> picture)
    {
        var first = _levels[0];
        for (var i = 0; i < first.Length; i++)
            first[i] = picture[i];
        for (var level = 0; level + 1 < Sides.Length; level++)
        {
            var (side, half) = (Sides[level], Sides[level + 1]);
            for (var c = 0; c < _channels; c++)
            {
                var fine = _levels[level].AsSpan(c * side * side, side * side);
                var coarse = _levels[level + 1].AsSpan(c * half * half, half * half);
                Reduce(fine, coarse, side);
                SubtractExpanded(coarse, fine, half);
            }
        }
    }

    // coarse [S/2, S/2] = every second pixel of the smoothed fine [S, S].
    private void Reduce(ReadOnlySpan<float> fine, Span<float> coarse, int side)
    {
        var half = side / 2;
        var padded = _line.AsSpan(0, side + 4); // two mirrored pixels at either end
        for (var y = 0; y < half; y++)
        {
            ReadOnlySpan<float>
                a = Row(fine, Math.Abs(2 * y - 2), side), b = Row(fine, Math.Abs(2 * y - 1), side), c = Row(fine, 2 * y, side),
                d = Row(fine, 2 * y + 1, side), e = Row(fine, Mirror(2 * y + 2, side), side);
            var line = padded.Slice(2, side);
            for (var x = 0; x < line.Length; x++)
                line[x] = a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x];
            (padded[0], padded[1], padded[side + 2], padded[side + 3]) = (line[2], line[1], line[side - 2], line[side - 3]);
            var to = coarse.Slice(y * half, half);
            for (var x = 0; x < to.Length; x++)
            {
                var p = padded.Slice(2 * x, 5);
                to[x] = (p[0] + p[4] + 4 * (p[1] + p[3]) + 6 * p[2]) * (1f / 256);
            }
        }
    }

    // fine [2S, 2S] -= coarse [S, S] with zeros between its pixels, smoothed by the binomial · 4. The zeros leave two filters of
    // the five taps: (1, 6, 1) / 8 on even pixels, (1, 1) / 2 on odd ones. The mirror of the widened row maps -1 to 1 and S to S - 1.
    private void SubtractExpanded(ReadOnlySpan<float> coarse, Span<float> fine, int side)
    {
        var width = 2 * side;
        var rows = _rows.AsSpan(0, side * width); // expanded along x
        for (var y = 0; y < side; y++)
        {
            var from = Row(coarse, y, side);
            var to = rows.Slice(y * width, width);
            for (var x = 0; x < side; x++)
            {
                float left = from[x == 0 ? 1 : x - 1], here = from[x], right = from[Math.Min(x + 1, side - 1)];
                to[2 * x] = (left + 6 * here + right) * 0.125f;
                to[2 * x + 1] = (here + right) * 0.5f;
            }
        }
        for (var y = 0; y < side; y++)
        {
            ReadOnlySpan<float> above = Row(rows, y == 0 ? 1 : y - 1, width), here = Row(rows, y, width), below = Row(rows, Math.Min(y + 1, side - 1), width);
            var even = fine.Slice(2 * y * width, width);
            var odd = fine.Slice((2 * y + 1) * width, width);
            for (var x = 0; x < even.Length; x++)
            {
                even[x] -= (above[x] + 6 * here[x] + below[x]) * 0.125f;
                odd[x] -= (here[x] + below[x]) * 0.5f;
            }
        }
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> plane, int y, int width) => plane.Slice(y * width, width);

    private static int Mirror(int i, int side) => i < side ? i : 2 * side - 2 - i;
}
