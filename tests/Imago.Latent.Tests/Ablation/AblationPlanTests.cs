using Imago.Latent.Ablation;
using Imago.Latent.Units;
using Imago.Networks;

namespace Imago.Latent.Tests.Ablation;

public sealed class AblationPlanTests
{
    private static readonly SynthesisLayerInfo[] s_layers = [new("b4.conv1", 4, 5), new("b8.conv0", 8, 4), new("b8.conv1", 8, 4), new("b16.conv0", 16, 3)];

    private static IReadOnlyList<Unit> Order(DyingOrder order, long seed = 1) => AblationPlan.Ordered(s_layers, order, seed, unit => (unit.Layer.Length * 100) + (unit.Number * 7 % 5));

    private static AblationPlan Plan(DyingCurve curve, bool revive = false, int frames = 101) => new(Order(DyingOrder.Random), frames, curve, revive);

    [Theory]
    [InlineData(DyingOrder.Random)]
    [InlineData(DyingOrder.Strongest)]
    [InlineData(DyingOrder.Weakest)]
    [InlineData(DyingOrder.CoarseToFine)]
    [InlineData(DyingOrder.FineToCoarse)]
    [InlineData(DyingOrder.ByLayer)]
    public void Every_unit_dies_once_and_the_order_comes_back(DyingOrder order)
    {
        Assert.Equal(Order(DyingOrder.ByLayer).OrderBy(unit => unit.ToString(), StringComparer.Ordinal), Order(order).OrderBy(unit => unit.ToString(), StringComparer.Ordinal));
        Assert.Equal(16, Order(order).Distinct().Count());
        Assert.Equal(Order(order), Order(order));
    }

    [Fact]
    public void Orders_are_what_they_are_called()
    {
        Assert.Equal(["b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0"], Order(DyingOrder.ByLayer).Select(unit => unit.Layer).Distinct());
        Assert.Equal([0, 1, 2, 3, 4, 0, 1], Order(DyingOrder.ByLayer).Take(7).Select(unit => unit.Number));
        Assert.NotEqual(Order(DyingOrder.Random), Order(DyingOrder.Random, 2));
        Assert.All(Order(DyingOrder.CoarseToFine).Take(5), unit => Assert.Equal("b4.conv1", unit.Layer));
        Assert.Equal(["b8.conv0", "b8.conv1"], Order(DyingOrder.CoarseToFine).Skip(5).Take(8).Select(unit => unit.Layer).Distinct().Order(StringComparer.Ordinal));
        Assert.All(Order(DyingOrder.FineToCoarse).Take(3), unit => Assert.Equal("b16.conv0", unit.Layer));
        Assert.Equal(new("b16.conv0", 2), Order(DyingOrder.Strongest)[0]); // 14 mod 5
        Assert.Equal(Order(DyingOrder.Strongest)[^1].Layer.Length, Order(DyingOrder.Weakest)[0].Layer.Length);
    }

    [Theory]
    [InlineData(DyingCurve.Linear)]
    [InlineData(DyingCurve.Ease)]
    [InlineData(DyingCurve.Exponential)]
    public void All_live_in_the_first_frame_none_in_the_last_and_nobody_rises_on_the_way(DyingCurve curve)
    {
        var dead = Enumerable.Range(0, 101).Select(Plan(curve).DeadAt).ToList();
        Assert.Equal((0, 16), (dead[0], dead[^1]));
        Assert.Equal(dead.Order(), dead);
        var back = Enumerable.Range(0, 101).Select(Plan(curve, revive: true).DeadAt).ToList();
        Assert.Equal((0, 16, 0), (back[0], back[50], back[^1]));
        Assert.Equal([0, 16, 16, 0], new[] { 0, 9, 10, 19 }.Select(Plan(curve, revive: true, frames: 20).DeadAt));
        Assert.Equal(back, back.AsEnumerable().Reverse());
    }

    [Theory]
    [InlineData(DyingCurve.Linear, 8)]
    [InlineData(DyingCurve.Ease, 8)]
    [InlineData(DyingCurve.Exponential, 1)] // 16 · 7.6 %
    public void Half_way_the_curves_are_where_their_formulas_say(DyingCurve curve, int expected) => Assert.Equal(expected, Plan(curve).DeadAt(50));

    [Fact]
    public void Events_tell_who_died_and_woke_in_which_frame()
    {
        var plan = Plan(DyingCurve.Ease, revive: true);
        var dead = new HashSet<Unit>();
        var events = plan.Events().ToList();
        for (var frame = 0; frame < plan.Frames; frame++)
        {
            foreach (var (_, unit, dies) in events.Where(one => one.Frame == frame))
                Assert.True(dies ? dead.Add(unit) : dead.Remove(unit));
            Assert.Equal(plan.Units.Take(plan.DeadAt(frame)).ToHashSet(), dead);
        }
        Assert.Equal(32, events.Count);
    }
}
