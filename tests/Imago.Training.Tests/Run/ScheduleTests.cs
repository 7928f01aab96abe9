using Imago.Imaging;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training.Augment;
using Imago.Training.Loss;
using Imago.Training.Run;
using Imago.Training.Tests.Quality;

namespace Imago.Training.Tests.Run;

/// <summary>When what is done: phases, ticks, rounds, mixing; and the preview's rows.</summary>
[Collection(nameof(Alone))]
public sealed class ScheduleTests : IDisposable
{
    private readonly SmallTraining _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void Regularisation_runs_at_every_fourth_and_every_sixteenth_batch()
    {
        // A tick a batch, so that each line tells one batch.
        var options = _small.Resolve(_small.Request with { Batch = 4, Kimg = 0.072, Tick = 0.004, Snap = 1000 });
        var ticks = _small.Train(options, _small.NewRun(options)).OfType<TickDone>().ToList();

        int[] With(string name) => ticks.Where(tick => tick.Statistics.ContainsKey(name)).Select(tick => tick.Tick).ToArray();
        Assert.Equal(Enumerable.Range(0, 18), With("Loss/G/loss"));
        Assert.Equal(Enumerable.Range(0, 18), With("Loss/D/loss"));
        Assert.Equal([0, 4, 8, 12, 16], With("Loss/pl_penalty"));
        Assert.Equal([0, 16], With("Loss/r1_penalty"));
        Assert.Equal(2, ticks[4].Statistics["Loss/pl_penalty"].Num); // half of the batch
        Assert.Equal(4, ticks[16].Statistics["Loss/r1_penalty"].Num);
        Assert.Equal(0.072, ticks[^1].Kimg);
    }

    [Fact]
    public void Accumulated_gradients_are_those_of_one_large_batch()
    {
        var options = _small.Resolve(_small.Request);
        // The statistic of a group does not know the other rounds.
        options = options with { Discriminator = options.Discriminator with { MbstdNumChannels = 0 } };
        using var scope = TensorScope.Open();
        using var trainer = new Trainer(options);
        using var random = new RandomGenerator(3);
        var draws = new ConstNoise(random);
        using var loss = new StyleGan2Loss(trainer.Generator, trainer.Discriminator, augment: null, new LossOptions { R1Gamma = 1, StyleMixing = 0 });
        var (z, real) = (Tensor.Randn([8, 32], random), Tensor.Rand([8, 3, 16, 16], random).Mul(2).Add(-1));

        Tensor[] Gradients(Module trains, Adam adam, int round, Func<Tensor, Tensor, GradientAccumulator, Measures> phase)
        {
            trainer.Generator.Record(trains == trainer.Generator);
            trainer.Discriminator.Record(trains == trainer.Discriminator);
            var sums = new GradientAccumulator(adam);
            for (var start = 0; start < 8; start += round)
                phase(real.Slice(0, start, start + round), z.Slice(0, start, start + round), sums).Dispose();
            return sums.Take();
        }

        void AssertAdd(Module trains, Adam adam, Func<Tensor, Tensor, GradientAccumulator, Measures> phase)
        {
            foreach (var (whole, rounds) in Gradients(trains, adam, 8, phase).Zip(Gradients(trains, adam, 2, phase)))
            {
                // Each round adds the mean over its own pictures, so four rounds give four times the mean.
                var (expected, met) = (whole.Mul(4).ToFloats(), rounds.ToFloats());
                var tolerance = 2e-5 * Math.Max(expected.Max(Math.Abs), 1e-4);
                Assert.All(expected.Zip(met), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
            }
        }

        AssertAdd(trainer.Generator, trainer.GeneratorAdam, (_, z, sums) => loss.GeneratorMain(z, null, draws, sums));
        AssertAdd(trainer.Discriminator, trainer.DiscriminatorAdam, (real, z, sums) => loss.DiscriminatorMain(real, null, z, null, draws, sums));
        AssertAdd(trainer.Discriminator, trainer.DiscriminatorAdam, (real, _, sums) => loss.DiscriminatorRegularisation(real, null, 16, draws, sums));
    }

    [Fact]
    public void Styles_are_mixed_nine_times_of_ten_from_any_layer_on()
    {
        using var random = new RandomGenerator(1);
        var draws = new LossDraws(random);
        const int NumWs = 6, Count = 6000;
        var counts = new int[NumWs + 1];
        for (var i = 0; i < Count; i++)
            counts[draws.MixingCutoff(NumWs, 0.9)]++;

        Assert.Equal(0, counts[0]);
        // Five standard deviations of a binomial distribution.
        Assert.InRange(counts[NumWs], (0.1 * Count) - (5 * Math.Sqrt(0.09 * Count)), (0.1 * Count) + (5 * Math.Sqrt(0.09 * Count)));
        Assert.All(counts[1..NumWs], count => Assert.InRange(count, (0.18 * Count) - (5 * Math.Sqrt(0.1476 * Count)), (0.18 * Count) + (5 * Math.Sqrt(0.1476 * Count))));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(NumWs, draws.MixingCutoff(NumWs, 0)));
    }

    /// <summary>A GPU would be waited for at each: between ticks, numbers are read where ADA decides and nowhere else.</summary>
    [Theory]
    [InlineData(AugmentMode.Off, new int[0])]
    [InlineData(AugmentMode.Adaptive, new[] { 4, 8 })]
    public void A_batch_reads_no_numbers_back(AugmentMode augmentation, int[] deciding)
    {
        var options = _small.Resolve(_small.Request with { Aug = augmentation, P = null, Target = 1, Tick = 0.048, Kimg = 0.096 }) with { StyleMixing = 0 };
        List<long> reads = [Tensor.Reads];
        _small.Train(options, _small.NewRun(options), afterBatch: _ => reads.Add(Tensor.Reads));
        // What is read at the end of a batch shows in the next. At the beginning, and after a tick, a grid is made.
        var (begin, tick) = (0, 6);
        Assert.Equal(deciding, Enumerable.Range(0, 12).Where(batch => reads[batch + 1] > reads[batch]).Except([begin, tick]));
    }

    [Fact]
    public void What_the_host_decides_is_drawn_on_the_host()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        using var choices = new RandomGenerator(2);
        var draws = new LossDraws(random, choices: choices);
        var (before, decided) = (random.SaveState(), choices.SaveState());
        draws.MixingCutoff(6, 0.9);
        draws.Augment.Uniform(4, 2);
        draws.Augment.Normal(4, 2);
        Assert.Equal(before, random.SaveState());
        Assert.NotEqual(decided, choices.SaveState());
        decided = choices.SaveState();
        draws.Latents(4, 32);
        draws.Augment.NormalPicture(4, 3, 8, 8);
        Assert.NotEqual(before, random.SaveState());
        Assert.Equal(decided, choices.SaveState());
    }

    [Fact]
    public void The_preview_has_a_class_a_row_and_stays_the_same()
    {
        var options = _small.Resolve(_small.Request with { Cond = true, PreviewPictures = 15 });
        using var data = _small.Open(cond: true);
        using var trainer = new Trainer(options);
        var preview = new PreviewGrid(data, options);
        var (columns, rows) = (5, 3); // of √(15 · 1.25) and 15 / 5

        var reals = preview.Reals(data);
        Assert.Equal((columns * 16, rows * 16), (reals.Width, reals.Height));
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                // The classes were given out by turns.
                Assert.Contains(Tile(reals, row, column), Enumerable.Range(0, data.Count).Where(i => i % 3 == row)
                    .Select(i => Pixels.ToPicture(data.Read(i), 3, 16).Pixels));
        Assert.Equal(preview.Fakes(trainer.Average).Pixels, new PreviewGrid(data, options).Fakes(trainer.Average).Pixels);
    }

    private static byte[] Tile(Picture grid, int row, int column) => Enumerable.Range(0, 16)
        .SelectMany(y => grid.Pixels.AsSpan(((((row * 16) + y) * grid.Width) + (column * 16)) * 3, 16 * 3).ToArray())
        .ToArray();

    private sealed class ConstNoise(RandomGenerator random) : LossDraws(random)
    {
        public override Noise Noise => Noise.Const;
    }
}
