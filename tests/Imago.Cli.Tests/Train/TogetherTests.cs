using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Imago.Torch.Formats;
using Imago.Training.Run;

namespace Imago.Cli.Tests.Train;

/// <summary>Several processes that train one network, with real processes, a real rendezvous and kill -9.</summary>
public class TogetherTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    /// <summary>Twenty batches of all phases in fp32: style mixing, noise, augmentation that moves.</summary>
    private string[] Words => [.. Options, "--data", tiny.Data, "--batch", "8", "--kimg", "0.16"];

    private string[] Endless => [.. Options, "--data", tiny.Data, "--batch", "8", "--kimg", "1000"];

    private static string[] Options { get; } = ["train", "--cbase", "256", "--cmax", "16", "--threads", "1", "--tick", "0.016", "--snap", "100", "--metric-pictures", "0", "--preview-pictures", "4",
        "--fp32", "--aug", "ada", "--p", "0.3", "--target", "-0.9"];

    [Fact]
    public async Task Two_processes_give_the_weights_of_one()
    {
        var data = tiny.Out("painted.zip");
        Assert.Equal(0, (await InProcess.RunAsync("dataset", "paint", "--count", "60", "--resolution", "16", "--dest", data)).ExitCode);
        await AssertSameAsync("twenty", 2, 160, [], "--data", data, "--batch", "8", "--kimg", "0.16");
    }

    /// <summary>
    /// Labels, two groups of the minibatch deviation in a process, two rounds; three batches only. (Adam divides every gradient by its size, so that rounding grows: on
    /// these pictures of noise twenty batches of one process differ by 1e-3 when it computes with AVX2 in place of AVX-512.)
    /// </summary>
    [Theory]
    [InlineData("groups", 2, 16, 8)]
    [InlineData("rounds", 2, 16, 4)]
    [InlineData("four", 4, 16, 4)]
    public async Task Shares_keep_groups_rounds_and_labels_as_they_are_in_one(string name, int count, int batch, int perRound) =>
        await AssertSameAsync(name, count, 48, ["--batch-gpu", $"{perRound}"], "--data", tiny.Data, "--cond", "--batch", $"{batch}", "--mbstd-group", "4", "--kimg", "0.048");

    private async Task AssertSameAsync(string name, int count, long nimg, string[] round, params string[] words)
    {
        var (alone, together) = (tiny.Out($"{name}-alone"), tiny.Out($"{name}-together"));
        // One process does in a round what all of them do.
        string[] rounds = round.Length == 0 ? [] : [round[0], $"{int.Parse(round[1], System.Globalization.CultureInfo.InvariantCulture) * count}"];
        using (var one = RealProgram.Imago(null, [.. Options, .. words, .. rounds, "--outdir", alone]))
        {
            var outcome = await one.EndAsync();
            Assert.True(outcome.ExitCode == 0, outcome.Error);
        }
        var outcomes = await EndAsync(Start(count, [.. Options, .. words, .. round, "--outdir", together]));

        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        Assert.All(outcomes[1..], outcome => Assert.Equal(("", ""), (outcome.Output, outcome.Error)));
        AssertClose(TinyTraining.RunIn(alone), TinyTraining.RunIn(together), nimg);
    }

    [Fact]
    public async Task A_run_of_two_that_was_stopped_by_way_of_either_goes_on_bit_for_bit()
    {
        var (whole, pieces) = (tiny.Out("two-whole"), tiny.Out("two-pieces"));
        Assert.All(await EndAsync(Start(2, [.. Words, "--outdir", whole])), outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        for (var asked = 0; asked < 2; asked++)
        {
            string[] words = asked == 0 ? [.. Words, "--outdir", pieces] : ["train", "--continue", TinyTraining.RunIn(pieces).Path];
            var programs = Start(2, words);
            await programs[0].SaysAsync("tick");
            programs[asked].Signal("INT");
            var outcomes = await EndAsync(programs);
            Assert.Equal([130, 130], outcomes.Select(outcome => outcome.ExitCode));
            Assert.Contains($"Stopped. Go on with: imago train --continue {TinyTraining.RunIn(pieces).Path}", outcomes[0].ErrorLines);
            Assert.Empty(outcomes[1].Error);
        }
        Assert.All(await EndAsync(Start(2, "train", "--continue", TinyTraining.RunIn(pieces).Path)), outcome => Assert.True(outcome.ExitCode == 0, outcome.Error));
        Imago.Training.Tests.Run.SameRun.Assert(TinyTraining.RunIn(whole), TinyTraining.RunIn(pieces), 160);

        using var one = RealProgram.Imago(null, "train", "--continue", TinyTraining.RunIn(pieces).Path, "--kimg", "1");
        Assert.Contains("is trained by 2 processes and 1 was started", (await one.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_process_that_is_killed_ends_the_other_within_seconds(int killed)
    {
        var outdir = tiny.Out($"killed-{killed}");
        var programs = Start(2, [.. Endless, "--outdir", outdir]);
        await programs[0].SaysAsync("tick 2");
        programs[killed].Kill();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await programs[1 - killed].EndAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
        await EndAsync(programs);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"process {1 - killed} of 2 has lost another (", outcome.ErrorLines[^1], StringComparison.Ordinal);
        if (killed == 0)
        {
            Assert.Single(outcome.ErrorLines);
            return;
        }
        // The first has saved what was done, and all can go on from it.
        var run = TinyTraining.RunIn(outdir);
        Assert.Contains($"{Path.GetFileName(Assert.Single(run.Snapshots()).State)} holds what was done: start all processes again with --continue {run.Path}", outcome.ErrorLines[^1], StringComparison.Ordinal);
        var kimg = double.Parse(Path.GetFileNameWithoutExtension(run.Snapshots()[0].State)["state-".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var goOn = await EndAsync(Start(2, "train", "--continue", run.Path, "--kimg", FormattableString.Invariant($"{kimg + 0.016}")));
        Assert.All(goOn, after => Assert.True(after.ExitCode == 0, after.Error));
    }

    [Fact]
    public async Task A_process_that_stands_still_ends_the_other_after_the_time_that_was_set()
    {
        var programs = Start(2, [.. Endless, "--outdir", tiny.Out("still"), "--peer-timeout", "6"]);
        await programs[0].SaysAsync("tick 2");
        programs[1].Signal("STOP");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await programs[0].EndAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 5, 30);
        programs[1].Signal("CONT");
        await EndAsync(programs);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Timed out waiting 6000ms", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Single(TinyTraining.RunIn(tiny.Out("still")).Snapshots());
    }

    [Theory]
    [InlineData(0, "1 of 2 processes came to 127.0.0.1:")]
    [InlineData(1, "process 0 was not met at 127.0.0.1:")]
    public async Task A_process_whose_peer_never_comes_says_so(int rank, string sentence)
    {
        using var program = StartOne(rank, 2, FreePort(), [.. Words, "--outdir", tiny.Out("lonely"), "--peer-timeout", "2"]);
        var outcome = await program.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(sentence, outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(rank == 0 ? 2 : 1, outcome.ErrorLines.Length);
    }

    [Fact]
    public async Task Whoever_else_listens_at_the_port_is_told_from_the_first_process()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        string[] words = [.. Words, "--outdir", tiny.Out("stranger"), "--peer-timeout", "1"];
        using var first = StartOne(0, 2, port, words);
        using var second = StartOne(1, 2, port, words);
        Assert.Contains($"process 0 cannot listen at MASTER_PORT {port}", (await first.EndAsync()).Error, StringComparison.Ordinal);
        Assert.Contains($"what listens at 127.0.0.1:{port} does not answer as process 0 does", (await second.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_with_different_options_do_not_begin()
    {
        var port = FreePort();
        RealProgram[] programs = [StartOne(0, 2, port, [.. Words, "--outdir", tiny.Out("differ")]), StartOne(1, 2, port, [.. Words, "--gamma", "3", "--outdir", tiny.Out("differ")])];
        var outcomes = await EndAsync(programs);

        Assert.Equal([1, 1], outcomes.Select(outcome => outcome.ExitCode));
        Assert.Contains("another process was started with other options than process 0", outcomes[0].Error, StringComparison.Ordinal);
        Assert.Contains("process 1 of 2 was started with other options than process 0: Gamma is 3, not 0.0064", outcomes[1].Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.Out("differ")));
    }

    [Theory]
    [InlineData("--batch 8 cannot be divided among 3 processes: choose a multiple of 3", 3)]
    [InlineData("--batch-gpu 4 in each of 2 processes is no multiple of the minibatch-std group 8: set --mbstd-group to a divisor of 4", 2, "--mbstd-group", "8")]
    [InlineData("gives each of 2 processes 4 pictures, which is no multiple of --batch-gpu 3", 2, "--batch-gpu", "3")]
    public async Task A_batch_that_cannot_be_shared_is_refused(string sentence, int count, params string[] more)
    {
        string[] words = ["train", "--data", tiny.Data, .. TinyTraining.Size, .. more, "--dry-run"];
        using var program = StartOne(0, count, FreePort(), words);
        var outcome = await program.EndAsync();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
    }

    private static RealProgram[] Start(int count, params string[] words)
    {
        var port = FreePort();
        return [.. Enumerable.Range(0, count).Select(rank => StartOne(rank, count, port, words))];
    }

    private static RealProgram StartOne(int rank, int count, int port, string[] words) => RealProgram.Imago(
        start =>
        {
            foreach (var (name, value) in new[] { ("RANK", $"{rank}"), ("WORLD_SIZE", $"{count}"), ("LOCAL_RANK", $"{rank}"), ("LOCAL_WORLD_SIZE", $"{count}"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", $"{port}") })
                start.Environment[name] = value;
        },
        words);

    private static async Task<Outcome[]> EndAsync(RealProgram[] programs)
    {
        var outcomes = await Task.WhenAll(programs.Select(program => program.EndAsync()));
        foreach (var program in programs) program.Dispose();
        return outcomes;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Weights, moments and averages within 1e-5 of the largest of their tensor, or of 1; random states and places in the data the same.</summary>
    private static void AssertClose(RunFolder expected, RunFolder met, long nimg)
    {
        foreach (var (one, other) in new[] { (expected.Network(nimg), met.Network(nimg)), (expected.State(nimg), met.State(nimg)) })
        {
            using var first = SafeTensorsFile.Open(one);
            using var second = SafeTensorsFile.Open(other);
            foreach (var (name, entry) in first.Entries)
            {
                if (entry.Dtype != "F32")
                {
                    Assert.True(first.Bytes(name).ToArray().AsSpan().SequenceEqual(second.Bytes(name).ToArray()), name);
                    continue;
                }
                var (a, b) = (MemoryMarshal.Cast<byte, float>(first.Bytes(name).ToArray()).ToArray(), MemoryMarshal.Cast<byte, float>(second.Bytes(name).ToArray()).ToArray());
                var most = a.Select(Math.Abs).Append(1).Max();
                for (var i = 0; i < a.Length; i++)
                    Assert.True(Math.Abs(a[i] - b[i]) <= 1e-5 * most, $"{name}[{i}] is {b[i]}, alone it is {a[i]}");
            }
        }
    }
}
