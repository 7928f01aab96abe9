using Imago.Latent.Projection;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests.Projection;

/// <summary>How pictures come to LPIPS; its numbers are compared in Imago.Reference.Tests. The weights are random: this needs none that see.</summary>
public sealed class LpipsDistanceTests : LeakCheck
{
    [Fact]
    public void Large_pictures_are_averaged_down_grey_ones_are_taken_thrice_and_tiny_ones_refused()
    {
        using var distance = Made();
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var random = new RandomGenerator(3);
        var large = Tensor.Rand([1, 3, 512, 512], random);
        var small = large.Reshape(1, 3, 256, 2, 256, 2).Mean([3, 5]);
        Assert.Equal([1, 64, 256, 256], distance.Features(large)[0].Shape);
        Assert.Equal(distance.Features(small)[4].ToFloats(), distance.Features(large)[4].ToFloats(), static (a, b) => Math.Abs(a - b) < 1e-4);

        var grey = Tensor.Rand([1, 1, 16, 16], random);
        Assert.Equal(distance.Features(grey.Repeat(1, 3, 1, 1))[0].ToFloats(), distance.Features(grey)[0].ToFloats());
        Assert.Contains("8 pixels a side", Assert.Throws<ArgumentException>(() => distance.Features(Tensor.Zeros([1, 3, 8, 8]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_by_it_comes_nearer()
    {
        using var distance = Made();
        using var renderer = Some.Renderer();
        using var projector = new Projector(renderer);
        var told = new List<double>();
        var found = projector.Find(renderer.Render(Some.Request(7)).ToPicture(), distance, new() { Steps = 40 }, step => told.Add(step.Distance));
        Assert.True(found.Distance < 0.7 * told[0], $"{found.Distance} after {told[0]}");
    }

    private static LpipsDistance Made()
    {
        var lpips = new Lpips();
        using var random = new RandomGenerator(1);
        using var none = Autograd.NoGrad();
        foreach (var (_, parameter) in lpips.NamedParameters())
        {
            using var scope = TensorScope.Open();
            var shape = parameter.Value.Shape;
            parameter.Value.CopyFrom(shape[0] == 1 ? Tensor.Rand(shape, random) : Tensor.Randn(shape, random).Mul(shape.Length == 4 ? Math.Sqrt(2.0 / (9 * shape[1])) : 0.1));
        }
        return new LpipsDistance(lpips);
    }
}
