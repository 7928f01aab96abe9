using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Latent.Dreams;

/// <summary>
/// Evens a gradient out over its spatial frequencies, by a Laplacian pyramid (Burt and Adelson 1983, "The Laplacian pyramid as a compact image code") each band of which is brought to
/// the same strength, but for the largest shapes and for colours, which stay behind. Left as it is, the finest detail, where networks are most sensitive, outweighs all shapes.
/// </summary>
internal static class GradientPyramid
{
    private const int Bands = 5;
    private const double Epsilon = 1e-12;

    // Halvings from a pixel to what is its neighbourhood, and which share of the mean strength a place has at least: flat places are not torn open.
    private const int Neighbourhood = 4;
    private const double Floor = 0.1;

    // How strong the largest shapes and the colours are beside detail in grey: at full strength pictures end in a few glaring stains.
    private const double LargestShapes = 0.4, Colours = 0.35;

    /// <summary>[1, C, H, W] → the same shape, of root mean square 1 (or zero).</summary>
    /// <param name="gradient">Of a picture.</param>
    /// <param name="halving">The filter with which a picture is brought to half its size.</param>
    internal static Tensor Even(Tensor gradient, Tensor halving)
    {
        using var scope = TensorScope.Open();
        var (rest, bands) = (gradient, new List<Tensor>());
        while (bands.Count < Bands - 1 && Math.Min(rest.Size(2), rest.Size(3)) >= 8)
        {
            var low = UpFirDn2d.Downsample2d(rest, halving);
            bands.Add(LocalUnit(rest.Sub(Bilinear.Resize(low, (int)rest.Size(2), (int)rest.Size(3))), halving));
            rest = low;
        }
        var sum = Unit(rest.Sub(rest.Mean([2, 3], keepDims: true))).Mul(LargestShapes); // the whole picture gets no brighter or darker
        for (var band = bands.Count - 1; band >= 0; band--)
            sum = Bilinear.Resize(sum, (int)bands[band].Size(2), (int)bands[band].Size(3)).Add(bands[band]);
        return scope.Keep(Unit(sum.Mean([1], keepDims: true).Lerp(sum, Colours)));
    }

    private static Tensor Unit(Tensor x) => x.Mul(x.Square().Mean().Add(Epsilon).Rsqrt());

    /// <summary>A band whose strength is even over the picture too, for a gradient is strongest where the picture has most of it already: without this the rest stays empty.</summary>
    private static Tensor LocalUnit(Tensor x, Tensor halving)
    {
        var strength = x.Square().Mean([1], keepDims: true); // [1, 1, H, W]
        var around = strength;
        for (var i = 0; i < Neighbourhood && Math.Min(around.Size(2), around.Size(3)) >= 4; i++)
            around = UpFirDn2d.Downsample2d(around, halving);
        around = Bilinear.Resize(around, (int)x.Size(2), (int)x.Size(3)).Add(strength.Mean().Mul(Floor)).Add(Epsilon);
        return Unit(x.Mul(around.Rsqrt()));
    }
}
