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

    [Fact]
    public void A_gradient_that_libtorch_knows_to_be_zero_has_values_like_any_other()
    {
        // The second derivative of |x| is a tensor without memory behind it: reading it once ended the process.
        using var scope = TensorScope.Open();
        var x = Tensor.From([1f, -2f, 3f], 3).SetRequiresGrad(true);
        var first = Autograd.Grad(x.Abs().Sum(), x, createGraph: true);
        var second = Autograd.Grad(first.Sum(), x);
        Assert.Equal([0f, 0f, 0f], second.ToFloats());
        Assert.Equal([1f, 1f, 1f], second.AddInPlace(Tensor.Ones([3])).ToFloats());
    }

    [Fact]
    public void A_weight_for_each_output_is_asked_for()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2]).SetRequiresGrad(true);
        var y = x.Mul(2);
        Assert.Throws<ArgumentException>(() => Autograd.Grad([y], [x], [y, y]));
        Assert.Throws<ArgumentException>(() => Autograd.Grad([y], [x], []));
    }

    [Fact]
    public void A_call_that_meets_a_disposed_tensor_holds_none_of_the_others()
    {
        // Each must come back to the count at the end of the test.
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2]).SetRequiresGrad(true);
        var y = x.Sum();
        var gone = Tensor.Ones([2]);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Tensor.Cat([x, gone], 0));
        Assert.Throws<ObjectDisposedException>(() => Autograd.Grad([y], [x, gone]));
        Assert.Throws<ObjectDisposedException>(() => Autograd.Grad([y], [x], [gone]));
    }
}
