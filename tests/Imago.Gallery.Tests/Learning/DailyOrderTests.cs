using Imago.Gallery.Hanging;
using Imago.Gallery.Learning;
using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Learning;

public class DailyOrderTests
{
    private static readonly int[] s_present = [11, 12, 13, 14, 15, 16], s_candidate = [14, 11, 16, 15, 12, 13];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Over_the_days_a_picture_hangs_at_a_place_as_often_as_its_propensity_says(bool tried)
    {
        const int Days = 8000;
        var counts = new Dictionary<(int, int), int>();
        DailyOrder last = null!;
        for (var day = 0; day < Days; day++)
        {
            last = new("room/wall", day, SimulatedGallery.Places(s_present, tried ? s_candidate : null), tried ? 0 : null);
            Assert.Equal(s_present, last.Cells.Select(static cell => cell.Work).Order());
            foreach (var (place, (work, _)) in last.Cells.Index())
                counts[(work, place)] = counts.GetValueOrDefault((work, place)) + 1;
        }
        foreach (var work in s_present)
            for (var place = 0; place < s_present.Length; place++)
                Assert.InRange((counts.GetValueOrDefault((work, place)) / (double)Days) - last.Propensity(work, place), -0.03, 0.03); // of 1,024 and 8,000 throws
        Assert.All(s_present, work => Assert.Equal(1, Enumerable.Range(0, 6).Sum(place => last.Propensity(work, place)), 9));
    }

    [Fact]
    public void A_learnt_order_is_tried_from_its_day_on_and_both_teams_choose_by_turns()
    {
        for (var day = 90; day < 300; day++)
        {
            var order = new DailyOrder("room/wall", day, SimulatedGallery.Places(s_present, s_candidate), 100);
            if (order.Cells[0].By == Ranker.Lot)
                continue;
            if (day < 100)
            {
                Assert.Equal(s_present.Select(static work => (work, Ranker.Present)), order.Cells);
                continue;
            }
            for (var round = 0; round < order.Cells.Count; round += 2)
                Assert.NotEqual(order.Cells[round].By, order.Cells[round + 1].By);
            Assert.Contains(order.Cells[0], new[] { (11, Ranker.Present), (14, Ranker.Candidate) });
        }
        Assert.Equal(s_present, TeamDraft.Of(s_present, s_present, new SeededRandom(1)).Select(static cell => cell.Work));
    }

    [Fact]
    public void A_wall_hangs_alike_for_everyone_and_its_name_says_how()
    {
        string Name(int day, int[] works) => new DailyOrder("people/beauty", day, SimulatedGallery.Places(works), null).Name;
        Assert.Equal(Name(20_000, s_present), Name(20_000, s_present));
        Assert.Matches("^people/beauty 20000 [0-9a-f]{8}$", Name(20_000, s_present));
        Assert.NotEqual(Name(20_000, s_present), Name(20_000, s_candidate));
        Assert.Equal(20_000, DailyOrder.DayOf(new DateTimeOffset(2024, 10, 4, 23, 59, 59, TimeSpan.Zero))); // date -d @$((20000*86400))
    }
}
