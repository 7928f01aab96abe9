using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training.Tests.Augment;

public sealed class AugmentPipeTests
{
    [Fact]
    public void With_p_0_pictures_come_back_as_they_are_and_nothing_is_drawn()
    {
        using var scope = TensorScope.Open();
        var images = Pictures(4, 3, 16);
        Assert.Same(images, new AugmentPipe(AugmentOptions.Preset("bgcfnc")).Apply(images, new NoDraws()));
    }

    [Fact]
    public void Pictures_for_which_nothing_was_drawn_come_back_bit_for_bit()
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(3);
        var pipe = new AugmentPipe(AugmentOptions.Preset("bg")) { P = 0.2 };
        var images = Pictures(40, 3, 16, ScalarType.Float32);
        var plan = pipe.Plan(images, new GeneratorDraws(generator));
        var augmented = pipe.Apply(images, plan);
        var untouched = 0;
        for (var i = 0; i < 40; i++)
        {
            var same = augmented.Select(0, i).ToFloats().SequenceEqual(images.Select(0, i).ToFloats());
            Assert.Equal(plan.Inverse![i] == Affine2.Identity, same);
            untouched += same ? 1 : 0;
        }
        Assert.InRange(untouched, 1, 39);
    }

    [Fact]
    public void The_same_generator_gives_the_same_pictures_and_a_restored_one_goes_on_with_the_next()
    {
        using var scope = TensorScope.Open();
        var pipe = new AugmentPipe(AugmentOptions.Preset("bgcfnc")) { P = 0.7 };
        var images = Pictures(6, 3, 16, ScalarType.Float32);
        using var first = new RandomGenerator(1);
        using var second = new RandomGenerator(1);
        float[] Next(RandomGenerator generator) => pipe.Apply(images, new GeneratorDraws(generator)).ToFloats();

        var one = Next(first);
        Assert.Equal(one, Next(second));
        var state = first.SaveState();
        var two = Next(first);
        Assert.NotEqual(one, two);
        first.RestoreState(state);
        Assert.Equal(two, Next(first));
    }

    // The share of pictures that are changed, as a multiple of p: a coin or one turn of four changes nothing.
    [Theory]
    [InlineData("XFlip", 0.5)]
    [InlineData("Rotate90", 0.75)]
    [InlineData("Scale", 1)]
    [InlineData("Rotate", 1)]
    [InlineData("Aniso", 1)]
    [InlineData("XFrac", 1)]
    [InlineData("Brightness", 1)]
    [InlineData("Contrast", 1)]
    [InlineData("LumaFlip", 0.5)]
    [InlineData("Hue", 1)]
    [InlineData("Saturation", 1)]
    [InlineData("Noise", 1)]
    [InlineData("Cutout", 1)]
    public void The_share_of_pictures_that_are_changed_is_p_times_the_strength(string name, double expected)
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(7);
        const int count = 4000;
        foreach (var (p, strength) in new[] { (0.3, 1.0), (0.6, 0.5), (1, 1) })
        {
            var options = new AugmentOptions();
            typeof(AugmentOptions).GetProperty(name)!.SetValue(options, strength);
            var plan = new AugmentPipe(options) { P = p }.Plan(Tensor.Zeros([count, 3, 4, 4]), new GeneratorDraws(generator));
            var changed = (plan.Inverse?.Count(map => map != Affine2.Identity) ?? 0)
                + (plan.Color?.Count(color => !color.IsIdentity) ?? 0)
                + (plan.NoiseSigma?.Count(sigma => sigma > 0) ?? 0)
                + (plan.Hole?.Count(hole => hole is not null) ?? 0);
            var share = p * strength * expected;
            var deviation = Math.Sqrt(share * (1 - share) / count);
            Assert.InRange(changed / (double)count, share - (4 * deviation), share + (4 * deviation));
        }
    }

    [Theory]
    [InlineData("bgcfnc", 3)]
    [InlineData("bgcf", 1)]
    public void The_second_derivative_is_that_of_finite_differences(string preset, int channels)
    {
        // The gradient of |d/dx Σ aug(x)³|², as R1 takes it, against central differences along random directions.
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(11);
        var pipe = new AugmentPipe(AugmentOptions.Preset(preset)) { P = 0.9 };
        var images = Pictures(3, channels, 8).Mul(0.3);
        var plan = pipe.Plan(images, new GeneratorDraws(generator));

        (double Value, Tensor? Gradient) Penalty(Tensor at, bool gradient)
        {
            var x = at.Detach().Clone().SetRequiresGrad(true);
            var y = pipe.Apply(x, plan);
            Assert.Equal(ScalarType.Float64, y.Type);
            var dx = Autograd.Grad((y * y * y).Sum(), x, createGraph: true);
            var penalty = dx.Square().Sum();
            return (penalty.ToScalar(), gradient ? Autograd.Grad(penalty, x) : null);
        }

        var exact = Penalty(images, gradient: true).Gradient!;
        for (var direction = 0; direction < 3; direction++)
        {
            const double h = 1e-5;
            var v = Tensor.Randn(images.Shape, generator, ScalarType.Float64);
            var difference = (Penalty(images + (v * h), false).Value - Penalty(images - (v * h), false).Value) / (2 * h);
            var expected = exact.Mul(v).Sum().ToScalar();
            Assert.InRange(difference, expected - (1e-6 * Math.Abs(expected)), expected + (1e-6 * Math.Abs(expected)));
        }
    }

    [Fact]
    public void Equal_gains_of_all_bands_are_a_contrast()
    {
        using var scope = TensorScope.Open();
        var images = Pictures(2, 3, 16);
        var pipe = new AugmentPipe(AugmentOptions.Preset("filter")) { P = 1 };
        // Along rows and along columns, so twice.
        var filtered = pipe.Apply(images, new AugmentPlan { BandGains = [[2, 2, 2, 2], [1, 1, 1, 1]] });
        Assert.True((filtered.Select(0, 0) - images.Select(0, 0).Mul(4)).Abs().LessOrEqual(1e-12).All());
        Assert.Equal(images.Select(0, 1).ToArray<double>(), filtered.Select(0, 1).ToArray<double>());
    }

    [Fact]
    public void A_hole_in_the_middle_takes_a_quarter_of_the_picture()
    {
        using var scope = TensorScope.Open();
        var images = Tensor.Ones([3, 1, 16, 16]);
        var pipe = new AugmentPipe(AugmentOptions.Preset("cutout")) { P = 1 };
        var cut = pipe.Apply(images, new AugmentPlan { Hole = [(0.5, 0.5), null, (0, 1)] }).Sum([1, 2, 3]).ToFloats();
        Assert.Equal([256 - 64, 256, 256 - 16], cut);
    }

    [Fact]
    public void Colours_of_pictures_with_two_channels_are_refused()
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(1);
        var pipe = new AugmentPipe(AugmentOptions.Preset("bgc")) { P = 1 };
        var error = Assert.Throws<ArgumentException>(() => pipe.Apply(Pictures(1, 2, 8), new GeneratorDraws(generator)));
        Assert.Contains("2 channels", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_that_is_none_is_refused(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugmentPipe(AugmentOptions.Preset("bgc")).P = p);

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new AugmentPipe(new() { Scale = -1 }));
        Assert.Throws<ArgumentException>(() => new AugmentPipe(new() { ScaleStd = double.NaN }));
        Assert.Throws<ArgumentException>(() => new AugmentPipe(new() { ImgFilterBands = [1, 1] }));
        Assert.Contains("bgcfnc", Assert.Throws<ArgumentException>(() => AugmentOptions.Preset("bgd")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blit", "XFlip Rotate90 XInt")]
    [InlineData("geom", "Scale Rotate Aniso XFrac")]
    [InlineData("color", "Brightness Contrast LumaFlip Hue Saturation")]
    [InlineData("filter", "ImgFilter")]
    [InlineData("noise", "Noise")]
    [InlineData("cutout", "Cutout")]
    [InlineData("bg", "XFlip Rotate90 XInt Scale Rotate Aniso XFrac")]
    [InlineData("bgc", "XFlip Rotate90 XInt Scale Rotate Aniso XFrac Brightness Contrast LumaFlip Hue Saturation")]
    [InlineData("bgcf", "XFlip Rotate90 XInt Scale Rotate Aniso XFrac Brightness Contrast LumaFlip Hue Saturation ImgFilter")]
    [InlineData("bgcfn", "XFlip Rotate90 XInt Scale Rotate Aniso XFrac Brightness Contrast LumaFlip Hue Saturation ImgFilter Noise")]
    [InlineData("bgcfnc", "XFlip Rotate90 XInt Scale Rotate Aniso XFrac Brightness Contrast LumaFlip Hue Saturation ImgFilter Noise Cutout")]
    public void A_preset_switches_on_its_groups_and_nothing_else(string name, string expected)
    {
        var all = "XFlip Rotate90 XInt Scale Rotate Aniso XFrac Brightness Contrast LumaFlip Hue Saturation ImgFilter Noise Cutout".Split(' ');
        var options = AugmentOptions.Preset(name);
        Assert.Equal(expected.Split(' '), all.Where(strength => (double)typeof(AugmentOptions).GetProperty(strength)!.GetValue(options)! == 1));
    }

    internal static Tensor Pictures(long count, long channels, long side, ScalarType type = ScalarType.Float64)
    {
        using var generator = new RandomGenerator(5);
        return Tensor.Randn([count, channels, side, side], generator, type);
    }

    private sealed class NoDraws : IAugmentDraws
    {
        public float[] Uniform(int count, int each = 1) => throw new InvalidOperationException();

        public float[] Normal(int count, int each = 1) => throw new InvalidOperationException();

        public float[] HalfNormal(int count) => throw new InvalidOperationException();

        public bool[] Gates(int count, double probability, bool again = false) => throw new InvalidOperationException();

        public Tensor NormalPicture(params long[] shape) => throw new InvalidOperationException();
    }
}
