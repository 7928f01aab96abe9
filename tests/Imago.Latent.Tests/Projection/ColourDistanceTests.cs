using Imago.Latent.Projection;
using Imago.Torch;

namespace Imago.Latent.Tests.Projection;

public sealed class ColourDistanceTests : LeakCheck
{
    private readonly ColourDistance _distance = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Its_gradient_is_that_of_finite_differences(int channels)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        var (a, b) = (Tensor.Randn([1, channels, 8, 8], random, ScalarType.Float64), Tensor.Randn([1, channels, 8, 8], random, ScalarType.Float64));
        a.SetRequiresGrad(true);
        var gradient = Autograd.Grad(Apart(a, b).Sum(), a).ToArray<double>();
        const double Step = 1e-6;
        var values = a.Detach().ToArray<double>();
        for (var i = 0; i < values.Length; i++)
        {
            double At(double step)
            {
                using var one = TensorScope.Open();
                double[] moved = [.. values];
                moved[i] += step;
                return Apart(Tensor.From(moved, 1, channels, 8, 8), b).ToScalar();
            }
            var expected = (At(Step) - At(-Step)) / (2 * Step);
            Assert.Equal(expected, gradient[i], 1e-8 + (1e-6 * Math.Abs(expected)));
        }
    }

    [Fact]
    public void Its_value_is_that_of_the_formula()
    {
        // Grey pictures of 4 x 4 have one level: their difference d at one corner pixel gives ρ(d)/16 for the colour and ρ(d)/12 for each gradient.
        using var scope = TensorScope.Open();
        var values = new double[16];
        values[0] = 0.3;
        var rho = Math.Sqrt((0.3 * 0.3) + (0.025 * 0.025)) - 0.025;
        Assert.Equal(rho * ((1.0 / 16) + (2.0 / 12)), Apart(Tensor.From(values, 1, 1, 4, 4), Tensor.Zeros([1, 1, 4, 4], ScalarType.Float64)).ToScalar(), 1e-12);
    }

    [Fact]
    public void Equal_pictures_are_at_distance_0_exactly_and_both_ways_are_as_far()
    {
        using var scope = TensorScope.Open();
        var (a, b) = (Picture(1), Picture(2));
        Assert.Equal(0, Apart(a, a.Clone()).ToScalar());
        Assert.Equal(Apart(a, b).ToScalar(), Apart(b, a).ToScalar(), 1e-6);
        Assert.True(Apart(a, b).ToScalar() > 0);
    }

    [Fact]
    public void It_grows_with_blur_shift_hue_and_light()
    {
        using var scope = TensorScope.Open();
        var a = Picture(1);
        Rises(amount =>
        {
            var x = a;
            for (var i = 0; i < amount; i++) // a mean of three neighbours, once more for each
                x = x.ReflectionPad2d(1, 1, 0, 0) is var wide ? wide.Slice(3, 0, 32).Add(wide.Slice(3, 1, 33)).Add(wide.Slice(3, 2, 34)).Div(3) : x;
            return x;
        });
        Rises(amount => amount == 0 ? a : Tensor.Cat([a.Slice(3, 32 - amount, 32), a.Slice(3, 0, 32 - amount)], 3));
        Rises(amount => Tensor.Cat([a.Slice(1, 0, 1).Mul(1 - (0.2 * amount)), a.Slice(1, 1, 3)], 1));
        Rises(amount => a.Add(0.1 * amount));

        void Rises(Func<int, Tensor> change)
        {
            var met = Enumerable.Range(0, 4).Select(amount => Apart(a, change(amount)).ToScalar()).ToArray();
            Assert.Equal(0, met[0]);
            for (var i = 1; i < met.Length; i++)
                Assert.True(met[i] > met[i - 1], $"the distances are {string.Join(", ", met)}");
        }
    }

    [Fact]
    public void Each_of_a_batch_has_its_own_distance_from_one_picture()
    {
        using var scope = TensorScope.Open();
        var (a, b, c) = (Picture(1), Picture(2), Picture(3));
        var met = _distance.Between(_distance.Features(Tensor.Cat([b, c], 0)), _distance.Features(a)).ToFloats();
        Assert.Equal([Apart(b, a).ToScalar(), Apart(c, a).ToScalar()], met.Select(static one => (double)one), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    private Tensor Apart(Tensor a, Tensor b) => _distance.Between(_distance.Features(a), _distance.Features(b));

    /// <summary>[1, 3, 32, 32], smooth as pictures are.</summary>
    private static Tensor Picture(ulong seed)
    {
        using var random = new RandomGenerator(seed);
        var x = Tensor.Randn([1, 3, 8, 8], random);
        return x.RepeatInterleave(4, 2).RepeatInterleave(4, 3).Mul(0.5);
    }
}
