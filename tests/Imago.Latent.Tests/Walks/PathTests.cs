using Imago.Latent.Walks;

namespace Imago.Latent.Tests.Walks;

public sealed class PathTests
{
    private static readonly double[][] s_points = [[0, 1], [2, -1], [1, 3], [-2, 0.5], [0.5, 0.25]];
    private static readonly double[] s_times = [0, 0.1, 0.37, 0.5, 0.81, 1];

    // scipy 1.10: CubicSpline(np.arange(5), points, bc_type="natural"), and "periodic" with the first point at the end again.
    [Fact]
    public void A_spline_is_scipys_natural_and_periodic_one()
    {
        Close([0, 1, 0.989, -0.5095, 2.010464, 1.02260342857, 1, 3, -1.9016, 0.0630834285714, 0.5, 0.25], Values(new SplinePath(s_points, false, Easing.Linear)));
        Close(
            [0, 1, 0.863636363636, -0.409090909091, 1.45889772727, 2.63181818182, -0.943181818182, 2.27840909091, 0.5569375, 0.327173295455, 0, 1],
            Values(new SplinePath([.. s_points, s_points[0]], true, Easing.Linear)));
        Close([0, 1, 0.208, 0.792, 1.664704, -0.664704, 2, -1, 0.646912, 0.353088, 0, 1], Values(new SplinePath([s_points[0], s_points[1], s_points[0]], true, Easing.Linear)));
        Close([0, 1, 0.2, 0.8, 0.74, 0.26, 1, 0, 1.62, -0.62, 2, -1], Values(new SplinePath(s_points[..2], false, Easing.Linear)));
    }

    [Fact]
    public void Legs_take_equal_times_and_each_is_eased()
    {
        Close([0, 1, 0.8, 0.2, 1.52, 0.92, 1, 3, -1.4, 0.44, 0.5, 0.25], Values(new LegsPath(s_points, false, Easing.Linear)));
        Assert.Equal(2 * 0.15625, new LegsPath(s_points, false, Easing.InOut).At(0.25 / 4)[0], 12);
        Assert.Equal(s_points[3], new LegsPath(s_points, false, Easing.Bounce).At(0.75));
    }

    [Fact]
    public void Arcs_keep_the_length_of_equally_long_vectors()
    {
        double[][] points = [[3, 4, 0], [0, 0, 5], [-5, 0, 0]];
        var path = new LegsPath(points, true, Easing.Linear);
        Assert.All(s_times, t => Assert.Equal(25, path.At(t).Sum(x => x * x), 9));
        Close([3 / Math.Sqrt(2), 4 / Math.Sqrt(2), 5 / Math.Sqrt(2)], path.At(0.25));
    }

    [Fact]
    public void A_circle_passes_both_vectors_their_opposites_and_closes_to_the_bit()
    {
        var path = new CirclePath([1, 0, 2], [0, 3, 1], Easing.Linear);
        Assert.Equal([1, 0, 2], path.At(0));
        Assert.Equal(path.At(0), path.At(1));
        Close([0, 3, 1], path.At(0.25));
        Close([-1, 0, -2], path.At(0.5));
        Close([0, -3, -1], path.At(0.75));
    }

    [Fact]
    public void Wandering_among_normal_vectors_gives_normal_vectors_and_closes()
    {
        double[][] points = [.. Enumerable.Range(0, 6).Select(seed => Seeds.Z(seed, 4096).Select(x => (double)x).ToArray())];
        var path = new NoisePath(points, true, Easing.Linear, 5);
        Assert.Equal(path.At(0), path.At(1));
        foreach (var z in Enumerable.Range(0, 40).Select(i => path.At(i / 40.0)))
        {
            Assert.Equal(0, z.Average(), 0.08);
            Assert.Equal(1, z.Average(x => x * x), 0.12);
            Assert.Equal(3, z.Average(x => x * x * x * x), 0.7);
        }
        // It moves all the time, evenly enough to be watched, and another seed wanders elsewhere.
        var steps = Enumerable.Range(0, 300).Select(i => Distance(path.At(i / 300.0), path.At((i + 1) / 300.0))).ToList();
        Assert.InRange(steps.Max() / steps.Average(), 1, 4);
        Assert.True(steps.Min() > 0);
        Assert.NotEqual(path.At(0.3), new NoisePath(points, true, Easing.Linear, 6).At(0.3));
        Assert.True(Distance(new NoisePath(points, false, Easing.Linear, 5).At(0), new NoisePath(points, false, Easing.Linear, 5).At(1)) > 10);
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));

    private static double[] Values(LatentPath path) => [.. s_times.SelectMany(path.At)];

    private static void Close(double[] expected, double[] met)
    {
        Assert.Equal(expected.Length, met.Length);
        Assert.All(expected.Zip(met), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
