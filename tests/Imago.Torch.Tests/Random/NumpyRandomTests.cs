using System.Globalization;
using System.Text.Json;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests;

public sealed class NumpyRandomTests
{
    private sealed record Case(long Seed, double[] First, double[] Last, double Sum, double[] Second_first);

    public static TheoryData<long> Seeds()
    {
        TheoryData<long> seeds = [];
        foreach (Case c in Read())
            seeds.Add(c.Seed);
        return seeds;
    }

    private static Case[] Read()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "numpy_randn.json")));
        return json.RootElement.GetProperty("cases").Deserialize<Case[]>(JsonSerializerOptions.Web)!;
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Randn_is_numpys_to_the_last_digit(long seed)
    {
        Case expected = Read().Single(c => c.Seed == seed);
        Assert.Equal(16, expected.First.Length);
        NumpyRandom random = new(seed);
        double[] z = random.Randn(512);
        Assert.Equal(expected.First, z[..16]);
        Assert.Equal(expected.Last, z[508..]);
        Assert.Equal(expected.Sum, PairwiseSum(z));
        double[] second = random.Randn(512);
        Assert.Equal(expected.Second_first, second[..expected.Second_first.Length]);
    }

    // numpy adds in pairs of halves down to blocks of 128, which it adds in eight lanes; a plain loop differs in the last digits.
    private static double PairwiseSum(ReadOnlySpan<double> values)
    {
        if (values.Length > 128)
        {
            int half = values.Length / 2;
            half -= half % 8;
            return PairwiseSum(values[..half]) + PairwiseSum(values[half..]);
        }
        Span<double> r = stackalloc double[8];
        for (int i = 0; i < values.Length; i++)
            r[i % 8] += values[i];
        return ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    }

    [Fact]
    public void The_ten_thousandth_word_of_seed_5489_is_the_one_that_the_cpp_standard_prescribes()
    {
        NumpyRandom random = new(5489);
        for (int i = 1; i < 10000; i++)
            random.NextUInt32();
        Assert.Equal(4123659995u, random.NextUInt32());
    }

    [Fact]
    public void Uniform_numbers_integers_and_permutations_are_those_that_numpy_users_know()
    {
        Assert.Equal([0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969, 0.4236547993389047], Five(new NumpyRandom(0)));
        Assert.Equal([0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366, 0.15601864044243652], Five(new NumpyRandom(42)));
        Assert.Equal([2, 8, 4, 9, 1, 6, 7, 3, 0, 5], new NumpyRandom(0).Permutation(10));
        Assert.Equal([8, 1, 5, 0, 7, 2, 9, 4, 3, 6], new NumpyRandom(42).Permutation(10));
        NumpyRandom zero = new(0), fortyTwo = new(42);
        Assert.Equal([5, 0, 3, 3, 7, 9, 3, 5, 2, 4], Enumerable.Range(0, 10).Select(_ => zero.Integers(0, 10)));
        Assert.Equal([51, 92, 14, 71, 60, 20, 82, 86, 74, 74], Enumerable.Range(0, 10).Select(_ => fortyTwo.Integers(0, 100)));

        static double[] Five(NumpyRandom random) => [.. Enumerable.Range(0, 5).Select(_ => random.RandomSample())];
    }

    [Theory, InlineData(-1), InlineData(4294967296), InlineData(long.MinValue)]
    public void A_seed_that_numpy_refuses_is_refused_and_the_sentence_names_it(long seed)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new NumpyRandom(seed)).Message;
        Assert.Contains($"Seed {seed.ToString(CultureInfo.InvariantCulture)} is outside 0 to 4294967295", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_seed_is_taken() => Assert.NotEqual(new NumpyRandom(uint.MaxValue).NextUInt32(), new NumpyRandom(0).NextUInt32());

    [Fact]
    public void A_stored_state_goes_on_bit_for_bit_whatever_was_drawn_before()
    {
        System.Random script = new(1);
        for (int trial = 0; trial < 200; trial++)
        {
            NumpyRandom random = new(trial);
            for (int draws = script.Next(2000); draws > 0; draws--)
                Draw(random, script.Next(5));
            NumpyRandom restored = new(NumpyRandomState.FromWords(random.GetState().ToWords()));
            Assert.Equal(random.GetState(), restored.GetState());
            for (int draws = 0; draws < 1500; draws++)
            {
                int kind = script.Next(5);
                Assert.Equal(Draw(random, kind), Draw(restored, kind));
            }
            Assert.Equal(random.GetState(), restored.GetState());
        }

        static double Draw(NumpyRandom random, int kind) => kind switch
        {
            0 => random.NextUInt32(),
            1 => random.RandomSample(),
            2 => random.StandardNormal(),
            3 => random.Integers(-5, 1L << 40),
            _ => random.Permutation(5)[0],
        };
    }

    [Fact]
    public void A_state_is_a_copy_that_later_draws_do_not_change()
    {
        NumpyRandom random = new(7);
        NumpyRandomState state = random.GetState();
        double first = random.RandomSample();
        random.Randn(1001);
        Assert.NotEqual(state, random.GetState());
        Assert.Equal(first, new NumpyRandom(state).RandomSample());
    }

    [Fact]
    public void A_damaged_state_is_refused_with_a_sentence()
    {
        uint[] good = new NumpyRandom(3).GetState().ToWords();
        Assert.Equal(NumpyRandomState.WordCount, good.Length);
        Refused("has 627 words", good[1..]);
        Refused("position is 625", With(624, 625));
        Refused("not 0 to 624", With(624, uint.MaxValue));
        Refused("flag", With(625, 2));
        Refused("finite", With(625, 1, 627, 0x7ff00000));
        Refused("all zero", new uint[NumpyRandomState.WordCount]);

        uint[] With(params uint[] changes)
        {
            uint[] words = [.. good];
            for (int i = 0; i < changes.Length; i += 2)
                words[changes[i]] = changes[i + 1];
            return words;
        }

        static void Refused(string why, uint[] words) =>
            Assert.Contains(why, Assert.Throws<InvalidDataException>(() => NumpyRandomState.FromWords(words)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0, 1), InlineData(0, 3), InlineData(-3, 4), InlineData(0, 4294967296), InlineData(-7, 1L << 50), InlineData(long.MinValue, long.MaxValue)]
    public void Integers_stay_in_their_range_and_spread_evenly(long low, long high)
    {
        NumpyRandom random = new(11);
        const int Count = 20000;
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            long value = random.Integers(low, high);
            Assert.InRange(value, low, high - 1);
            sum += ((double)value - low) / ((double)high - low);
        }
        double expected = 0.5 - 0.5 / ((double)high - low); // mean of 0, …, n - 1 over n
        Assert.InRange(sum / Count, expected - 0.01, expected + 0.01); // 5 standard deviations: 0.289 / sqrt(20000) = 0.002
    }

    // Python's own generator is the same MT19937 with the same 53-bit numbers, so it can go on from our state.
    [PythonFact]
    public void Python_goes_on_from_our_state_with_the_same_uniform_numbers()
    {
        NumpyRandom random = new(85);
        random.Randn(777);
        NumpyRandomState state = random.GetState();
        string script = $"""
            import random
            r = random.Random()
            r.setstate((3, ({string.Join(", ", state.Key)}, {state.Position}), None))
            for _ in range(2000): print(repr(r.random()))
            """;
        (int exitCode, string output) = Tool.Run("python3", "-c", script);
        Assert.True(exitCode == 0, output);
        double[] theirs = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(2000, theirs.Length);
        Assert.Equal(theirs, theirs.Select(_ => random.RandomSample()));
    }
}
