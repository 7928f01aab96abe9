using Imago.Latent.Units;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests.Units;

public sealed class UnitStatisticsTests : LeakCheck
{
    [Fact]
    public void Means_and_deviations_are_those_of_the_traced_activations()
    {
        using var renderer = Some.Renderer();
        var moments = UnitStatistics.Measure(renderer, samples: 5);
        Assert.Equal(renderer.Generator.Synthesis.Layers.Select(layer => layer.Name), moments.Keys);
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        List<double> seen = [];
        var module = renderer.Generator.Synthesis.NamedModules().Single(one => one.Key == "b16.conv0").Value;
        module.Tap = x =>
        {
            seen.AddRange(x.Select(1, 9).ToFloats().Select(value => (double)value));
            return x;
        };
        foreach (var seed in Enumerable.Range(0, 5))
            renderer.Render(Some.Request(seed));
        module.Tap = null;
        Assert.Equal(5 * 256, seen.Count);
        Assert.Equal(seen.Average(), moments["b16.conv0"].Mean[9], 1e-4);
        Assert.Equal(Math.Sqrt(seen.Average(x => x * x) - Math.Pow(seen.Average(), 2)), moments["b16.conv0"].Deviation[9], 1e-4);
        Assert.Equal(Math.Sqrt(seen.Average(x => x * x)), moments["b16.conv0"].Strength(9), 1e-4);
    }

    [Fact]
    public void A_replaced_unit_says_its_mean_or_noise_of_its_own_that_stays()
    {
        using var scope = TensorScope.Open();
        var moments = new UnitMoments([1, 2, 3, 4], [0.1f, 0.2f, 0.3f, 0.4f]);
        var x = Tensor.Ones([1, 4, 64, 64]).Mul(7);
        var mean = new UnitsReplaced("b64.conv1", [1, 3], moments).Apply(x);
        foreach (var (unit, expected) in new[] { 7f, 2, 7, 4 }.Index())
            Assert.All(mean.Select(1, unit).ToFloats(), value => Assert.Equal(expected, value));

        var noise = new UnitsReplaced("b64.conv1", [1, 3], moments, NoiseSeed: 5);
        var (two, four) = (noise.Apply(x).Select(1, 1), noise.Apply(x).Select(1, 3));
        Assert.Equal(2, two.Mean().ToScalar(), 0.02);
        Assert.Equal(0.2, Math.Sqrt(two.Add(-2).Square().Mean().ToScalar()), 0.01);
        Assert.Equal(four.ToFloats(), (noise with { Numbers = [3, 0] }).Apply(x).Select(1, 3).ToFloats());
        Assert.NotEqual(four.ToFloats(), (noise with { NoiseSeed = 6 }).Apply(x).Select(1, 3).ToFloats());
        Assert.NotEqual(four.ToFloats(), (noise with { Layer = "b64.conv0" }).Apply(x).Select(1, 3).ToFloats());
        Assert.True(Math.Abs(two.Add(-2).Div(0.2).Mul(four.Add(-4).Div(0.4)).Mean().ToScalar()) < 0.06); // one does not say what the other says
    }

    [Theory]
    [InlineData("all", "b4.conv1 b8.conv0 b8.conv1 b16.conv0 b16.conv1")]
    [InlineData("coarse", "b4.conv1 b8.conv0 b8.conv1")]
    [InlineData("b16.conv1, 4", "b4.conv1 b16.conv1")]
    [InlineData("8-16", "b8.conv0 b8.conv1 b16.conv0 b16.conv1")]
    [InlineData("b8", "b8.conv0 b8.conv1")]
    public void Layers_are_chosen_by_name_resolution_or_what_they_do(string text, string expected)
    {
        using var renderer = Some.Renderer();
        Assert.Equal(expected, string.Join(' ', UnitLayers.Parse(text, renderer.Generator.Synthesis.Layers).Select(layer => layer.Name)));
    }

    [Theory]
    [InlineData("fine")]
    [InlineData("b4.conv0")]
    [InlineData("1-2-3")]
    [InlineData("")]
    public void Layers_that_do_not_exist_are_refused_with_those_that_do(string text)
    {
        using var renderer = Some.Renderer();
        var error = Assert.Throws<ArgumentException>(() => UnitLayers.Parse(text, renderer.Generator.Synthesis.Layers));
        Assert.Contains($"hold '{text}', and the layers of this network are b4.conv1, b8.conv0", error.Message, StringComparison.Ordinal);
    }
}
