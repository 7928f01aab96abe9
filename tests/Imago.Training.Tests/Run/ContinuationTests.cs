using Imago.Torch;
using Imago.Training.Augment;
using Imago.Training.Run;
using Imago.Training.Tests.Quality;

namespace Imago.Training.Tests.Run;

/// <summary>
/// A training that was stopped and went on is, bit for bit, the one that was never stopped: weights, moments, augmentation, random
/// state, place in the data, and one line a tick. (Imago.Cli.Tests kills real processes.)
/// </summary>
[Collection(nameof(Alone))] // the number of threads is one for the process
public sealed class ContinuationTests(SmallTraining small) : IClassFixture<SmallTraining>
{
    public static TheoryData<string, int[]> Variants => new()
    {
        // after how many batches each stretch is stopped, of 20 in all; 3 ends a tick, 6 and 12 a snapshot
        { "fp32", [3, 1, 2, 7] },
        { "accumulation, ADA on the move", [5, 6] },
        { "labels, bf16", [2, 9] },
        { "no path length, no ramp", [12] },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_training_that_was_stopped_again_and_again_is_bit_for_bit_the_unstopped_one(string variant, int[] stops)
    {
        var options = Options(variant);
        var whole = small.Unstopped(options);

        var pieces = small.NewRun(options);
        foreach (var (i, batches) in stops.Index())
            // The number of decoding threads is the one thing that may differ.
            small.Train(options with { Workers = 1 + i }, pieces, batches);
        small.Train(options, pieces);

        SameRun.Assert(whole, pieces, 160);
        Assert.Equal(7, File.ReadLines(whole.Stats).Count());
        if (options.Aug == AugmentMode.Adaptive)
            Assert.Contains(File.ReadLines(whole.Stats), line => !line.Contains("\"Progress/augment\":{\"num\":1,\"mean\":0,", StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_that_was_cut_short_is_passed_over_with_a_notice()
    {
        var options = Options("fp32");
        var whole = small.Unstopped(options);
        var run = small.NewRun(options);
        small.Train(options, run, stopAfter: 13);
        using (var state = new FileStream(run.State(104), FileMode.Open))
            state.SetLength(state.Length / 2);

        var notices = small.Train(options, run).OfType<Notice>().ToList();

        Assert.Contains("state-000000.104.safetensors cannot be continued from", Assert.Single(notices).Sentence, StringComparison.Ordinal);
        SameRun.Assert(whole, run, 160);
    }

    [Fact]
    public void A_network_without_its_state_was_never_a_snapshot()
    {
        var options = Options("fp32");
        var whole = small.Unstopped(options);
        var run = small.NewRun(options);
        small.Train(options, run, stopAfter: 13);
        // What a kill between the two files leaves; and half a line.
        File.Delete(run.State(104));
        File.AppendAllText(run.Stats, "{\"kimg\": 0.1");

        Assert.Empty(small.Train(options, run).OfType<Notice>());

        SameRun.Assert(whole, run, 160);
    }

    [Fact]
    public void A_run_whose_states_are_all_damaged_does_not_begin_again_from_nothing()
    {
        var options = Options("fp32");
        var run = small.NewRun(options);
        small.Train(options, run, stopAfter: 2);
        File.WriteAllBytes(run.State(16), []);

        var message = Assert.Throws<TrainingException>(() => small.Train(options, run)).Message;

        Assert.Contains("state-000000.016.safetensors cannot be continued from", message, StringComparison.Ordinal);
        Assert.Contains("begin a new run with --resume", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_has_nothing_to_do_until_it_is_asked_for_more()
    {
        var options = Options("fp32");
        var run = small.NewRun(options);
        small.Train(options with { Kimg = 0.072 }, run);
        Assert.DoesNotContain(small.Train(options with { Kimg = 0.072 }, run), value => value is BatchDone);
        small.Train(options, run);

        var whole = small.Unstopped(options);
        SameRun.Assert(whole, run, 160);
    }

    [Fact]
    public void Quality_numbers_that_a_kill_cut_off_are_measured_when_the_run_goes_on()
    {
        var options = Options("fp32") with { QualityPictures = 8, Kimg = 0.096 };
        var run = small.NewRun(options);
        small.Train(options, run);
        var lines = File.ReadAllLines(run.Metrics);
        Assert.Equal(2, lines.Length);
        File.WriteAllText(run.Metrics, lines[0] + "\n" + lines[1][..20]);

        small.Train(options, run);

        Assert.Equal(lines.Select(SameRun.WithoutClock), File.ReadLines(run.Metrics).Select(SameRun.WithoutClock));
    }

    [Fact]
    public void Only_the_two_newest_states_are_kept_and_damaged_ones_do_not_count()
    {
        var options = Options("fp32");
        var run = small.NewRun(options);
        foreach (var nimg in new[] { 1000, 2000, 3000, 9000 })
        {
            File.WriteAllText(run.State(nimg), "");
            File.WriteAllText(run.Network(nimg), "");
        }
        run.DropOldStates(3000);

        Assert.Equal(["state-000002.safetensors", "state-000003.safetensors", "state-000009.safetensors"], Directory.GetFiles(run.Path, "state-*").Select(Path.GetFileName).Order());
        Assert.Equal(4, Directory.GetFiles(run.Path, "network-*").Length);
    }

    private TrainingOptions Options(string variant) => variant switch
    {
        "accumulation, ADA on the move" => small.Resolve(small.Request with { BatchGpu = 4, Aug = AugmentMode.Adaptive, P = null, Target = -0.9 }) with { AdaKimg = 0.5 },
        "labels, bf16" => small.Resolve(small.Request with { Cond = true }) with { PrecisionType = ScalarType.BFloat16, PrecisionBlocks = 4 },
        "no path length, no ramp" => small.Resolve(small.Request) with { PathLengthWeight = 0, EmaRampup = null },
        _ => small.Resolve(small.Request),
    };
}
