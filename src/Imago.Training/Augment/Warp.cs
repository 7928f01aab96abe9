using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// Shows pictures through maps of the plane without aliasing: continue them by their mirror image, upsample by two with the sym6
/// low-pass, sample bilinearly, downsample with the mirrored low-pass. Linear in the pictures, and twice differentiable in them.
/// </summary>
public static class Warp
{
    private const int UpTaps = 12;

    // Small enough that a group's upsampled pictures stay in the cache, large enough to keep the cores busy.
    private const int GroupSize = 8;

    /// <summary>The reach of both filters together, in pixels of the picture, is twice this.</summary>
    private const int FilterReach = UpTaps / 4;

    /// <summary>
    /// Pixels to add to each side (x0, y0, x1, y1) so that the maps of the pictures see (next to) no edge: where the corners of the new
    /// picture come from, and as far again as the filters reach; at most the side - 1, beyond which is zero.
    /// </summary>
    public static (int X0, int Y0, int X1, int Y1) Margin(ReadOnlySpan<Affine2> inverse, int height, int width)
    {
        var (cx, cy) = ((width - 1) / 2.0, (height - 1) / 2.0);
        var (left, top, right, bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var map in inverse)
        {
            foreach (var (x, y) in (ReadOnlySpan<(double, double)>)[map.Apply(-cx, -cy), map.Apply(cx, -cy), map.Apply(-cx, cy), map.Apply(cx, cy)])
            {
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        return (Needed(-left - cx, width), Needed(-top - cy, height), Needed(right - cx, width), Needed(bottom - cy, height));

        // Rounding errors of a quarter turn must not cost a pixel.
        static int Needed(double beyond, int side) => (int)Math.Clamp(Math.Ceiling(beyond + (2 * FilterReach) - 1e-9), 0, side - 1);
    }

    /// <summary>
    /// The pictures that a map changes, in groups of similar margins: a picture that needs little is not padded, upsampled and
    /// differentiated as far as the one of the batch that needs most.
    /// </summary>
    public static IReadOnlyList<int[]> Groups(Affine2[] inverse, int height, int width)
    {
        return [.. Enumerable.Range(0, inverse.Length).Where(i => inverse[i] != Affine2.Identity).OrderBy(Area).Chunk(GroupSize)];

        long Area(int i)
        {
            var (x0, y0, x1, y1) = Margin(inverse.AsSpan(i, 1), height, width);
            return (long)(width + x0 + x1) * (height + y0 + y1);
        }
    }

    /// <summary>x [N, C, H, W], one map a picture from new to old points in pixels from the centre → [N, C, H, W].</summary>
    public static Tensor Apply(Tensor x, ReadOnlySpan<Affine2> inverse)
    {
        using var scope = TensorScope.Open();
        var (height, width) = ((int)x.Size(2), (int)x.Size(3));
        var margin = Margin(inverse, height, width);
        var lowPass = Tensor.From<double>([.. Wavelets.LowPass], UpTaps).To(x.Type).To(x.Device);

        x = x.ReflectionPad2d(margin.X0, margin.X1, margin.Y0, margin.Y1);
        x = UpFirDn2d.Upsample2d(x, lowPass);                                  // [N, C, 2·(H + y0 + y1), 2·(W + x0 + x1)]
        var grid = Grid(inverse, x, margin, 2 * (height + (2 * FilterReach)), 2 * (width + (2 * FilterReach)));
        x = GridSampler.Apply(x, grid);                                        // [N, C, 2·(H + 6), 2·(W + 6)]
        x = UpFirDn2d.Downsample2d(x, lowPass, (2, 2), Padding.All(-2 * FilterReach), flipFilter: true);
        return scope.Keep(x);                                                  // [N, C, H, W]
    }

    /// <summary>
    /// Where each pixel of the new, upsampled picture comes from, [N, h, w, 2] with -1 and 1 at the outer edges of x.
    /// A pixel i of a picture is pixel 2i of the upsampled one, so that a point at p from the centre lies at 2p - ½ there; the unequal
    /// margins move the centre by (x0 - x1)/2.
    /// </summary>
    private static Tensor Grid(ReadOnlySpan<Affine2> inverse, Tensor x, (int X0, int Y0, int X1, int Y1) margin, int height, int width)
    {
        var toOld = Affine2.Translate(-0.5, -0.5) * Affine2.Scale(2, 2) * Affine2.Translate((margin.X0 - margin.X1) / 2.0, (margin.Y0 - margin.Y1) / 2.0);
        var fromNew = Affine2.Scale(0.5, 0.5) * Affine2.Translate(0.5, 0.5);
        var toUnits = Affine2.Scale(2.0 / x.Size(3), 2.0 / x.Size(2));

        // What a column and a row add to (x, y); the grid is the sum of both.
        var (columns, rows) = (new double[inverse.Length * width * 2], new double[inverse.Length * height * 2]);
        for (var i = 0; i < inverse.Length; i++)
        {
            var map = toUnits * toOld * inverse[i] * fromNew;
            for (var column = 0; column < width; column++)
            {
                var (at, fromCentre) = (2 * ((i * width) + column), column - ((width - 1) / 2.0));
                (columns[at], columns[at + 1]) = (map.A * fromCentre, map.D * fromCentre);
            }
            for (var row = 0; row < height; row++)
            {
                var (at, fromCentre) = (2 * ((i * height) + row), row - ((height - 1) / 2.0));
                (rows[at], rows[at + 1]) = ((map.B * fromCentre) + map.C, (map.E * fromCentre) + map.F);
            }
        }
        return Tensor.From(columns, inverse.Length, 1, width, 2).To(x.Type).To(x.Device)
            .Add(Tensor.From(rows, inverse.Length, height, 1, 2).To(x.Type).To(x.Device)); // [N, h, w, 2]
    }
}
