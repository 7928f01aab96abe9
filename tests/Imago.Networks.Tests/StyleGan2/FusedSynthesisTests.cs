using Imago.Tests;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>The synthesis network by fused layers, against itself by operators in fp32, and when it goes the general way instead.</summary>
public sealed class FusedSynthesisTests
{
    private static readonly GeneratorOptions s_small = new() { ImgResolution = 64, ZDim = 32, WDim = 32, ChannelBase = 2048, ChannelMax = 72, MappingLayers = 2, ConvClamp = 256 };

    public static TheoryData<string, GeneratorOptions> Networks() => new()
    {
        { "RGB", s_small },
        { "grey, channels that are no multiple of 16", s_small with { ImgChannels = 1, ChannelMax = 37, ImgResolution = 16 } },
        { "another filter", s_small with { ResampleFilter = [1, 2, 4, 3], ImgResolution = 32 } },
        { "no clamp", s_small with { ConvClamp = null, ImgResolution = 8 } },
    };

    [FusedTheory]
    [MemberData(nameof(Networks))]
    public void The_picture_is_that_of_fp32_but_for_the_rounding(string name, GeneratorOptions options)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(7);
        using var generator = Made(options, random);
        using var none = Autograd.NoGrad();
        var z = Tensor.Randn([3, options.ZDim], random);
        foreach (var mode in new[] { NoiseMode.None, NoiseMode.Const, NoiseMode.Random })
        {
            Tensor Picture(Precision precision, bool training)
            {
                generator.Synthesis.Precision = precision;
                generator.Training = training; // the general way
                using var noise = new RandomGenerator(9); // the same maps for all
                return generator.Forward(z, noise: new Noise(mode, noise));
            }

            var exact = Picture(Precision.Float32, training: true);
            double Error(Tensor picture) => Math.Sqrt(picture.Sub(exact).Square().Mean().ToScalar() / exact.Square().Mean().ToScalar());
            var (single, half) = (Error(Picture(Precision.Float32, training: false)), Error(Picture(Precision.BFloat16, training: false)));
            // Above 0: it was not the general way in fp32 that answered. In bf16 that is at 1 % (docs/operators.md).
            Assert.True(single is > 0 and < 3e-6, $"{name}, noise {mode}: {single:e1} of the picture in fp32, less than 3e-6 is expected");
            Assert.True(half is > 1e-4 and < 0.008, $"{name}, noise {mode}: {half:p2} of the picture in bf16, 0.01 to 0.8 % is expected");
        }
    }

    [FusedFact]
    public void A_picture_is_the_same_bit_for_bit_whatever_is_made_beside_it_and_however_often()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(7);
        using var generator = Made(s_small, random);
        using var none = Autograd.NoGrad();
        generator.Synthesis.Precision = Precision.BFloat16;
        var ws = Tensor.Randn([4, s_small.NumWs, s_small.WDim], random);
        var together = generator.Synthesis.Forward(ws);
        for (var i = 0; i < 4; i++)
            Assert.Equal(together.Slice(0, i, i + 1).ToFloats(), generator.Synthesis.Forward(ws.Slice(0, i, i + 1)).ToFloats());
    }

    [FusedFact]
    public void A_weight_that_is_changed_in_place_is_seen()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(7);
        using var generator = Made(s_small, random);
        using var none = Autograd.NoGrad();
        generator.Synthesis.Precision = Precision.BFloat16;
        var ws = Tensor.Randn([1, s_small.NumWs, s_small.WDim], random);
        var before = generator.Synthesis.Forward(ws).ToFloats();
        foreach (var name in new[] { "synthesis.b32.conv0.weight", "synthesis.b16.conv1.bias", "synthesis.b64.resample_filter", "synthesis.b64.conv0.resample_filter" })
        {
            var weight = generator.State().First(one => one.Key == name).Value.Value;
            weight.CopyFrom(name.EndsWith("filter", StringComparison.Ordinal) ? weight.Mul(1.5) : weight.Add(Tensor.Randn(weight.Shape, random)));
            var after = generator.Synthesis.Forward(ws).ToFloats();
            Assert.NotEqual(before, after);
            before = after;
        }
    }

    /// <summary>The general way in bf16 rounds otherwise, so that its numbers tell the two apart.</summary>
    [FusedFact]
    public void Whoever_trains_derives_or_taps_gets_the_general_way()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(7);
        using var generator = Made(s_small, random);
        generator.Synthesis.Precision = Precision.BFloat16;
        var ws = Tensor.Randn([1, s_small.NumWs, s_small.WDim], random);
        float[] Picture() => generator.Synthesis.Forward(ws).ToFloats();
        float[] Quietly()
        {
            using var none = Autograd.NoGrad();
            return Picture();
        }

        var (general, fused) = (Picture(), Quietly());
        Assert.NotEqual(general, fused);

        generator.Training = true;
        Assert.Equal(general, Quietly());
        generator.Training = false;
        Assert.Equal(fused, Quietly());

        foreach (var (_, module) in generator.Synthesis.NamedModules())
        {
            var seen = 0;
            module.Tap = x => Seen(x, ref seen);
            Assert.Equal(general, Quietly());
            Assert.Equal(module is not SynthesisBlock and not Layers.FullyConnected and not Layers.ToRgb ? 1 : seen, seen);
            Assert.True(seen > 0);
            module.Tap = null;
        }
        var block = generator.Synthesis.NamedModules().Select(static one => one.Value).OfType<SynthesisBlock>().First();
        block.ImageTap = static x => x;
        Assert.Equal(general, Quietly());
        block.ImageTap = null;
        Assert.Equal(fused, Quietly());

        static Tensor Seen(Tensor x, ref int count)
        {
            count++;
            return x;
        }
    }

    [FusedTheory]
    [InlineData(Architecture.Orig)]
    [InlineData(Architecture.Resnet)]
    public void Other_architectures_and_filters_go_the_general_way(Architecture architecture)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(7);
        foreach (var options in new[] { s_small with { Architecture = architecture, ImgResolution = 16 }, s_small with { ResampleFilter = [1, 2, 1], ImgResolution = 16 } })
        {
            using var generator = Made(options, random);
            generator.Synthesis.Precision = Precision.BFloat16;
            var ws = Tensor.Randn([1, options.NumWs, options.WDim], random);
            var general = generator.Synthesis.Forward(ws).ToFloats();
            using var none = Autograd.NoGrad();
            Assert.Equal(general, generator.Synthesis.Forward(ws).ToFloats());
        }
    }

    /// <summary>A network that is only looked at, with noise, and ToRGB's biases, that can be seen.</summary>
    private static Generator Made(GeneratorOptions options, RandomGenerator random)
    {
        var generator = new Generator(options, random);
        foreach (var (name, parameter) in generator.NamedParameters())
            using (Autograd.NoGrad())
                if (name.EndsWith("noise_strength", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal))
                    parameter.Value.CopyFrom(parameter.Value.Add(Tensor.Randn(parameter.Value.Shape, random).Mul(0.3)));
        generator.Record(false);
        generator.Training = false;
        return generator;
    }
}
