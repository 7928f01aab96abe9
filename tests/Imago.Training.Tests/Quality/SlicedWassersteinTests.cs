using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

public class SlicedWassersteinTests
{
    [Theory]
    [InlineData(3, 64)]
    [InlineData(1, 32)]
    [InlineData(3, 16)]
    public void Every_octave_is_within_half_a_percent_of_the_definition_in_plain_loops(int channels, int side)
    {
        // Only a sixteenth of the directions is compared: sorting all would take a minute. The others are made zero and add nothing.
        var directions = PatchDistribution.DrawDirections(5);
        var some = directions[..(32 * 147)];
        byte[][] a = [.. Enumerable.Range(0, 16).Select(i => SomePictures.Discs(i, side, channels))];
        byte[][] b = [.. Enumerable.Range(0, 16).Select(i => SomePictures.Each(SomePictures.Discs(1000 + i, side, channels), static (p, v) => v + (p % 3 == 0 ? 12 : 0)))];

        var slow = SlowSwd.Distances(a, 10, b, 20, side, some);
        Array.Clear(directions, some.Length, directions.Length - some.Length);
        var (x, y) = (Fill(a, 10, side, channels), Fill(b, 20, side, channels));
        for (var level = 0; level < slow.Length; level++)
        {
            var fast = PatchDistribution.Distance(new PatchDistribution(x, level, directions), new PatchDistribution(y, level, directions)) * PatchDistribution.Directions / 32;
            Assert.InRange(fast / slow[level], 0.995, 1.005);
            Assert.True(slow[level] > 10, $"level {level}: {slow[level]} is too small to tell anything");
        }
    }

    [Fact]
    public void Grey_pictures_count_as_three_equal_channels()
    {
        var directions = PatchDistribution.DrawDirections(1);
        byte[][] grey = [.. Enumerable.Range(0, 40).Select(static i => SomePictures.Discs(i, 32, 1))];
        byte[][] colour = [.. grey.Select(static p => p.Concat(p).Concat(p).ToArray())];
        double Distance(byte[][] pictures, int channels) => PatchDistribution.Distance(
            new PatchDistribution(Fill(pictures[..20], 1, 32, channels), 0, directions), new PatchDistribution(Fill(pictures[20..], 99, 32, channels), 0, directions));

        Assert.InRange(Distance(grey, 1) / Distance(colour, 3), 0.999, 1.001);
    }

    [Fact]
    public void A_set_is_at_no_distance_from_itself_and_flat_pictures_give_a_number()
    {
        var directions = PatchDistribution.DrawDirections(1);
        var discs = new PatchDistribution(Fill([.. Enumerable.Range(0, 10).Select(static i => SomePictures.Discs(i, 16))], 0, 16, 3), 0, directions);
        var flat = new PatchDistribution(Fill([.. Enumerable.Range(0, 10).Select(static _ => Enumerable.Repeat((byte)200, 768).ToArray())], 0, 16, 3), 0, directions);

        Assert.Equal(0, PatchDistribution.Distance(discs, discs));
        // A flat set projects to zero everywhere, so what is left is the mean |projection| of the other set: below its deviation of about 1.
        Assert.InRange(PatchDistribution.Distance(discs, flat), 100, 1500);
    }

    private static PatchSet Fill(byte[][] pictures, long seed, int side, int channels)
    {
        var set = new PatchSet(side, channels, pictures.Length);
        Parallel.For(0, pictures.Length, i => set.Add(i, pictures[i], seed));
        return set;
    }
}
