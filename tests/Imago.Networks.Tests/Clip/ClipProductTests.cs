using Imago.Torch;

namespace Imago.Networks.Tests.Clip;

public sealed class ClipProductTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.BFloat16, 1e-9)]
    public void A_product_is_that_of_the_linear_layer_for_rows_of_any_number_of_dimensions(ScalarType type, double tolerance)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        var (weight, bias) = (Tensor.Randn([11, 7], random).To(type), Tensor.Randn([11], random).To(type));
        foreach (var shape in (long[][])[[1, 7], [5, 7], [2, 3, 7], [2, 3, 4, 7]])
        {
            var x = Tensor.Randn(shape, random).To(type);
            var product = ClipProduct.Of(x, weight, bias);
            Assert.Equal([.. shape[..^1], 11], product.Shape);
            Assert.True(Difference(product, x.Linear(weight, bias)) <= tolerance);
            // Rows that do not lie one behind another.
            var turned = Tensor.Randn([7, 4], random).To(type).Transpose(0, 1); // [4, 7]
            Assert.True(Difference(ClipProduct.Of(turned, weight, bias), turned.Linear(weight, bias)) <= tolerance);
        }
    }

    private static double Difference(Tensor one, Tensor other) => one.Sub(other).To(ScalarType.Float32).ToArray<float>().Max(Math.Abs);
}
