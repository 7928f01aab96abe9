using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Networks.Tests.Ops;

/// <summary>Contiguous pictures on the CPU go through a kernel of our own, all others through convolutions: both give the same.</summary>
public sealed class UpFirDn2dPathsTests
{
    [Theory]
    [InlineData(1, 1, 2, 1, false)]
    [InlineData(2, 1, 2, 1, false)]
    [InlineData(2, 1, 3, 2, true)]
    [InlineData(1, 2, 1, 1, false)]
    [InlineData(1, 2, -1, 3, true)]
    public void Both_ways_agree_in_value_and_gradient(long up, long down, long before, long after, bool flip)
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(1);
        var filter = Tensor.Rand([4, 4], generator, ScalarType.Float64);
        var given = Tensor.Randn([2, 3, 9, 12], generator, ScalarType.Float64);
        Tensor[] Run(MemoryFormat format)
        {
            var x = given.Clone().Contiguous(format).SetRequiresGrad(true);
            Assert.Equal(format == MemoryFormat.Contiguous, Resampler.Takes(x, (up, up), (down, down)));
            var y = UpFirDn2d.Apply(x, filter, up, down, new Padding(before, after, before, after), flip, gain: 3);
            return [y, Autograd.Grad(y.Square().Sum(), x)];
        }
        foreach (var (ours, convolution) in Run(MemoryFormat.Contiguous).Zip(Run(MemoryFormat.ChannelsLast)))
        {
            Assert.Equal(convolution.Shape, ours.Shape);
            Assert.True((ours - convolution).Abs().LessOrEqual(1e-10).All());
        }
    }
}
