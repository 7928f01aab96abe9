using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Studio.Explorer;
using Imago.Studio.Keeps;
using Imago.Studio.Workspaces;
using Imago.Torch;

namespace Imago.Studio.Tests.Explorer;

public sealed class LatentPointsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Renderer _renderer = Small();
    private readonly KeepShelf _keeps;
    private readonly LatentPoints _points;

    public LatentPointsTests()
    {
        var workspace = new Workspace(_folder.Path);
        _keeps = new KeepShelf(workspace, new Trash(workspace));
        _points = new(_renderer, _keeps);
    }

    private static Renderer Small(int cDim = 0)
    {
        using var random = new RandomGenerator(5);
        return new(new Network(new Generator(new GeneratorOptions { ImgResolution = 16, ZDim = 64, WDim = 32, CDim = cDim, ChannelBase = 256, ChannelMax = 16, MappingLayers = 2 }, random), null, new()));
    }

    private float[] Of(string address) => _points.Of(LatentAddress.Parse(address), null).Values;

    private static double Angle(float[] a, float[] b)
    {
        static double Dot(float[] a, float[] b) => a.Zip(b, static (x, y) => (double)x * y).Sum();
        return Math.Acos(Math.Clamp(Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b)), -1, 1));
    }

    private static double Length(float[] a) => Math.Sqrt(a.Sum(static x => (double)x * x));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_neighbour_lies_at_the_angle_that_its_distance_says_and_on_the_same_sphere(double distance)
    {
        var (x, neighbour) = (Of("85"), Of($"85~4@{distance.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
        Assert.Equal(distance * Math.PI / 2, Angle(x, neighbour), 3);
        Assert.Equal(Length(x), Length(neighbour), 3);
    }

    [Fact]
    public void Neighbours_differ_by_number_and_by_where_they_are_neighbours_and_come_back_in_another_process()
    {
        Assert.NotEqual(Of("85~1@0.3"), Of("85~2@0.3"));
        Assert.NotEqual(Of("85~1@0.3~1@0.3"), Of("85~1@0.3~2@0.3"));
        Assert.Equal(Of("85~1@0.3"), new LatentPoints(_renderer, _keeps).Of(LatentAddress.Parse("85~1@0.3"), null).Values);
        Assert.Equal(0.2, Angle(Of("85~1@0.3"), Of("85~1@0.4")) / (0.1 * Math.PI / 2) * 0.2, 3); // along one arc
    }

    [Fact]
    public void Numbers_are_the_same_for_ever()
    {
        // What was written down in an address must not move with a new version. Computed outside, by the formula in the class.
        Assert.Equal([0.8571f, 0.9881f, 1.6736f], Of("85~4@0.3").Take(3).Select(static value => MathF.Round(value, 4)));
    }

    [Fact]
    public void Between_two_points_is_the_straight_line_in_w()
    {
        float[] W(string address) => _points.W(_points.Of(LatentAddress.Parse(address), null), null).Values;
        var (a, b, between) = (W("1"), W("2"), Of("(1,2,0.25)"));
        Assert.All(between.Index(), one => Assert.Equal((0.75 * a[one.Index]) + (0.25 * b[one.Index]), one.Item, 5));
        Assert.Equal(a, Of("(1,2,0)"));
    }

    [Fact]
    public void A_kept_latent_is_a_point_with_neighbours_of_its_own()
    {
        var w = _points.W(_points.Of(LatentAddress.Parse("3"), null), null);
        var name = _keeps.Add("red hat", ["a"], w, _renderer.Generator, new() { Latent = w }, new(1, 1, 3, [1, 2, 3]), "bundled", "at=3").Key;
        Assert.Equal(w.Values, Of($"keep:{name}"));
        Assert.Equal(w.Values, Of($"keep:{name}~1@0"));
        Assert.NotEqual(w.Values, Of($"keep:{name}~1@0.3"));
        Assert.Equal("red hat-2", _keeps.Add("red hat", [], w, _renderer.Generator, new() { Latent = w }, new(1, 1, 3, [1, 2, 3]), "bundled", "at=3").Key);
        Assert.Contains("no name", Assert.Throws<StudioException>(() => Of("keep:no name")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_with_labels_has_points_of_each_class()
    {
        using var renderer = Small(cDim: 2);
        var points = new LatentPoints(renderer, _keeps);
        float[] Between(int label) => points.Of(LatentAddress.Parse("(1,2,0.5)~3@0.5"), label).Values;
        Assert.NotEqual(Between(0), Between(1));
        Assert.Equal(points.Of(LatentAddress.Parse("1~2@0.5"), 0).Values, points.Of(LatentAddress.Parse("1~2@0.5"), 1).Values); // z has no class yet
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _folder.Dispose();
    }
}
