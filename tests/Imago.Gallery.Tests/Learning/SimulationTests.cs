using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Learning;

/// <summary>What is learnt in <see cref="SimulatedGallery"/>: all visitors here are simulated.</summary>
public class SimulationTests(ITestOutputHelper output)
{
    private const int Sessions = 2000, Start = 20_000;

    [Theory]
    [InlineData(32, 0)]
    [InlineData(256, 1.2)]
    public void From_2000_simulated_sessions_an_order_is_learnt_that_is_worth_more_than_cosine_and_than_naive_clicks_and_wins_its_trial(int dimensions, double alike)
    {
        var gallery = new SimulatedGallery(seed: 1, taste: 0.7, dimensions: dimensions, alike: alike);
        var visits = gallery.Visits(Sessions, Start);
        var attention = Attention.Of(visits);
        var (learnt, naive) = (Learn(gallery, visits, attention), Learn(gallery, visits, Attention.Even));
        var cosine = gallery.Worth(gallery.Cosine);
        var trial = Try(gallery, learnt);
        output.WriteLine($"true worth against cosine: learnt {gallery.Worth(learnt) / cosine:0.000}, naive {gallery.Worth(naive) / cosine:0.000}, best {gallery.Worth(gallery.Best()) / cosine:0.000}; {trial}");
        Assert.True(gallery.Worth(learnt) >= 1.05 * cosine);
        Assert.True(gallery.Worth(learnt) >= gallery.Worth(naive));
        Assert.True(gallery.Worth(naive) >= 0.9 * gallery.Worth(learnt)); // naive counting is no straw man
        Assert.True(trial.Z > Trial.Decided);
        Assert.InRange(Exposure.Gini(SimulatedGallery.Seen(learnt)), 0, Exposure.MostUneven);
    }

    [Fact]
    public void How_much_lower_places_are_looked_at_is_found_from_the_days_of_lots()
    {
        var attention = Attention.Of(new SimulatedGallery(seed: 3, taste: 0.7).Visits(Sessions, Start));
        foreach (var place in new[] { 0, 3, 7, 11, 15 })
            Assert.InRange(attention.WeightOf(place) / Math.Min(10, 1 / SimulatedGallery.LookedAt(place)), 0.7, 1.4);
        Assert.InRange(attention.WeightOf(23), 7, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_cosine_is_all_that_simulated_visitors_like_nothing_goes_live(int seed)
    {
        var gallery = new SimulatedGallery(seed, taste: 0);
        var visits = gallery.Visits(Sessions, Start);
        var attention = Attention.Of(visits);
        var older = Learner.Learn([.. visits.Where(static visit => visit.Day < Start + 40)], attention, gallery.Features, gallery.Cosine);
        var gate = Gate.Of(visits.Where(static visit => visit.Day >= Start + 40), attention, older);
        var trial = Try(gallery, older.ToDictionary(static wall => wall.Key, static wall => wall.Value.Candidate));
        output.WriteLine($"{gate}; {trial}");
        Assert.False(gate.IsOpen);
        Assert.True(trial.Z < Trial.Decided);
    }

    [Theory]
    [InlineData(1, 20)] // on each wall's page one picture of the last place
    [InlineData(20, 3)] // on the pages of three walls all but the best
    public void A_flood_of_clicks_of_50_simulated_sessions_moves_neither_the_guard_nor_the_trial(int opened, int walls)
    {
        var gallery = new SimulatedGallery(seed: 1, taste: 0.7);
        var visits = gallery.Visits(Sessions, Start);
        for (var session = 0; session < 50; session++)
            visits.AddRange(gallery.Cosine.Take(walls).Select(wall => new Visit(wall.Key, Start + (session % 10), SimulatedGallery.PerWall, [.. wall.Value.Select((work, place) =>
                new Cell(work, place, 0.76, Ranker.Present, place >= SimulatedGallery.PerWall - opened ? Deed.Opened : Deed.Seen))])));
        var learnt = Learn(gallery, visits, Attention.Of(visits));
        var (worth, gini) = (gallery.Worth(learnt) / gallery.Worth(gallery.Cosine), Exposure.Gini(visits, learnt.Select(static wall => (wall.Key, wall.Value)), static _ => true));
        var trial = Try(gallery, learnt);
        output.WriteLine($"true worth against cosine {worth:0.000}, Gini {gini:0.00}; {trial}");
        Assert.InRange(gini, 0, Exposure.MostUneven);
        Assert.True(worth >= 1.05 || trial.Z < Trial.Decided); // still good, or not taken
        // A flood in the trial itself, for the learnt order, on every wall of one day: a day more of votes.
        var tried = gallery.Visits(1000, Start + 60, gallery.Cosine, learnt);
        var before = Trial.Of(tried, gallery.Cosine.Keys.ToDictionary(static wall => wall, static _ => Start + 60)).Z;
        for (var session = 0; session < 50; session++)
            tried.AddRange(gallery.Cosine.Keys.Select(wall => new Visit(wall, Start + 61, SimulatedGallery.PerWall, [new Cell(1, 0, 0.5, Ranker.Candidate, Deed.Opened)])));
        Assert.InRange(Trial.Of(tried, gallery.Cosine.Keys.ToDictionary(static wall => wall, static _ => Start + 60)).Z - before, 0, 2);
    }

    private static Dictionary<string, int[]> Learn(SimulatedGallery gallery, List<Visit> visits, Attention attention) =>
        Learner.Learn(visits, attention, gallery.Features, gallery.Cosine).ToDictionary(static wall => wall.Key, static wall => wall.Value.Candidate);

    private static Trial Try(SimulatedGallery gallery, Dictionary<string, int[]> learnt) =>
        Trial.Of(gallery.Visits(1000, Start + 60, gallery.Cosine, learnt), gallery.Cosine.Keys.ToDictionary(static wall => wall, static _ => Start + 60));
}
