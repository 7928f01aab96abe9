using Imago.Latent.Films;
using Imago.Latent.Walks;

namespace Imago.Latent.Tests.Walks;

public sealed class WalkTests : LeakCheck
{
    private static LatentCode[] Keys(params long[] seeds) => [.. seeds.Select(seed => LatentCode.OfSeed(seed, 24))];

    public static TheoryData<WalkKind, LatentSpace> Ways()
    {
        var ways = new TheoryData<WalkKind, LatentSpace>();
        foreach (var kind in Enum.GetValues<WalkKind>())
            foreach (var space in Enum.GetValues<LatentSpace>())
                ways.Add(kind, space);
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_first_and_last_frame_are_the_pictures_of_the_first_and_last_seed(WalkKind kind, LatentSpace space)
    {
        using var renderer = Some.Renderer();
        var keys = kind == WalkKind.Circular ? Keys(1, 2) : Keys(1, 2, 3);
        var film = Walk.Of(renderer, keys, new() { Kind = kind, Space = space, Seconds = 2, FramesPerSecond = 10, TruncationPsi = 0.6 });
        Assert.Equal(20, film.Frames);
        if (kind == WalkKind.Noise)
            return; // which passes no seed
        var last = kind == WalkKind.Circular ? 1 : 3;
        Same(renderer, Some.Request(1) with { TruncationPsi = 0.6 }, film.Cells(0).Single());
        Same(renderer, Some.Request(last) with { TruncationPsi = 0.6 }, film.Cells(19).Single());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_loop_goes_on_where_it_began(WalkKind kind, LatentSpace space)
    {
        using var renderer = Some.Renderer();
        var options = new WalkOptions { Kind = kind, Space = space, Seconds = 6, FramesPerSecond = 10, Loop = true, TruncationPsi = 0.4, TruncationTo = 0.9 };
        var film = Walk.Of(renderer, kind == WalkKind.Circular ? Keys(1, 2) : Keys(1, 2, 3), options);
        var points = Enumerable.Range(0, film.Frames + 1).Select(frame => film.Cells(frame % film.Frames).Single()).ToList();
        var steps = points.Zip(points.Skip(1), (a, b) => Distance(a.Latent, b.Latent)).ToList();
        Assert.True(steps[^1] > 0, "the last frame is not the first once more");
        Assert.InRange(steps[^1] / Math.Max(steps[0], steps[^2]), 0.5, 2); // and the way over the seam is a step as any other
        Assert.Equal(0.4, points[0].TruncationPsi, 12);
        Assert.Equal(0.9, points[30].TruncationPsi, 12);
        Assert.Equal(points[1].TruncationPsi, points[59].TruncationPsi, 12);
    }

    [Fact]
    public void The_same_walk_is_the_same_whenever_it_is_planned()
    {
        using var renderer = Some.Renderer();
        var options = new WalkOptions { Kind = WalkKind.Noise, Seconds = 1, NoiseSeed = 4 };
        RenderRequest At(int frame) => Walk.Of(renderer, Keys(1, 2, 3), options).Cells(frame).Single();
        Assert.Equal(At(17).Latent.Values, At(17).Latent.Values);
        Assert.NotEqual(At(17).Latent.Values, At(18).Latent.Values);
    }

    [Fact]
    public void A_grid_deals_its_keyframes_and_shuffling_deals_them_otherwise()
    {
        using var renderer = Some.Renderer();
        var options = new WalkOptions { Kind = WalkKind.Linear, Space = LatentSpace.Z, Seconds = 1, Columns = 3, Rows = 2 };
        var keys = Keys([.. Enumerable.Range(0, 12).Select(seed => (long)seed)]);
        var film = Walk.Of(renderer, keys, options);
        Assert.Equal(3, film.Columns);
        Assert.Equal(keys.Where((_, i) => i % 2 == 0).SelectMany(key => key.Values), film.Cells(0).SelectMany(cell => cell.Latent.Values));
        Assert.Equal(keys.Where((_, i) => i % 2 == 1).SelectMany(key => key.Values), film.Cells(29).SelectMany(cell => cell.Latent.Values));
        var shuffled = Walk.Of(renderer, keys, options with { ShuffleSeed = 1 });
        Assert.NotEqual(film.Cells(0).Select(cell => cell.Latent.Values[0]), shuffled.Cells(0).Select(cell => cell.Latent.Values[0]));
        Assert.Equal(
            keys.Select(key => key.Values[0]).Order(),
            shuffled.Cells(0).Concat(shuffled.Cells(29)).Select(cell => cell.Latent.Values[0]).Order());
    }

    [Fact]
    public void One_seed_is_enough_where_only_the_truncation_moves()
    {
        using var renderer = Some.Renderer();
        var film = Walk.Of(renderer, Keys(7), new() { Seconds = 1, TruncationPsi = 0, TruncationTo = 1, TruncationCutoff = 4 });
        Same(renderer, Some.Request(7) with { TruncationPsi = 0, TruncationCutoff = 4 }, film.Cells(0).Single());
        Same(renderer, Some.Request(7), film.Cells(29).Single());
    }

    [Fact]
    public void A_class_and_labels_come_along()
    {
        using var renderer = Some.Renderer(3);
        foreach (var space in Enum.GetValues<LatentSpace>())
        {
            var film = Walk.Of(renderer, Keys(1, 2), new() { Space = space, Seconds = 1, Class = 1, TruncationPsi = 1 });
            Same(renderer, Some.Request(2) with { Class = 1 }, film.Cells(29).Single());
        }
        var labelled = Walk.Of(renderer, [.. Keys(1, 2).Select(key => key with { Label = [0, 0, 1] })], new() { Space = LatentSpace.Z, Seconds = 1, TruncationPsi = 1 });
        Same(renderer, Some.Request(2) with { Class = 2 }, labelled.Cells(29).Single());
    }

    [Fact]
    public void What_cannot_be_is_refused_in_a_sentence()
    {
        using var renderer = Some.Renderer();
        void Refused(string expected, WalkOptions options, params LatentCode[] keys) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Walk.Of(renderer, keys, options)).Message, StringComparison.Ordinal);
        var w = new LatentCode(LatentSpace.W, new float[120]) { Name = "latent 0" };
        Refused("needs two keyframes", new(), Keys(1));
        Refused("give 4 seeds", new() { Columns = 2, TruncationTo = null }, Keys(1, 2));
        Refused("cannot be shared equally by 2 walks", new() { Rows = 2 }, Keys(1, 2, 3));
        Refused("0 keyframes", new());
        Refused("spanned by two keyframes, and here are 3", new() { Kind = WalkKind.Circular }, Keys(1, 2, 3));
        Refused("latent 0 lies in w", new() { Space = LatentSpace.Z }, w, w);
        Refused("0.01 seconds at 30 frames a second are 0 frames", new() { Seconds = 0.01 }, Keys(1, 2));
        Refused("The grid is 0x1", new() { Columns = 0 }, Keys(1, 2));
    }

    private static double Distance(LatentCode a, LatentCode b) => Math.Sqrt(a.Values.Zip(b.Values).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));

    /// <summary>The same picture, but for what adding and subtracting the mean of w rounds.</summary>
    private static void Same(Renderer renderer, RenderRequest expected, RenderRequest met) =>
        Assert.True(renderer.Render(expected).Values.Zip(renderer.Render(met).Values).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-5);
}
