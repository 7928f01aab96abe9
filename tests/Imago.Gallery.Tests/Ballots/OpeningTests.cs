using Imago.Gallery.Checking;
using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Ballots;

/// <summary>The simulation that <c>imago gallery simulate</c> runs, ten times smaller: its people, robots and networks are made up.</summary>
public class OpeningTests
{
    private static readonly OpeningOptions s_small = new() { AtHome = 20, Bots = 100, Pictures = 15, Seed = 1 };

    [Fact]
    public async Task Robots_of_one_provider_or_one_network_that_take_a_whole_wave_take_a_tenth_of_a_ballot_at_most()
    {
        var results = await RunAsync(s_small with { Farm = Farm.OneProvider }, s_small with { Farm = Farm.OneProvider, ByBallot = true }, s_small with { Farm = Farm.OneNetwork, ByBallot = true });
        Assert.Equal(15, results[0].ByBots);
        Assert.InRange(results[1].Share, 0, 0.1);
        Assert.InRange(results[2].Share, 0, 0.1);
    }

    [Fact]
    public async Task A_hundred_people_behind_one_address_are_not_refused_and_each_gets_a_picture_where_there_are_enough()
    {
        var results = await RunAsync(new OpeningOptions { AtHome = 10, BehindOne = 100, Bots = 20, Pictures = 3000, ByBallot = true });
        Assert.Equal((100, 0), (results[0].BySharers, results[0].Refused));
    }

    private static Task<IReadOnlyList<OpeningResult>> RunAsync(params OpeningOptions[] options) => OpeningSimulation.RunAsync(DatabaseKind.Sqlite, null, options);
}
