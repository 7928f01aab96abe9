using Imago.Tests;
using Imago.Torch;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>Pictures of a smaller side: what the blocks so far have added.</summary>
public sealed class CoarsePictureTests
{
    private static readonly GeneratorOptions s_small = new() { ImgResolution = 32, ZDim = 16, WDim = 16, ChannelBase = 1024, ChannelMax = 32, MappingLayers = 2 };

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void A_coarse_picture_is_the_running_picture_after_its_block(int side)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        using var generator = new Generator(s_small, random);
        using var none = Autograd.NoGrad();
        generator.Training = true; // the general way, in which the running picture can be tapped
        var ws = Tensor.Randn([2, s_small.NumWs, s_small.WDim], random);
        float[]? running = null;
        ((SynthesisBlock)generator.Synthesis.NamedModules().First(one => one.Value is SynthesisBlock && one.Key.EndsWith($"b{side}", StringComparison.Ordinal)).Value).ImageTap = picture =>
        {
            running = picture.ToFloats();
            return picture;
        };
        var whole = generator.Synthesis.Forward(ws);
        Assert.Equal([2, 3, 32, 32], whole.Shape.ToArray());
        var expected = running;
        var coarse = generator.Synthesis.Forward(ws, resolution: side);
        Assert.Equal([2, 3, side, side], coarse.Shape.ToArray());
        Assert.Equal(expected, coarse.ToFloats());
    }

    [FusedTheory]
    [InlineData(4)]
    [InlineData(16)]
    public void Fused_layers_make_it_too_but_for_the_rounding(int side)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        using var generator = new Generator(s_small, random);
        using var none = Autograd.NoGrad();
        generator.Record(false);
        var ws = Tensor.Randn([2, s_small.NumWs, s_small.WDim], random);
        generator.Training = true;
        var exact = generator.Synthesis.Forward(ws, resolution: side);
        generator.Training = false;
        var error = Math.Sqrt(generator.Synthesis.Forward(ws, resolution: side).Sub(exact).Square().Mean().ToScalar() / exact.Square().Mean().ToScalar());
        Assert.True(error is > 0 and < 3e-6, $"{error:e1}, expected more than 0 (it was not the general way) and less than 3e-6");
    }

    [Theory]
    [InlineData(Architecture.Skip, 12, "4, 8, 16, 32")]
    [InlineData(Architecture.Resnet, 16, "expected 32")]
    public void A_side_that_no_block_has_is_refused(Architecture architecture, int side, string expected)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(3);
        using var generator = new Generator(s_small with { Architecture = architecture }, random);
        var refusal = Assert.Throws<ArgumentException>(() => generator.Synthesis.Forward(Tensor.Zeros([1, s_small.NumWs, s_small.WDim]), resolution: side));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }
}
