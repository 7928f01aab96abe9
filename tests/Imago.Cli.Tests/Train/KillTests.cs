using System.Diagnostics;
using Imago.Training.Run;
using Imago.Training.Tests.Run;
using Xunit.Abstractions;

namespace Imago.Cli.Tests.Train;

/// <summary>The promise of <c>--continue</c>, with real processes and kill -9: bit for bit the run that was never stopped.</summary>
public class KillTests(TinyTraining tiny, ITestOutputHelper output) : IClassFixture<TinyTraining>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private readonly Random random = new(85);

    [Fact]
    public async Task A_run_killed_at_random_moments_is_bit_for_bit_the_unstopped_one()
    {
        var outdir = tiny.Out("killed");
        for (var stretch = 0; stretch < 5; stretch++)
        {
            using var program = Start(outdir, stretch);
            var wait = Stopwatch.StartNew();
            // The program needs a moment before its first batch; a kill then is as good as any, but shows little.
            if (stretch != 2) await program.SaysAsync("tick");
            await Task.Delay(random.Next(700));
            program.Kill();
            await program.EndAsync();
            output.WriteLine($"killed after {wait.Elapsed.TotalSeconds:0.0} s, states: {States(outdir)}");
        }
        await AssertEndsAsTheUnstoppedAsync(outdir);
    }

    [Fact]
    public async Task A_run_killed_while_it_writes_snapshots_is_bit_for_bit_the_unstopped_one()
    {
        var outdir = tiny.Out("killed-writing");
        var hits = 0;
        // A file under a temporary name exists while a network or a state is written: killed at the first, the second …
        for (var stretch = 0; stretch < 12 && hits < 4; stretch++)
        {
            using var program = Start(outdir, stretch);
            KillAtWrite(program, outdir, number: 1 + (stretch % 4));
            await program.EndAsync();
            var left = Directory.GetFiles(TinyTraining.RunIn(outdir).Path, ".*.tmp");
            output.WriteLine($"left half-written: {string.Join(", ", left.Select(Path.GetFileName))}, states: {States(outdir)}");
            hits += left.Length > 0 ? 1 : 0;
        }
        Assert.True(hits > 0, "no kill met a file that was being written");
        await AssertEndsAsTheUnstoppedAsync(outdir);
        Assert.Empty(Directory.GetFiles(TinyTraining.RunIn(outdir).Path, ".*.tmp"));
    }

    [Fact]
    public async Task A_run_stopped_by_Ctrl_C_says_how_to_go_on_and_does()
    {
        var outdir = tiny.Out("stopped");
        for (var stretch = 0; stretch < 2; stretch++)
        {
            using var program = Start(outdir, stretch);
            await program.SaysAsync("tick");
            await Task.Delay(random.Next(200));
            program.Signal("INT");
            var outcome = await program.EndAsync();
            Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
            Assert.Contains($"Stopped. Go on with: imago train --continue {TinyTraining.RunIn(outdir).Path}", outcome.ErrorLines);
        }
        await AssertEndsAsTheUnstoppedAsync(outdir);
    }

    private RealProgram Start(string outdir, int stretch) =>
        // Killed before its folder was made, it has left nothing to go on from.
        TinyTraining.RunsIn(outdir).Length > 0
            ? RealProgram.Imago(null, "train", "--continue", TinyTraining.RunIn(outdir).Path, "--workers", $"{1 + (stretch % 3)}")
            : RealProgram.Imago(null, [.. tiny.Words, "--outdir", outdir]);

    private static void KillAtWrite(RealProgram program, string outdir, int number)
    {
        // What an earlier kill left lies there from the start.
        var seen = TinyTraining.RunsIn(outdir).SelectMany(run => Directory.GetFiles(run, ".*.tmp")).ToHashSet();
        number += seen.Count;
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < Patience; Thread.Yield())
        {
            if (TinyTraining.RunsIn(outdir) is not [var run])
                continue;
            foreach (var file in Directory.GetFiles(run, ".*.safetensors.*.tmp"))
                if (seen.Add(file) && seen.Count == number)
                {
                    program.Kill();
                    return;
                }
        }
        Assert.Fail("no snapshot was written");
    }

    private async Task AssertEndsAsTheUnstoppedAsync(string outdir)
    {
        using var program = Start(outdir, 1);
        var outcome = await program.EndAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        SameRun.Assert(tiny.Unstopped, TinyTraining.RunIn(outdir), TinyTraining.Nimg);
    }

    private static string States(string outdir) => TinyTraining.RunsIn(outdir).Length > 0
        ? string.Join(", ", TinyTraining.RunIn(outdir).Snapshots().Select(pair => Path.GetFileName(pair.State)))
        : "none";
}
