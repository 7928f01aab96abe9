using Imago.Training.Data;

namespace Imago.Training.Tests.Data;

public class SamplerTests
{
    [Fact]
    public void The_dice_give_the_published_numbers_of_SplitMix64()
    {
        // Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567.
        var dice = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL],
            Enumerable.Range(0, 5).Select(_ => dice.Next()));
    }

    [Fact]
    public void Every_number_below_a_bound_comes_equally_often()
    {
        var dice = new SplitMix64(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[dice.Below(7)]++;

        // chi square with 6 degrees of freedom: above 22.5 once in a thousand seeds
        Assert.True(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000) < 22.5);
    }

    [Fact]
    public void The_order_of_a_seed_never_changes_or_saved_runs_would_not_continue()
    {
        // computed apart, by a few lines of Python
        var sampler = new InfiniteSampler(10, seed: 1);

        Assert.Equal([9, 0, 1, 4, 8, 2, 3, 9, 6, 1, 7, 4, 8, 2, 6, 5, 7, 0, 9, 3, 1, 2, 8, 4], Enumerable.Range(0, 24).Select(_ => sampler.Next()));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    public void Every_picture_comes_about_equally_often_and_never_soon_again(int count)
    {
        const int Rounds = 400;
        var sampler = new InfiniteSampler(count, seed: 3);
        var seen = new int[count];
        var last = Enumerable.Repeat(-count, count).ToArray();
        for (var draw = 0; draw < Rounds * count; draw++)
        {
            var index = sampler.Next();
            seen[index]++;
            // Moved back by less than half the set, it comes again after more than half a round.
            Assert.True(draw - last[index] > count / 2, $"{index} was drawn again after {draw - last[index]} of {count}");
            last[index] = draw;
        }
        Assert.InRange(seen.Min(), Rounds * 0.9, Rounds);
        Assert.InRange(seen.Max(), Rounds, Rounds * 1.1);
    }

    [Fact]
    public void The_first_round_draws_from_all_over_the_set()
    {
        var sampler = new InfiniteSampler(1000, seed: 5);
        var first = Enumerable.Range(0, 200).Select(_ => sampler.Next()).ToArray();

        // 200 different ones, their mean that of a fair draw: 499.5 with a deviation of 18
        Assert.Equal(200, first.Distinct().Count());
        Assert.InRange(first.Average(), 499.5 - 3 * 18, 499.5 + 3 * 18);
    }

    [Fact]
    public void No_two_rounds_are_alike()
    {
        var sampler = new InfiniteSampler(50, seed: 7);
        var rounds = Enumerable.Range(0, 20).Select(_ => string.Join(' ', Enumerable.Range(0, 50).Select(_ => sampler.Next()))).ToArray();

        Assert.Equal(20, rounds.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_restored_sampler_draws_what_the_saved_one_would_have_drawn(int count)
    {
        var sampler = new InfiniteSampler(count, seed: 11);
        for (var draw = 0; draw < 1234; draw++) sampler.Next();
        var state = sampler.State;
        var goesOn = Enumerable.Range(0, 3000).Select(_ => sampler.Next()).ToArray();

        var restored = new InfiniteSampler(state);

        Assert.Equal(1234, restored.Position);
        Assert.Equal(goesOn, Enumerable.Range(0, 3000).Select(_ => restored.Next()));
        Assert.Equal(sampler.State.Rng, restored.State.Rng);
        Assert.Equal(sampler.State.Order, restored.State.Order);
    }

    [Fact]
    public void A_damaged_state_is_refused_with_a_sentence()
    {
        Assert.Contains("index 1 is out of place", Assert.Throws<DatasetException>(() => new InfiniteSampler(new SamplerState(0, 0, [0, 1, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("index 3 is out of place", Assert.Throws<DatasetException>(() => new InfiniteSampler(new SamplerState(0, 0, [0, 3, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("position -1", Assert.Throws<DatasetException>(() => new InfiniteSampler(new SamplerState(0, -1, [0, 1]))).Message, StringComparison.Ordinal);
    }
}
