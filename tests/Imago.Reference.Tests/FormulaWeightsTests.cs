using Imago.Torch;

namespace Imago.Reference.Tests;

[Trait("Category", "Reference")]
public sealed class FormulaWeightsTests
{
    [Theory]
    [InlineData("open256", "z", 1.7320508075688772, new[] { 0.604406416f, 0.879045844f, -1.64658558f })]
    [InlineData("incopen", "Conv2d_1a_3x3.conv.weight", 0.4714045207910317, new[] { -0.409454793f, -0.110933259f, -0.384906262f })]
    public void The_published_values_come_out_of_the_formula(string seed, string name, double scale, float[] expected)
    {
        using var scope = TensorScope.Open();
        Assert.Equal(expected, new FormulaWeights(seed).Tensor(name, scale, 0, 3).ToArray<float>());
    }

    [Fact]
    public void Scale_offset_and_shape_are_applied()
    {
        using var scope = TensorScope.Open();
        var weights = new FormulaWeights("open256");
        var plain = weights.Tensor("z", 1, 0, 6);
        var scaled = weights.Tensor("z", 0.5, 3, 2, 3);
        Assert.Equal([2, 3], scaled.Shape);
        Assert.Equal(plain.ToFloats().Select(v => 0.5f * v + 3), scaled.ToFloats(), (a, b) => MathF.Abs(a - b) <= 3e-7f);
    }
}
