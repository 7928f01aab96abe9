using Imago.Torch;

namespace Imago.Latent.Dreams;

/// <summary>Bilinear resampling of pictures [N, C, H, W] in fp32. Between the centres of the outermost pixels and the edge, the outermost pixels go on.</summary>
internal static class Bilinear
{
    /// <summary>The whole picture in another size.</summary>
    internal static Tensor Resize(Tensor x, int height, int width) =>
        x.Size(2) == height && x.Size(3) == width ? x : Sample(x, height, width, 1);

    /// <summary>The part round the middle that is <paramref name="factor"/> times smaller, in the size that the picture had: pixel (x, y), counted from the middle, shows what was at (x, y) / factor.</summary>
    internal static Tensor Zoom(Tensor x, double factor) => Sample(x, (int)x.Size(2), (int)x.Size(3), factor);

    private static Tensor Sample(Tensor x, int height, int width, double zoom)
    {
        using var scope = TensorScope.Open();
        var columns = Coordinates(width, (int)x.Size(3), zoom).To(x.Device).Reshape(1, width).Expand(height, width);
        var rows = Coordinates(height, (int)x.Size(2), zoom).To(x.Device).Reshape(height, 1).Expand(height, width);
        var grid = Tensor.Stack([columns, rows], 2).Unsqueeze(0).Repeat(x.Size(0), 1, 1, 1); // [N, height, width, 2]
        return scope.Keep(GridSampler.Apply(x, grid));
    }

    /// <summary>Where each pixel of a side looks, -1 and 1 being the edges; never beyond the centres of the outermost pixels.</summary>
    private static Tensor Coordinates(int side, int from, double zoom)
    {
        var last = 1 - (1.0 / from);
        return Tensor.From([.. Enumerable.Range(0, side).Select(i => (float)Math.Clamp(((((2 * i) + 1.0) / side) - 1) / zoom, -last, last))], side);
    }
}
