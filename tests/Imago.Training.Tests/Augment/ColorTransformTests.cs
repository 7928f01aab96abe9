using Imago.Training.Augment;

namespace Imago.Training.Tests.Augment;

public sealed class ColorTransformTests
{
    private static readonly double[] s_color = [0.7, -0.2, 0.1]; // grey part 0.2

    [Fact]
    public void Brightness_is_added_and_contrast_multiplied() =>
        AssertColor([1.9, 0.1, 0.7], ColorTransform.Identity.Brighten(0.25).Contrast(2));

    [Fact]
    public void The_luma_flip_turns_the_grey_part_round_and_keeps_the_rest() =>
        AssertColor([0.3, -0.6, -0.3], ColorTransform.Identity.FlipLuma());

    [Fact]
    public void A_third_of_a_turn_of_the_hue_hands_the_channels_on() =>
        AssertColor([0.1, 0.7, -0.2], ColorTransform.Identity.RotateHue(Math.PI * 2 / 3));

    [Fact]
    public void Without_saturation_a_colour_is_grey() =>
        AssertColor([0.2, 0.2, 0.2], ColorTransform.Identity.Saturate(0));

    [Fact]
    public void An_offset_goes_through_the_later_steps() => // (0.7, -0.2, 0.1) + 1 has the grey part 1.2
        AssertColor([1.7 - 2.4, 0.8 - 2.4, 1.1 - 2.4], ColorTransform.Identity.Brighten(1).FlipLuma());

    [Fact]
    public void A_grey_picture_takes_the_mean_of_the_rows()
    {
        var (factor, offset) = ColorTransform.Identity.Brighten(0.5).Contrast(2).FlipLuma().ForGrey();
        Assert.Equal((-2, -1), (Math.Round(factor, 12), Math.Round(offset, 12)));
    }

    private static void AssertColor(double[] expected, ColorTransform transform)
    {
        for (var row = 0; row < 3; row++)
            Assert.Equal(expected[row], (transform[row, 0] * s_color[0]) + (transform[row, 1] * s_color[1]) + (transform[row, 2] * s_color[2]) + transform[row, 3], 12);
    }
}
