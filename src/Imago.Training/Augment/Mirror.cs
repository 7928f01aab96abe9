using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>Continues pictures by their mirror images, as far as one likes.</summary>
internal static class Mirror
{
    /// <summary>
    /// x [N, C, H, W] with pixels added to each side; the edge pixels are not repeated. One mirror image reaches side - 1 pixels far,
    /// up to the next mirror, so that the rest is the mirror image of the whole.
    /// </summary>
    public static Tensor Pad(Tensor x, long left, long right, long top, long bottom)
    {
        while (left > 0 || right > 0 || top > 0 || bottom > 0)
        {
            var (columns, rows) = (x.Size(3) - 1, x.Size(2) - 1);
            var (l, r, t, b) = (Math.Min(left, columns), Math.Min(right, columns), Math.Min(top, rows), Math.Min(bottom, rows));
            x = x.ReflectionPad2d(l, r, t, b);
            (left, right, top, bottom) = (left - l, right - r, top - t, bottom - b);
        }
        return x;
    }
}
