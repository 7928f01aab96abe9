using Imago.Latent.Walks;

namespace Imago.Latent.Tests.Walks;

public sealed class EasingTests
{
    public static TheoryData<Easing> All => [.. Enum.GetValues<Easing>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_movement_begins_at_0_ends_at_1_and_jumps_nowhere(Easing easing)
    {
        Assert.Equal(0, easing.At(0), 12);
        Assert.Equal(1, easing.At(1), 12);
        var values = Enumerable.Range(0, 10_001).Select(i => easing.At(i / 10_000.0)).ToList();
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        var steps = values.Zip(values.Skip(1), (a, b) => b - a).ToList();
        Assert.All(steps, step => Assert.InRange(Math.Abs(step), 0, 0.02));
        if (easing != Easing.Bounce)
            Assert.All(steps, step => Assert.True(step > 0));
    }

    [Theory]
    [InlineData(Easing.InOut, 0.25, 0.15625)]
    [InlineData(Easing.In, 0.3, 0.09)]
    [InlineData(Easing.Out, 0.3, 0.51)]
    [InlineData(Easing.Sine, 0.5, 0.5)]
    [InlineData(Easing.Sine, 1 / 3.0, 0.25)]
    [InlineData(Easing.Circular, 0.3, 0.1)] // 3-4-5
    [InlineData(Easing.Circular, 0.7, 0.9)]
    [InlineData(Easing.Bounce, 4 / 11.0, 1)]
    [InlineData(Easing.Bounce, 6 / 11.0, 0.75)]
    [InlineData(Easing.Bounce, 9 / 11.0, 0.9375)]
    public void Their_curves_go_through_known_points(Easing easing, double t, double expected) => Assert.Equal(expected, easing.At(t), 12);
}
