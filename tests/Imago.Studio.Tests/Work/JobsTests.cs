using System.Diagnostics;
using System.Text.Json;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests;

public sealed class JobsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    public JobsTests() => _workspace = new Workspace(_folder.At("work"));

    public void Dispose()
    {
        foreach (var job in Jobs().All())
            Kill(job);
        _folder.Dispose();
    }

    private Jobs Jobs(params string[] program) =>
        new(_workspace, new ImagoProgram(Some.Options(_workspace.Path) with { Imago = program.Length > 0 ? program : Some.Imago }));

    [Fact]
    public async Task A_command_is_the_real_program_in_the_workspace_and_leaves_its_result()
    {
        var job = await EndAsync(Jobs(), Jobs().Start("pack", "A painting", ["dataset", "paint", "--count", "4", "--resolution", "16", "--dest", "datasets/four.zip"], "/datasets"));
        Assert.True(job.State == JobState.Done, job.LastLine);
        Assert.True(File.Exists(Path.Combine(_workspace.Datasets, "four.zip")));
        Assert.Equal(JsonValueKind.Object, job.Result()!.Value.ValueKind);
        Assert.Equal(("A painting", "pack", "/datasets"), (job.Request.Title, job.Request.Kind, job.Request.Leads));
        Assert.Equal("imago dataset paint --count 4 --resolution 16 --dest datasets/four.zip --json", job.CommandLine);
    }

    [Fact]
    public async Task A_command_that_fails_says_why_in_its_last_line()
    {
        var job = await EndAsync(Jobs(), Jobs().Start("pack", "Nothing", ["dataset", "pack", "--source", "no such folder", "--dest", "datasets/a.zip"]));
        Assert.Equal((JobState.Failed, 1), (job.State, job.ExitCode));
        Assert.Contains("no such folder", job.LastLine, StringComparison.Ordinal);
        Assert.Equal("imago dataset pack --source 'no such folder' --dest datasets/a.zip --json", job.CommandLine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trap '' INT; ")] // as where a script has begun the studio in the background
    public async Task A_command_is_stopped_as_by_Ctrl_C_and_outlives_whoever_started_it(string before)
    {
        var started = Jobs(["sh", "-c", before + "exec \"$@\"", "sh", .. Some.Imago]).Start("pack", "Many", ["dataset", "paint", "--count", "200000", "--resolution", "256", "--dest", "datasets/many.zip"]);
        var running = await UntilAsync(Jobs(), started.Id, static job => job.Pid is not null && job.LastLine.Length > 0);
        Assert.Equal(JobState.Running, running.State);
        Assert.Equal("1", Parent(running.Pid!.Value, generations: 2));
        Work.Jobs.Stop(running);
        var ended = await EndAsync(Jobs(), running);
        Assert.Equal((JobState.Stopped, 130), (ended.State, ended.ExitCode));
        Assert.False(File.Exists(Path.Combine(_workspace.Datasets, "many.zip")));
    }

    [Fact]
    public async Task A_command_that_was_asked_to_stop_says_so_until_it_has_ended_and_is_asked_once()
    {
        var jobs = Jobs("sh", "-c", "n=0; trap 'n=$((n+1)); echo asked $n >&2' TERM; echo here >&2; while [ ! -e go ]; do sleep 0.1; done; exit 130", "imago");
        var running = await UntilAsync(jobs, jobs.Start("film", "A film", ["walk"]).Id, static job => job.LastLine == "here");
        Assert.False(running.IsStopping);
        Work.Jobs.Stop(running);
        Assert.True(running.IsStopping);
        // Who reads the folder anew, as a studio does that was closed in between, knows it too.
        Assert.True(File.Exists(Path.Combine(_workspace.JobFolders, running.Id, "stop")));
        Work.Jobs.Stop(await UntilAsync(jobs, running.Id, static job => job.LastLine == "asked 1"));
        Assert.True(jobs.Find(running.Id).IsStopping);
        await File.WriteAllTextAsync(Path.Combine(_workspace.Path, "go"), "");
        var ended = await EndAsync(jobs, running);
        Assert.Equal((JobState.Stopped, false, "asked 1"), (ended.State, ended.IsStopping, ended.LastLine));
    }

    [Fact]
    public async Task A_command_that_was_killed_is_lost_and_not_at_work()
    {
        var jobs = Jobs("sh", "-c", "echo 'Working: 3 of 10 files (30 %), 1/s' >&2; exec sleep 60", "imago");
        var running = await UntilAsync(jobs, jobs.Start("film", "A film", ["walk"]).Id, static job => job.LastLine.Length > 0);
        Assert.Equal((JobState.Running, 0.3), (running.State, running.Share));
        // As if the machine were switched off: neither the command nor its shell can write anything.
        Kill(running);
        Assert.Null((await UntilAsync(jobs, running.Id, static job => job.State == JobState.Lost)).ExitCode);

        // After a restart its number may be another process's.
        File.WriteAllText(Path.Combine(_workspace.JobFolders, running.Id, "pid"), $"{Environment.ProcessId} {Environment.ProcessId} 1 1");
        Assert.Equal(JobState.Lost, jobs.Find(running.Id).State);

        // On a full disk a file may have been made and nothing written into it.
        File.WriteAllText(Path.Combine(_workspace.JobFolders, running.Id, "exit"), "");
        Assert.Equal(JobState.Lost, jobs.Find(running.Id).State);
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_and_forgotten_when_they_have_ended()
    {
        var jobs = Jobs("true");
        var (first, second) = (jobs.Start("film", "One", ["walk"]), jobs.Start("film", "Two", ["walk"]));
        await EndAsync(jobs, first);
        await EndAsync(jobs, second);
        Assert.Equal(2, jobs.All().Count);
        jobs.Forget(jobs.Find(first.Id));
        Assert.Equal(["Two"], jobs.All().Select(static job => job.Request.Title));
        Assert.Throws<StudioException>(() => jobs.Find(first.Id));
        Assert.Throws<StudioException>(() => jobs.Find("../../keys"));
    }

    [Fact]
    public void A_folder_that_holds_no_command_is_passed_over()
    {
        Directory.CreateDirectory(Path.Combine(_workspace.JobFolders, "empty"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_workspace.JobFolders, "broken")).FullName, "job.json"), "{");
        Assert.Empty(Jobs().All());
    }

    private static Task<Job> EndAsync(Jobs jobs, Job job) => UntilAsync(jobs, job.Id, static now => now.State != JobState.Running);

    private static async Task<Job> UntilAsync(Jobs jobs, string id, Func<Job, bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var job = jobs.Find(id);
            if (holds(job))
                return job;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{job.State}: {job.LastLine}");
            await Task.Delay(50);
        }
    }

    private static string Parent(int pid, int generations)
    {
        for (; generations > 0; generations--)
            pid = int.Parse(File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], System.Globalization.CultureInfo.InvariantCulture);
        return pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The shell first, so that it cannot write how its command ended.</summary>
    private static void Kill(Job job)
    {
        if (job is not { State: JobState.Running, Pid: { } pid })
            return;
        foreach (var one in (string[])[Parent(pid, 1), pid.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            using var kill = Process.Start("kill", ["-9", one]);
            kill.WaitForExit();
        }
    }
}
