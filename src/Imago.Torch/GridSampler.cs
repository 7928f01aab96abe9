using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>Bilinear sampling of pictures, twice differentiable in the picture (not in the grid).</summary>
public static class GridSampler
{
    /// <summary>
    /// x [N, C, H, W], grid [N, h, w, 2] of (x, y) with -1 and 1 at the outer edges of the corner pixels → [N, C, h, w].
    /// Outside is zero. In 32 or 64 bits: 16 are too few for coordinates.
    /// </summary>
    public static Tensor Apply(Tensor x, Tensor grid) => Aten.GridSampler.Call(x, grid);
}
