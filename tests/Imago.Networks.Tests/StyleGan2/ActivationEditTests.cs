using Imago.Tests;
using Imago.Torch;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>Units of the synthesis network that are switched off or changed: by operators, and by fused layers against them.</summary>
public sealed class ActivationEditTests
{
    private static readonly GeneratorOptions s_skip = new() { ImgResolution = 32, ZDim = 32, WDim = 32, ChannelBase = 1024, ChannelMax = 40, MappingLayers = 2, ConvClamp = 256 };

    public static TheoryData<Architecture> Architectures => [Architecture.Skip, Architecture.Orig, Architecture.Resnet];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Nothing_downstream_sees_a_silenced_unit_neither_value_nor_bias_nor_noise(Architecture architecture)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var generator = Made(s_skip with { Architecture = architecture });
        var ws = Ws(generator, 2);
        var gains = Gains(generator, "b16.conv0", 2, silent: [3, 17]);
        var seen = Traced(generator, "b16.conv0", ws, new() { ["b16.conv0"] = new(null, gains) });
        var whole = Traced(generator, "b16.conv0", ws, []);
        for (var unit = 0; unit < 40; unit++)
        {
            var (with, without) = (seen[unit], whole[unit]);
            Assert.Contains(without, value => value != 0); // bias and noise are not zero here
            if (unit is 3 or 17) Assert.All(with, value => Assert.Equal(0, value));
            else Assert.Equal(without, with);
        }

        // What reads the layer cannot know what the unit would have said: its weights, bias and noise may be anything.
        float[] Picture() => generator.Synthesis.Forward(ws, edits: new Dictionary<string, ActivationEdit> { ["b16.conv0"] = new(null, gains) }).ToFloats();
        var before = Picture();
        foreach (var name in new[] { "b16.conv0.weight", "b16.conv0.bias" })
        {
            var weight = generator.Synthesis.NamedParameters().Single(one => one.Key == name).Value.Value;
            weight.Select(0, 3).CopyFrom(weight.Select(0, 3).Mul(-7).Add(2));
        }
        Assert.Equal(before, Picture());
    }

    [FusedFact]
    public void Fused_layers_make_the_same_edited_picture_as_operators_do()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var generator = Made(s_skip);
        var ws = Ws(generator, 3);
        using var random = new RandomGenerator(4);
        foreach (var layer in generator.Synthesis.Layers)
        {
            var gains = Tensor.Randn([3, layer.Units], random);
            foreach (var edit in (ActivationEdit[])[new(null, gains), new(x => x.Flip(3).Add(0.5), null), new(x => x.Mul(-0.5), gains)])
            {
                Dictionary<string, ActivationEdit> edits = new() { [layer.Name] = edit, ["b8.conv1"] = new(null, Gains(generator, "b8.conv1", 1, silent: [0, 1, 2])) };
                Tensor Picture(Precision precision, bool general)
                {
                    generator.Synthesis.Precision = precision;
                    generator.Training = general;
                    return generator.Synthesis.Forward(ws, edits: edits);
                }

                var exact = Picture(Precision.Float32, general: true);
                double Error(Tensor picture) => Math.Sqrt(picture.Sub(exact).Square().Mean().ToScalar() / exact.Square().Mean().ToScalar());
                Assert.InRange(Error(Picture(Precision.Float32, general: false)), 1e-12, 1e-5);
                Assert.InRange(Error(Picture(Precision.BFloat16, general: false)), 1e-5, 0.02);
            }
        }
    }

    [Fact]
    public void A_network_of_which_every_unit_is_silent_shows_its_colour_biases_alone()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var generator = Made(s_skip);
        generator.Training = false;
        var edits = generator.Synthesis.Layers.ToDictionary(layer => layer.Name, layer => new ActivationEdit(null, Tensor.Zeros([1, layer.Units])));
        var picture = generator.Synthesis.Forward(Ws(generator, 2), edits: edits);
        Assert.Equal(picture.Select(0, 0).ToFloats(), picture.Select(0, 1).ToFloats());
        var biases = generator.Synthesis.NamedParameters().Where(one => one.Key.EndsWith("torgb.bias", StringComparison.Ordinal)).Select(one => one.Value.Value.ToFloats()).ToList();
        for (var channel = 0; channel < 3; channel++)
            Assert.Equal(biases.Sum(bias => bias[channel]), picture.Select(0, 0).Select(0, channel).ToFloats()[(16 * 32) + 16], 1e-4f); // in the middle; at the edges the filter darkens
    }

    [Fact]
    public void A_layer_that_does_not_exist_is_named_with_those_that_do()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var generator = Made(s_skip with { ImgResolution = 8 });
        var error = Assert.Throws<ArgumentException>(() => generator.Synthesis.Forward(Ws(generator, 1), edits: new Dictionary<string, ActivationEdit> { ["b4.conv0"] = new(null, null) }));
        Assert.Contains("no layer 'b4.conv0' to edit: its layers are b4.conv1, b8.conv0, b8.conv1.", error.Message, StringComparison.Ordinal);
    }

    private static Generator Made(GeneratorOptions options)
    {
        using var random = new RandomGenerator(7);
        var generator = new Generator(options, random);
        foreach (var (name, parameter) in generator.State())
            if (name.EndsWith("noise_strength", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal))
                parameter.Value.CopyFrom(Tensor.Randn(parameter.Value.Shape, random).Mul(0.2).Add(0.1));
        generator.Training = false;
        return generator;
    }

    private static Tensor Ws(Generator generator, long count)
    {
        using var random = new RandomGenerator(11);
        return Tensor.Randn([count, generator.Options.NumWs, generator.Options.WDim], random);
    }

    private static Tensor Gains(Generator generator, string layer, long count, int[] silent)
    {
        var units = generator.Synthesis.Layers.Single(one => one.Name == layer).Units;
        return Tensor.From([.. Enumerable.Range(0, units).Select(unit => silent.Contains(unit) ? 0f : 1f)], 1, units).Repeat(count, 1);
    }

    /// <summary>What a layer gives, unit by unit.</summary>
    private static List<float[]> Traced(Generator generator, string layer, Tensor ws, Dictionary<string, ActivationEdit> edits)
    {
        List<float[]> seen = [];
        var module = generator.Synthesis.NamedModules().Single(one => one.Key == layer).Value;
        module.Tap = y =>
        {
            seen = [.. Enumerable.Range(0, (int)y.Size(1)).Select(unit => y.Select(1, unit).ToFloats())];
            return y;
        };
        generator.Synthesis.Forward(ws, edits: edits);
        module.Tap = null;
        return seen;
    }
}
