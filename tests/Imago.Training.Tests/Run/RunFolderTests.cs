using Imago.Training.Augment;
using Imago.Training.Run;
using Imago.Training.Tests.Quality;

namespace Imago.Training.Tests.Run;

[Collection(nameof(Alone))]
public sealed class RunFolderTests : IDisposable
{
    private readonly SmallTraining _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void Folders_are_numbered_on_from_the_highest_whatever_else_lies_there()
    {
        var options = _small.Resolve(_small.Request);
        Assert.Equal("00000-faces-auto", Name(RunFolder.Create(_small.Runs, "faces-auto", options)));
        Directory.CreateDirectory(Path.Combine(_small.Runs, "00041-by-hand"));
        Directory.CreateDirectory(Path.Combine(_small.Runs, "no number"));
        File.WriteAllText(Path.Combine(_small.Runs, "00099-a-file"), "");
        Assert.Equal("00042-faces-auto", Name(RunFolder.Create(_small.Runs, "faces-auto", options)));
    }

    [Fact]
    public void Trainings_that_begin_at_one_moment_get_folders_of_their_own()
    {
        var options = _small.Resolve(_small.Request);
        var names = new string[16];
        Parallel.For(0, names.Length, i => names[i] = Name(RunFolder.Create(_small.Runs, "x", options)));
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void The_options_come_back_as_they_were()
    {
        var options = _small.Resolve(_small.Request with { FreezeD = 2, Aug = AugmentMode.Fixed, P = 0.3 });
        var (folder, read) = RunFolder.Open(_small.NewRun(options).Path);
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Path, "options.json")), File.ReadAllText(Path.Combine(RunFolder.Create(_small.Runs, "again", read).Path, "options.json")));
        Assert.Equal((2, 0.3, 32, 16), (read.Discriminator.FreezeLayers, read.P, read.Generator.ZDim, read.Resolution));
    }

    [Fact]
    public void What_is_no_run_folder_is_told_with_an_example() =>
        Assert.Contains("is no run folder", Assert.Throws<TrainingException>(() => RunFolder.Open(_small.Data)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_data_set_called_state_does_not_confuse_the_snapshots()
    {
        var run = RunFolder.Create(_small.Runs, "state-fair-auto", _small.Resolve(_small.Request));
        foreach (var file in new[] { run.State(4000), run.Network(4000), run.State(4096), run.Network(4096), run.State(12000) })
            File.WriteAllText(file, "");
        Assert.Equal([(run.Network(4096), run.State(4096)), (run.Network(4000), run.State(4000))], run.Snapshots());
        Assert.Equal(["network-000004.096.safetensors", "network-000004.safetensors"], run.Snapshots().Select(pair => Path.GetFileName(pair.Network)));
    }

    [Fact]
    public void Whoever_looks_sees_who_trains_and_that_it_ended_by_itself()
    {
        var run = _small.NewRun(_small.Resolve(_small.Request));
        Assert.False(run.IsClaimed());
        Assert.Null(run.LastClaim());
        using (run.Claim(kimg: 12))
        {
            Assert.True(run.IsClaimed());
            var claim = run.LastClaim()!;
            Assert.Equal((Environment.ProcessId, 12, true), (claim.Pid, claim.Kimg, claim.IsHere));
        }
        Assert.False(run.IsClaimed());
        Assert.Null(run.LastClaim());
    }

    [Fact]
    public void A_name_without_a_lock_is_that_of_one_who_died_and_the_next_training_takes_its_place()
    {
        var run = _small.NewRun(_small.Resolve(_small.Request));
        File.WriteAllText(Path.Combine(run.Path, ".process"), """{"Pid":4242,"Machine":"elsewhere","Kimg":null,"Since":"2026-01-01T00:00:00Z"}""");
        Assert.False(run.IsClaimed());
        Assert.Equal((4242, false), (run.LastClaim()!.Pid, run.LastClaim()!.IsHere));
        using (run.Claim())
            Assert.Equal(Environment.ProcessId, run.LastClaim()!.Pid);
        Assert.Null(run.LastClaim());
    }

    [Fact]
    public async Task Looking_never_turns_a_training_away()
    {
        var run = _small.NewRun(_small.Resolve(_small.Request));
        run.Claim().Dispose();
        using var enough = new CancellationTokenSource();
        var lookers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                run.IsClaimed();
                Thread.Sleep(1);
            }
        })).ToList();
        for (var i = 0; i < 50; i++)
            run.Claim().Dispose();
        await enough.CancelAsync();
        await Task.WhenAll(lookers);
    }

    [Fact]
    public void The_sentence_of_a_failure_is_the_last_line_of_the_log()
    {
        var run = _small.NewRun(_small.Resolve(_small.Request));
        RunFolder.AppendLine(run.Log, "tick 0");
        Assert.Null(RunFolder.FailureOf(File.ReadLines(run.Log).Last()));
        run.LogFailure("Loss/G/loss became NaN.");
        Assert.Equal("Loss/G/loss became NaN.", RunFolder.FailureOf(File.ReadLines(run.Log).Last()));
    }

    [Theory]
    [InlineData("faces-64-auto")]
    [InlineData("faces-64-cond-mirror-paper256-gamma0.5-kimg1000-batch8-noaug", "cond", "mirror", "paper256", "gamma", "kimg", "batch", "noaug")]
    [InlineData("faces-64-subset500-auto-fixed0.2-resume-freezed4", "subset", "fixed", "resume", "freezed")]
    public void A_runs_name_tells_the_data_set_the_configuration_and_what_was_overridden(string expected, params string[] set)
    {
        bool Is(string option) => set.Contains(option);
        var request = new TrainingRequest
        {
            Data = "/data/faces-64.zip", Cond = Is("cond"), Mirror = Is("mirror"), Cfg = Is("paper256") ? "paper256" : "auto", Subset = Is("subset") ? 500 : null,
            Gamma = Is("gamma") ? 0.5 : null, Kimg = Is("kimg") ? 1000 : null, Batch = Is("batch") ? 8 : null,
            Aug = Is("noaug") ? AugmentMode.Off : Is("fixed") ? AugmentMode.Fixed : AugmentMode.Adaptive, P = Is("fixed") ? 0.2 : null,
            Resume = Is("resume") ? "x.safetensors" : null, FreezeD = Is("freezed") ? 4 : 0,
        };
        Assert.Equal(expected, request.RunName());
    }

    private static string Name(RunFolder folder) => Path.GetFileName(folder.Path);
}
