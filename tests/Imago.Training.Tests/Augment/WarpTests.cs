using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training.Tests.Augment;

public sealed class WarpTests
{
    [Fact]
    public void The_identity_gives_the_picture_back_although_it_is_resampled()
    {
        using var scope = TensorScope.Open();
        var x = AugmentPipeTests.Pictures(2, 3, 16);
        AssertClose(x, Warp.Apply(x, [Affine2.Identity, Affine2.Identity]), 1e-10);
    }

    [Fact]
    public void A_shift_by_whole_pixels_shows_the_mirror_image_beyond_the_edge()
    {
        using var scope = TensorScope.Open();
        var x = AugmentPipeTests.Pictures(1, 1, 16);
        // What is new at p was old at p + (3, -2): 3 columns of the mirror image come in from the right, 2 rows from above.
        var expected = x.ReflectionPad2d(0, 3, 2, 0).Slice(2, 0, 16).Slice(3, 3, 19);
        AssertClose(expected, Warp.Apply(x, [Affine2.Translate(3, -2)]), 1e-10);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 0.8, 1.2)]
    public void A_smooth_picture_is_shown_through_the_map(int quarters, double scaleX, double scaleY)
    {
        using var scope = TensorScope.Open();
        var map = Affine2.RotateQuarters(quarters) * Affine2.Scale(scaleX, scaleY) * Affine2.Translate(0.3, -1.4);
        static double Picture(double x, double y) => (Math.Cos(x / 20) + Math.Sin(y / 20)) * (1 + (x / 20));
        static Tensor Show(Func<double, double, double> at) => Tensor.From(
            [.. Enumerable.Range(0, 32 * 32).Select(i => at((i % 32) - 15.5, (i / 32) - 15.5))], 1, 1, 32, 32);

        // sym6 is not quite symmetric: its centre of mass lies at 5.098 instead of 5, which moves what was upsampled by half of the rest
        // of a pixel; downsampling with its mirror image moves it back, but in the meantime it may have been turned.
        var shift = (Wavelets.LowPass.Select((tap, n) => tap * n).Sum() - 5) / 2;
        var expected = Show((x, y) =>
        {
            var (oldX, oldY) = map.Apply(x + shift, y + shift);
            return Picture(oldX - shift, oldY - shift);
        });
        Tensor Inside(Tensor t) => t.Slice(2, 8, 24).Slice(3, 8, 24); // the mirror images are not smooth
        AssertClose(Inside(expected), Inside(Warp.Apply(Show(Picture), [map])), 5e-4);
    }

    [Fact]
    public void A_picture_is_shown_the_same_way_alone_and_in_a_batch()
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(2);
        var pipe = new AugmentPipe(AugmentOptions.Preset("bg")) { P = 0.15 };
        var x = AugmentPipeTests.Pictures(21, 2, 12);
        var plan = pipe.Plan(x, new GeneratorDraws(generator));
        var together = pipe.Apply(x, plan);
        for (var i = 0; i < 21; i++)
        {
            // The margin, and with it what the far ends of the filters see, is that of the picture which needs most.
            AssertClose(Warp.Apply(x.Slice(0, i, i + 1), [plan.Inverse![i]]), together.Slice(0, i, i + 1), 1e-6);
        }
        Assert.InRange(Warp.Groups(plan.Inverse!, 12, 12).Sum(group => group.Length), 9, 20);
    }

    [Fact]
    public void Quarter_turns_are_exact_and_four_of_them_are_none()
    {
        Assert.Equal(Affine2.Identity, Affine2.RotateQuarters(1) * Affine2.RotateQuarters(1) * Affine2.RotateQuarters(2));
        Assert.Equal((0.0, 1.0), Affine2.RotateQuarters(1).Apply(1, 0));
        var (x, y) = Affine2.Rotate(Math.PI / 2).Apply(1, 0);
        Assert.Equal((0.0, 1.0), (Math.Round(x, 12), y));
        Assert.Equal((5.0, 7.0), (Affine2.Translate(3, 1) * Affine2.Scale(2, 3)).Apply(1, 2)); // the right one first
    }

    private static void AssertClose(Tensor expected, Tensor found, double limit)
    {
        Assert.Equal(expected.Shape, found.Shape);
        var difference = (expected - found).Abs().Amax([0, 1, 2, 3]).ToScalar();
        Assert.True(difference <= limit, $"differs by {difference:e2}, at most {limit:e0} is expected");
    }
}
