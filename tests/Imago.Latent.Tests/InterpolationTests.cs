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

    private static Tensor East => Tensor.From([1f, 0f], 2);

    private static Tensor North => Tensor.From([0f, 1f], 2);
}
