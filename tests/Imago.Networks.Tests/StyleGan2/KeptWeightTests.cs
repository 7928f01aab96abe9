using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>Weights that are converted once in a network that is only looked at.</summary>
public sealed class KeptWeightTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_are_the_same_bit_for_bit_and_follow_a_weight_that_is_changed(bool half)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        using var generator = new Generator(new GeneratorOptions { ImgResolution = 32, ZDim = 16, WDim = 16, ChannelBase = 512, ChannelMax = 32, MappingLayers = 2 }, random);
        generator.Synthesis.Precision = half ? Precision.BFloat16 : Precision.Float32;
        generator.Record(false);
        var z = Tensor.Randn([2, 16], random);
        float[] Picture(bool training)
        {
            generator.Training = training;
            return generator.Forward(z, noise: Noise.Const).ToFloats();
        }

        var made = Picture(training: true);
        Assert.Equal(made, Picture(training: false));
        Assert.Equal(made, Picture(training: false)); // from what was kept

        var weight = generator.State().First(static one => one.Key == "synthesis.b32.conv0.weight").Value.Value;
        weight.CopyFrom(Tensor.Randn(weight.Shape, random));
        var changed = Picture(training: false);
        Assert.NotEqual(made, changed);
        Assert.Equal(Picture(training: true), changed);

        generator.Synthesis.Precision = half ? Precision.Float32 : Precision.BFloat16;
        Assert.Equal(Picture(training: true), Picture(training: false));
    }

    [Fact]
    public void What_is_kept_is_made_again_when_the_weight_or_its_form_changes_and_freed_at_the_end()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        var (weight, x) = (Tensor.Randn([4, 3, 3, 3], random), Tensor.Randn([1, 3, 8, 8], random).To(ScalarType.BFloat16));
        using var kept = new KeptWeight<PreparedWeight>();
        PreparedWeight Get(string form = "") => kept.For(weight, form, () => PreparedWeight.Of(weight, x));
        var first = Get();
        Assert.Same(first, Get());
        Assert.Equal(ScalarType.BFloat16, first.Converted.Type);
        var second = Get("another form");
        Assert.NotSame(first, second);
        Assert.Throws<ObjectDisposedException>(first.Converted.ToFloats);
        weight.CopyFrom(Tensor.Zeros(weight.Shape));
        Assert.Equal(0, Get("another form").Squares.Sum().ToScalar());
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(second.Converted.ToFloats);
    }

    [Fact]
    public void A_weight_that_is_derived_is_not_kept()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        using var layer = new SynthesisLayer(8, 8, 8, 8, random) { Training = false };
        var picture = layer.Forward(Tensor.Randn([1, 8, 8, 8], random), Tensor.Randn([1, 8], random), Noise.None);
        var weight = layer.State().First(static one => one.Key == "weight").Value.Value;
        Assert.NotEqual(0, Autograd.Grad(picture.Square().Sum(), weight).Abs().Sum().ToScalar());
    }
}
