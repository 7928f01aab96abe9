using Imago.Torch;

namespace Imago.Latent.Tests;

public sealed class InterpolationTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0.5, 0.70710678, 0.70710678)]
    [InlineData(1.0 / 3, 0.8660254, 0.5)]
    public void A_quarter_circle_is_walked_at_constant_speed(double t, double x, double y)
    {
        using var scope = TensorScope.Open();
        foreach (var point in new[] { Interpolation.Slerp(East, North, t), Interpolation.SlerpUnit(East.Mul(3), North.Mul(7), t) })
        {
            Assert.Equal(x, point.ToFloats()[0], 6);
            Assert.Equal(y, point.ToFloats()[1], 6);
        }
    }

    [Fact]
    public void Parallel_and_opposite_vectors_take_the_line_and_stay_numbers()
    {
        using var scope = TensorScope.Open();
        Assert.Equal([2f, 0f], Interpolation.Slerp(East, East.Mul(3), 0.5).ToFloats());
        Assert.Equal([0.5f, 0f], Interpolation.Slerp(East, East.Neg(), 0.25).ToFloats());
        Assert.Equal([1f, 0f], Interpolation.SlerpUnit(East, East.Mul(3), 0.5).ToFloats());
    }

    [Fact]
    public void No_direction_is_invented_between_opposite_or_zero_vectors()
    {
        using var scope = TensorScope.Open();
        Assert.Throws<ArgumentException>(() => Interpolation.SlerpUnit(East, East.Neg(), 0.5));
        Assert.Throws<ArgumentException>(() => Interpolation.SlerpUnit(East, Tensor.Zeros([2]), 0.5));
    }

    [Fact]
    public void A_mix_takes_the_named_layers_from_the_other_picture()
    {
        using var scope = TensorScope.Open();
        var mixed = StyleMixing.Mix(Tensor.Zeros([4, 2]), Tensor.Ones([4, 2]), 1, 3);
        Assert.Equal([0f, 0, 1, 1, 0, 0, 1, 1], mixed.ToFloats());
    }

    [Fact]
    public void A_layer_that_the_network_does_not_have_is_refused_by_name()
    {
        using var scope = TensorScope.Open();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => StyleMixing.Mix(Tensor.Zeros([4, 2]), Tensor.Ones([4, 2]), 1, 4));
        Assert.Contains("layers 0 to 3", error.Message, StringComparison.Ordinal);
    }

    private static Tensor East => Tensor.From([1f, 0f], 2);

    private static Tensor North => Tensor.From([0f, 1f], 2);
}
