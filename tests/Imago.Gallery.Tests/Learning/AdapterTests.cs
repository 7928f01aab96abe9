using Imago.Gallery.Learning;
using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Learning;

public class AdapterTests
{
    private static readonly SimulatedGallery s_gallery = new(seed: 5, taste: 1);

    [Fact]
    public void It_begins_as_the_plain_cosine()
    {
        var adapter = new Adapter(s_gallery.Features.Dimensions, seed: 3);
        var (t, x) = (s_gallery.Features.Walls["room/wall-2"], s_gallery.Features.Works[55]);
        var cosine = t.Zip(x, static (a, b) => (double)a * b).Sum() / Math.Sqrt(t.Sum(static a => (double)a * a) * x.Sum(static b => (double)b * b));
        Assert.Equal(cosine, adapter.Score(s_gallery.Features.OfWall("room/wall-2"), s_gallery.Features.OfWork(55)), 9);
        Assert.Equal(0, adapter.Distance(new double[adapter.Weights.Length], 1), 12);
    }

    [Fact]
    public void Its_gradient_is_what_differences_say()
    {
        var visits = s_gallery.Visits(sessions: 20, from: 20_000);
        var preferences = Preferences.Of(visits, Attention.Of(visits), s_gallery.Features);
        Assert.True(preferences.Deeds > 40);
        var adapter = new Adapter(s_gallery.Features.Dimensions, seed: 3);
        var random = new Random(1);
        foreach (ref var weight in adapter.Weights)
            weight += 0.2 * (random.NextDouble() - 0.5); // away from the beginning, where half of it is zero
        var (scale, gradient, none) = (AdapterTraining.ScaleOf(preferences, adapter), new double[adapter.Weights.Length], new double[adapter.Weights.Length]);
        AdapterTraining.Loss(adapter, preferences, scale, 7, gradient);
        for (var i = 0; i < gradient.Length; i += 37)
        {
            const double Step = 1e-5;
            var before = adapter.Weights[i];
            adapter.Weights[i] = before + Step;
            var up = AdapterTraining.Loss(adapter, preferences, scale, 7, none);
            adapter.Weights[i] = before - Step;
            var down = AdapterTraining.Loss(adapter, preferences, scale, 7, none);
            adapter.Weights[i] = before;
            Assert.Equal((up - down) / (2 * Step), gradient[i], 1e-5 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void A_taking_counts_twenty_openings_and_a_page_no_more_than_ten()
    {
        Cell[] seen = [.. Enumerable.Range(0, 24).Select(static place => new Cell(place + 1, place, 0.76, Ranker.Present, Deed.Seen))];
        Visit Page(params int[] opened) => new("room/wall-0", 20_000, 24, [.. seen.Select(cell => opened.Contains(cell.Position) ? cell with { Deed = Deed.Opened } : cell)]);
        double Weight(params Visit[] visits) => Preferences.Of(visits, Attention.Even, s_gallery.Features).Pairs.Sum(static pair => pair.Weight);
        var taking = new Visit("room/wall-0", 20_000, 24, [seen[3] with { Deed = Deed.Taken }]);
        Assert.Equal(20, Weight(Page(), taking) / Weight(Page(5)), 9);
        Assert.Equal(3, Weight(Page(5, 6, 7)) / Weight(Page(5)), 9);
        Assert.Equal(10, Weight(Page([.. Enumerable.Range(0, 20)])) / Weight(Page(5)), 9);
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1 }, 0)]
    [InlineData(new[] { 0.0, 0, 0, 1 }, 0.75)]
    [InlineData(new[] { 3.0, 1, 2 }, 2.0 / 9)] // sum of |a - b| over all ordered pairs, 8, over 2 n² times the mean 2
    [InlineData(new[] { 0.0, 0 }, 0)]
    public void Exposure_is_measured_by_the_gini_coefficient(double[] seen, double gini) => Assert.Equal(gini, Exposure.Gini(seen), 12);
}
