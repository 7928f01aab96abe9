using Imago.Studio.Shell;
using Imago.Studio.Training;
using Imago.Training;
using Imago.Training.Augment;

namespace Imago.Studio.Tests.Training;

public sealed class RunHealthTests : IDisposable
{
    private static readonly Surroundings s_roomy = new(DateTimeOffset.UnixEpoch, FreeBytes: 100_000_000_000, SnapshotBytes: 100_000_000);

    private readonly TempFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void A_real_training_that_went_well_gets_no_hint_at_any_moment(int resolution)
    {
        var (stats, metrics) = (SomeRun.PortraitStats(resolution).ToList(), SomeRun.PortraitMetrics(resolution).ToList());
        Assert.NotEmpty(stats);
        for (var lines = 1; lines <= stats.Count; lines += 3)
        {
            var taken = stats.Take(lines).ToList();
            var kimg = Tick.Parse(taken[^1])!.Kimg;
            Assert.Empty(Hints(SomeRun.Options, taken, metrics.Where(line => Measure.Parse(line)!.Kimg <= kimg)));
        }
    }

    [Fact]
    public void Pictures_far_worse_than_they_were_are_a_collapse_and_the_best_moment_is_named()
    {
        var hint = Assert.Single(Hints(SomeRun.Options, Healthy(200), [SomeRun.Metrics(40, 40), SomeRun.Metrics(80, 30), SomeRun.Metrics(120, 70), SomeRun.Metrics(160, 90)]));
        Assert.Equal(("collapsed", HintWeight.Bad, 80), (hint.Key, hint.Weight, hint.Value));
    }

    [Fact]
    public void Lost_variety_that_the_swd_does_not_see_is_a_collapse_by_the_kernel_distance() =>
        Assert.Equal("collapsed", Assert.Single(Hints(SomeRun.Options, Healthy(200), [SomeRun.Metrics(40, 40), SomeRun.Metrics(80, 30), SomeRun.Metrics(120, 31, 0.002, 0.003), SomeRun.Metrics(160, 32, 0.004, 0.006)])).Key);

    [Fact]
    public void One_bad_snapshot_alone_is_no_collapse() =>
        Assert.Empty(Hints(SomeRun.Options, Healthy(200), [SomeRun.Metrics(40, 40), SomeRun.Metrics(80, 30), SomeRun.Metrics(120, 31), SomeRun.Metrics(160, 90)]));

    [Fact]
    public void A_discriminator_that_is_sure_of_every_picture_has_won_but_not_in_the_first_thousands()
    {
        List<string> Sure(double from) => [.. Enumerable.Range(0, 3).Select(i => SomeRun.Stats(from + (4 * i), g: 9, d: 0.02, real: 0.99, fake: -0.99))];
        Assert.Equal("won", Assert.Single(Hints(SomeRun.Options, Sure(40), [])).Key);
        Assert.Empty(Hints(SomeRun.Options, Sure(4), []));
    }

    [Fact]
    public void Augmentation_at_its_end_is_told_after_a_hundred_thousand_pictures_and_only_where_it_adapts()
    {
        IEnumerable<string> Until(double kimg) => Enumerable.Range(1, (int)kimg / 4).Select(i => SomeRun.Stats(4 * i, p: 4 * i > 40 ? 1 : 0.5));
        Assert.Empty(Hints(SomeRun.Options, Until(120), []));
        Assert.Equal(("ada", 100), Assert.Single(Hints(SomeRun.Options, Until(140), [])) is var hint ? (hint.Key, hint.Value) : default);
        Assert.Empty(Hints(SomeRun.Options with { Aug = AugmentMode.Fixed, P = 1 }, Until(140), []));
    }

    [Fact]
    public void Numbers_that_are_none_come_before_all_other_hints()
    {
        var hints = Hints(SomeRun.Options with { PictureCount = 60 }, [SomeRun.Stats(4), """{"kimg":8,"Loss/G/loss":{"num":1,"mean":"NaN"}}"""], []);
        Assert.Equal(["not-finite", "few"], hints.Select(static hint => hint.Key));
    }

    [Theory]
    [InlineData(499, false, "few")]
    [InlineData(500, false, null)]
    [InlineData(998, true, "few")] // mirrored ones are counted twice
    [InlineData(1000, true, null)]
    public void Few_pictures_are_told_of(int pictures, bool mirror, string? expected) =>
        Assert.Equal(expected, Hints(SomeRun.Options with { PictureCount = pictures, Mirror = mirror }, Healthy(20), []).SingleOrDefault()?.Key);

    [Fact]
    public void A_small_data_set_that_does_all_it_can_is_told_to_look_at_early_snapshots() =>
        Assert.Equal("few-still", Assert.Single(Hints(SomeRun.Options with { PictureCount = 200, Mirror = true, Resume = "portraits.safetensors" }, Healthy(20), [])).Key);

    [Fact]
    public void A_run_that_has_not_got_better_for_half_of_its_way_may_be_finished()
    {
        List<string> measures = [SomeRun.Metrics(40, 40), SomeRun.Metrics(200, 28), .. Enumerable.Range(1, 6).Select(i => SomeRun.Metrics(200 + (40 * i), 30))];
        Assert.Equal(("plateau", 200), Assert.Single(Hints(SomeRun.Options, Healthy(440), measures)) is var hint ? (hint.Key, hint.Value) : default);
        Assert.Empty(Hints(SomeRun.Options, Healthy(360), measures.Take(6)));
    }

    [Fact]
    public void A_nearly_full_disk_is_told_of() =>
        Assert.Equal("disk", Assert.Single(Hints(SomeRun.Options, Healthy(20), [], s_roomy with { FreeBytes = 300_000_000 })).Key);

    [Fact]
    public void A_training_that_says_nothing_for_long_is_told_of_while_it_is_alive()
    {
        var run = Read(SomeRun.Options, Healthy(20), []) with { State = RunState.Training };
        var last = run.Ticks[^1].At;
        Assert.Empty(RunHealth.Look(run, s_roomy with { Now = last.AddSeconds(580) }));
        Assert.Equal("silent", Assert.Single(RunHealth.Look(run, s_roomy with { Now = last.AddSeconds(700) })).Key);
        Assert.Empty(RunHealth.Look(run with { State = RunState.Paused }, s_roomy with { Now = last.AddHours(2) }));
    }

    [Fact]
    public void Every_hint_has_its_words()
    {
        foreach (var key in (string[])["not-finite", "disk", "collapsed", "won", "ada", "silent", "few", "few-still", "plateau"])
            Assert.True(Languages.Texts.All.ContainsKey($"training.hint-{key}") && Languages.Texts.All.ContainsKey($"training.hint-{key}-next"), key);
    }

    private static IEnumerable<string> Healthy(int kimg) => Enumerable.Range(1, kimg / 4).Select(i => SomeRun.Stats(4 * i, at: 1000 + (120 * i)));

    private IReadOnlyList<Hint> Hints(TrainingOptions options, IEnumerable<string> stats, IEnumerable<string> metrics, Surroundings? around = null) => RunHealth.Look(Read(options, stats, metrics), around ?? s_roomy);

    private TrainingRun Read(TrainingOptions options, IEnumerable<string> stats, IEnumerable<string> metrics)
    {
        var shelf = SomeRun.Shelf(_work.Path);
        return shelf.Find(SomeRun.Make(_work.At("runs"), options, stats, metrics))!;
    }
}
