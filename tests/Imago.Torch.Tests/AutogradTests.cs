namespace Imago.Torch.Tests;

public sealed class AutogradTests : LeakCheck
{
    [Fact]
    public void The_third_power_has_the_derivatives_of_the_textbook()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Scalar(2, ScalarType.Float64).SetRequiresGrad(true);
        var first = Autograd.Grad(x * x * x, x, createGraph: true);
        var second = Autograd.Grad(first, x, createGraph: true);
        var third = Autograd.Grad(second, x);
        Assert.Equal((12.0, 12.0, 6.0), (first.ToScalar(), second.ToScalar(), third.ToScalar()));
    }

    [Fact]
    public void Nothing_is_recorded_under_NoGrad()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2]).SetRequiresGrad(true);
        using (Autograd.NoGrad())
            Assert.False(x.Mul(2).RequiresGrad);
        Assert.True(x.Mul(2).RequiresGrad);
    }

    [Fact]
    public void An_input_that_does_not_matter_has_no_gradient()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2]).SetRequiresGrad(true);
        var unused = Tensor.Ones([2]).SetRequiresGrad(true);
        var gradients = Autograd.Grad([x.Sum()], [x, unused]);
        Assert.NotNull(gradients[0]);
        Assert.Null(gradients[1]);
        Assert.Throws<InvalidOperationException>(() => Autograd.Grad(x.Sum(), unused));
    }
}
