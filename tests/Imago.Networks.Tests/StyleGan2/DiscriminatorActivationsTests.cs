using Imago.Torch;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>What the discriminator's layers answer to pictures of any size.</summary>
public sealed class DiscriminatorActivationsTests
{
    public static TheoryData<Architecture> Architectures => [Architecture.Orig, Architecture.Skip, Architecture.Resnet];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void They_are_those_of_a_whole_pass_at_the_networks_own_size(Architecture architecture)
    {
        using var scope = TensorScope.Open();
        using var discriminator = Some(architecture);
        using var random = new RandomGenerator(2);
        var x = Tensor.Randn([2, 3, 32, 32], random);
        var modules = discriminator.NamedModules().ToDictionary();
        foreach (var layer in discriminator.Layers)
        {
            float[]? seen = null;
            modules[layer.Name].Tap = y =>
            {
                seen = y.ToFloats();
                return y;
            };
            discriminator.Forward(x);
            modules[layer.Name].Tap = null;
            var answer = discriminator.Activations(x, [layer.Name])[0];
            Assert.Equal(seen, answer.ToFloats());
            Assert.Equal([2, layer.Units, 32 / layer.Reduction, 32 / layer.Reduction], answer.Shape);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Pictures_may_have_any_size_and_layers_any_order(Architecture architecture)
    {
        using var scope = TensorScope.Open();
        using var discriminator = Some(architecture);
        using var random = new RandomGenerator(2);
        var x = Tensor.Randn([1, 3, 45, 83], random);
        var names = discriminator.Layers.Select(static layer => layer.Name).Reverse().Append("b32.conv0").ToArray();
        var answers = discriminator.Activations(x, names);
        foreach (var (name, answer) in names.Zip(answers))
        {
            var layer = discriminator.Layers.Single(one => one.Name == name);
            Assert.Equal([1, layer.Units, 45 / layer.Reduction, 83 / layer.Reduction], answer.Shape);
        }
        Assert.All(discriminator.NamedModules(), static one => Assert.Null(one.Value.Tap));
    }

    [Fact]
    public void Derivatives_pass_and_a_tap_that_was_there_still_acts()
    {
        using var scope = TensorScope.Open();
        using var discriminator = Some(Architecture.Resnet);
        using var random = new RandomGenerator(2);
        var x = Tensor.Randn([1, 3, 40, 40], random).SetRequiresGrad(true);
        var plain = discriminator.Activations(x, ["b16"])[0];
        Assert.True(Autograd.Grad(plain.Square().Mean(), x).Abs().Sum().ToScalar() > 0);
        discriminator.NamedModules().ToDictionary()["b16"].Tap = static y => y.Mul(2);
        Assert.Equal(plain.Mul(2).ToFloats(), discriminator.Activations(x, ["b16"])[0].ToFloats());
        Assert.NotNull(discriminator.NamedModules().ToDictionary()["b16"].Tap);
    }

    [Fact]
    public void A_layer_that_is_not_there_and_a_picture_that_is_too_small_are_refused()
    {
        using var scope = TensorScope.Open();
        using var discriminator = Some(Architecture.Resnet);
        var x = Tensor.Zeros([1, 3, 7, 40]);
        Assert.Equal([1, 16, 3, 20], discriminator.Activations(x, ["b32.conv1"])[0].Shape);
        Assert.Contains("expected 8 pixels or more", Assert.Throws<ArgumentException>(() => discriminator.Activations(x, ["b8"])).Message, StringComparison.Ordinal);
        Assert.Contains("no layer 'b4'", Assert.Throws<ArgumentException>(() => discriminator.Activations(x, ["b4"])).Message, StringComparison.Ordinal);
    }

    private static Discriminator Some(Architecture architecture)
    {
        using var random = new RandomGenerator(1);
        return new(new DiscriminatorOptions { ImgResolution = 32, ChannelBase = 256, ChannelMax = 16, Architecture = architecture }, random);
    }
}
