using System.Diagnostics;
using System.Text.Json;
using Imago.Studio.Networks;
using Imago.Studio.Training;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Training.Run;

namespace Imago.Studio.Tests.Training;

public sealed class RunShelfTests : IDisposable
{
    private readonly TempFolder _work = new();

    private string Runs => _work.At("runs");

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_run_is_read_as_it_grows_and_again_where_it_was_cut()
    {
        var shelf = SomeRun.Shelf(_work.Path);
        var name = SomeRun.Make(Runs, SomeRun.Options, [SomeRun.Stats(4), SomeRun.Stats(8)], [SomeRun.Metrics(8, 40)]);
        var stats = Path.Combine(Runs, name, "stats.jsonl");
        Assert.Equal([4.0, 8], Kimg());

        RunFolder.AppendLine(stats, SomeRun.Stats(12));
        Assert.Equal([4.0, 8, 12], Kimg());

        File.AppendAllText(stats, SomeRun.Stats(16)[..40]);
        Assert.Equal([4.0, 8, 12], Kimg());
        File.AppendAllText(stats, SomeRun.Stats(16)[40..] + "\n");
        Assert.Equal([4.0, 8, 12, 16], Kimg());

        // As a training does that goes on after a kill, and is then quicker than the next look: the file is longer than before.
        RunFolder.KeepLinesUntil(stats, 8);
        foreach (var kimg in (double[])[12.5, 16.5, 20.5])
            RunFolder.AppendLine(stats, SomeRun.Stats(kimg, g: 123456.789));
        Assert.Equal([4.0, 8, 12.5, 16.5, 20.5], Kimg());

        RunFolder.AppendLine(stats, "no numbers");
        Assert.Equal(5, Kimg().Count);

        IReadOnlyList<double> Kimg() => [.. shelf.Find(name)!.Ticks.Select(static tick => tick.Kimg)];
    }

    [Fact]
    public void What_a_run_is_doing_is_told_by_its_folder()
    {
        var shelf = SomeRun.Shelf(_work.Path);
        var name = SomeRun.Make(Runs, SomeRun.Options, [SomeRun.Stats(4)], []);
        var (folder, _) = RunFolder.Open(Path.Combine(Runs, name));
        Assert.Equal(RunState.Paused, shelf.Find(name)!.State);

        using (folder.Claim(kimg: 8))
            Assert.Equal((RunState.Training, 8), (shelf.Find(name)!.State, shelf.Find(name)!.Goal));
        Assert.Equal(RunState.Paused, shelf.Find(name)!.State);

        folder.LogFailure("Loss/G/loss became NaN before kimg 4: the training has diverged.");
        Assert.Equal((RunState.Failed, "Loss/G/loss became NaN before kimg 4: the training has diverged."), (shelf.Find(name)!.State, shelf.Find(name)!.Failure));

        File.WriteAllText(Path.Combine(folder.Path, ".process"), """{"Pid":4242,"Machine":"here","Kimg":500,"Since":"2026-01-01T00:00:00Z"}""");
        Assert.Equal(RunState.Died, shelf.Find(name)!.State);
        File.Delete(Path.Combine(folder.Path, ".process"));

        RunFolder.AppendLine(folder.Stats, SomeRun.Stats(400));
        RunFolder.AppendLine(folder.Log, "tick 99");
        Assert.Equal(RunState.Done, shelf.Find(name)!.State);
    }

    [Fact]
    public void A_run_that_was_asked_to_pause_is_pausing_for_a_studio_that_was_opened_since_too()
    {
        var shelf = SomeRun.Shelf(_work.Path);
        var name = SomeRun.Make(Runs, SomeRun.Options, [SomeRun.Stats(4)], []);
        // This process, as the command that trains.
        using var claim = RunFolder.Open(Path.Combine(Runs, name)).Folder.Claim(kimg: 8);
        var born = File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[19];
        var job = Directory.CreateDirectory(_work.At(".studio/jobs/20260101-000000-train-abcdef")).FullName;
        File.WriteAllText(Path.Combine(job, "job.json"), JsonSerializer.Serialize(new JobRequest("train", "A run", ["train", "--json"], DateTimeOffset.UtcNow)));
        File.WriteAllText(Path.Combine(job, "pid"), $"{Environment.ProcessId} {Environment.ProcessId} {born} {born}");
        Assert.Equal(RunState.Training, shelf.Find(name)!.State);
        File.WriteAllText(Path.Combine(job, "stop"), "");
        Assert.Equal(RunState.Pausing, shelf.Find(name)!.State);
    }

    [Fact]
    public void Folders_that_are_no_runs_are_passed_over_and_names_that_lead_out_are_refused()
    {
        var shelf = SomeRun.Shelf(_work.Path);
        Directory.CreateDirectory(Path.Combine(Runs, "notes"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Runs, "00009-broken")).FullName, "options.json"), "{");
        var name = SomeRun.Make(Runs, SomeRun.Options, [], []);
        Assert.Equal([name], shelf.All().Select(static run => run.Name));
        Assert.Null(shelf.Find("notes"));
        Assert.Null(shelf.Find("no-such-run"));
        Assert.Throws<StudioException>(() => shelf.Find("../networks"));
    }

    [Fact]
    public void Time_left_counts_what_snapshots_cost()
    {
        var now = DateTimeOffset.UnixEpoch.AddSeconds(10_000);
        var name = SomeRun.Make(Runs, SomeRun.Options, [SomeRun.Stats(100, at: 10_000)], []);
        var run = SomeRun.Shelf(_work.Path).Find(name)! with { State = RunState.Training };
        Assert.Equal(TimeSpan.FromSeconds(300 * 30), run.Left(now));
        Assert.Equal(TimeSpan.FromSeconds((300 * 30) - 60), run.Left(now.AddSeconds(60)));
        Assert.Equal(TimeSpan.FromSeconds(300 * 40), (run with { Ticks = [run.Ticks[0] with { Maintenance = 30 }] }).Left(now)!.Value);
        Assert.Null((run with { State = RunState.Paused }).Left(now));
    }

    [Fact]
    public void A_kept_snapshot_never_replaces_another_network()
    {
        var shelf = SomeRun.Shelf(_work.Path);
        var name = SomeRun.Make(Runs, SomeRun.Options, [], []);
        File.WriteAllText(Path.Combine(Runs, name, "network-000004.safetensors"), "weights");
        var (workspace, options) = (new Workspace(_work.Path), Some.Options(_work.Path));
        var control = new RunControl(workspace, new Jobs(workspace, new ImagoProgram(options)), shelf);
        var snapshot = Assert.Single(shelf.Find(name)!.Snapshots);

        Assert.Equal("networks/my faces.safetensors", control.Keep(snapshot, "my faces").Key);
        Assert.Equal("networks/my faces-2.safetensors", control.Keep(snapshot, "my faces").Key);
        Assert.Equal("networks/etc-passwd.safetensors", control.Keep(snapshot, "../../etc/passwd").Key.Replace("..-", "", StringComparison.Ordinal));
        Assert.Equal("weights", File.ReadAllText(_work.At("networks/my faces.safetensors")));
        Assert.Throws<StudioException>(() => control.Keep(snapshot, "///"));
        Assert.Throws<FileNotFoundException>(() => control.Keep(snapshot with { Network = new NetworkEntry("x", _work.At("gone"), NetworkOrigin.Snapshot) }, "x"));
        Assert.DoesNotContain(Directory.EnumerateFiles(_work.At("networks")), static file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_curves_are_shortened_and_the_newest_value_stays()
    {
        var ticks = Enumerable.Range(1, 6250).Select(static i => Tick.Parse(SomeRun.Stats(4 * i, g: i))!).ToList();
        var line = CurvePoints.Of("G", 0, false, ticks, static tick => tick.Kimg, static tick => tick.GeneratorLoss);
        Assert.InRange(line.X.Count, 500, CurvePoints.Most);
        Assert.Equal((25_000, 6250), (line.X[^1], line.Latest));
        Assert.Equal(line.X.Order(), line.X);
        Assert.Equal([4.0, 8], CurvePoints.Of("G", 0, false, ticks.Take(2).ToList(), static tick => tick.Kimg, static tick => tick.GeneratorLoss).X);
    }

    [Fact]
    public async Task A_process_is_asked_to_end_once_however_often()
    {
        // It counts the signals and ends only at the third.
        using var process = Process.Start(new ProcessStartInfo("sh") { ArgumentList = { "-c", "n=0; trap 'n=$((n+1)); echo $n' TERM; echo ready; while true; do sleep 0.05; done" }, RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
            for (var i = 0; i < 3; i++)
                Interruption.Ask(process.Id);
            Assert.True(Interruption.WasAsked(process.Id));
            Assert.Equal("1", await process.StandardOutput.ReadLineAsync());
            var second = process.StandardOutput.ReadLineAsync();
            Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(300)));
        }
        finally
        {
            process.Kill();
        }
    }
}
