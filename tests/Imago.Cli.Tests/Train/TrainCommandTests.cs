using System.Diagnostics;
using System.Text.Json;
using Imago.Imaging;
using Imago.Training.Tests.Run;

namespace Imago.Cli.Tests.Train;

public class TrainCommandTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_dry_run_shows_the_options_and_makes_nothing()
    {
        var outcome = await InProcess.RunAsync("train", "--data", tiny.Data, "--outdir", tiny.Out("dry"), "--cfg", "paper256", "--dry-run", "--json");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var options = outcome.Json.GetProperty("options");
        Assert.Equal((64, 8, 16), (options.GetProperty("batch").GetInt32(), options.GetProperty("batchGpu").GetInt32(), options.GetProperty("resolution").GetInt32()));
        Assert.Equal(JsonValueKind.Null, outcome.Json.GetProperty("network").ValueKind);
        Assert.False(Directory.Exists(tiny.Out("dry")));

        outcome = await InProcess.RunAsync("train", "--data", tiny.Data, "--dry-run");
        Assert.StartsWith("Nothing was trained. These options would run:", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\"gamma\": 0.0016", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_the_names_that_StyleGAN2_ADAs_users_know()
    {
        var outcome = await InProcess.RunAsync("train", "--help");
        Assert.Equal(0, outcome.ExitCode);
        foreach (var name in new[] { "--outdir", "--data", "--cfg", "--gamma", "--kimg", "--batch", "--snap", "--mirror", "--aug", "--target", "--augpipe", "--resume", "--freezed", "--cond", "--subset", "--seed", "--continue", "--dry-run" })
            Assert.Contains(name + " ", outcome.Output.Replace(",", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("imago train --data photos-64.zip", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_leaves_a_folder_that_StyleGAN2_ADAs_users_know()
    {
        var run = tiny.Unstopped;
        Assert.Equal("00000-tiny-cond-auto-kimg0.192-batch8", Path.GetFileName(run.Path));
        foreach (var file in new[] { "options.json", "stats.jsonl", "log.txt", "reals.png", "fakes_init.png", "fakes000000.192.png", "network-000000.192.safetensors", "state-000000.192.safetensors" })
            Assert.True(File.Exists(Path.Combine(run.Path, file)), file);
        Assert.Equal(2, run.Snapshots().Count);

        var ticks = File.ReadLines(run.Stats).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(0, 12).Select(tick => (tick + 1) * 0.016), ticks.Select(tick => tick.GetProperty("kimg").GetDouble()), (a, b) => Math.Abs(a - b) < 1e-9);
        var log = File.ReadAllLines(run.Log);
        Assert.Matches(@"^tick 0    kimg 0\.0 +time \d+ s +sec/tick \d+\.\d +sec/kimg \d+\.\d\d +maintenance \d+\.\d +mem \d+\.\d +augment 0\.\d\d\d G -?\d+\.\d\d\d D \d+\.\d\d\d R1 \d+\.\d\d\d pl \d+\.\d\d\d wait \d+ ?% left \d+ s$", log[0]);
        Assert.Equal("snapshot network-000000.016.safetensors, fakes000000.016.png", log[1]);
    }

    [Fact]
    public async Task The_result_is_one_JSON_value_and_the_progress_plain_lines()
    {
        using var program = RealProgram.Imago(null, ["train", "--data", tiny.Data, "--kimg", "0.016", .. TinyTraining.Size, "--outdir", tiny.Out("json"), "--json"]);
        var outcome = await program.EndAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.True(File.Exists(outcome.Json.GetProperty("network").GetString()));
        Assert.Equal(outcome.Json.GetProperty("run").GetString(), TinyTraining.RunIn(tiny.Out("json")).Path);
        Assert.StartsWith("Training in ", outcome.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(outcome.ErrorLines, line => line.StartsWith("tick 0 ", StringComparison.Ordinal));
        Assert.DoesNotContain('\e', outcome.Error);
    }

    [Theory]
    [InlineData("--data is missing: name a data set", 2)]
    [InlineData("There is no folder or zip", 1, "--data", "nowhere.zip")]
    [InlineData("--batch 6 is no multiple of --batch-gpu 4", 1, "--data", "", "--batch", "6", "--batch-gpu", "4")]
    [InlineData("set --mbstd-group to a divisor of 6", 1, "--data", "", "--batch", "6")]
    [InlineData("--aug fixed needs its strength", 1, "--data", "", "--aug", "fixed")]
    [InlineData("--kimg is -1, expected a number above 0", 1, "--data", "", "--kimg", "-1")]
    [InlineData("--gamma is -1, expected 0 or more", 1, "--data", "", "--gamma", "-1")]
    [InlineData("no.safetensors does not exist: name a network file of any kind", 1, "--data", "", "--resume", "no.safetensors")]
    [InlineData("is no run folder", 1, "--continue", "")]
    [InlineData("--batch cannot change when a run goes on exactly", 2, "--continue", "", "--batch", "4")]
    [InlineData("--freezed is -1, expected 0 or more", 1, "--data", "", "--freezed", "-1")]
    [InlineData("--workers is 0, expected 1 or more", 1, "--data", "", "--workers", "0")]
    [InlineData("--threads is 0, expected 1 or more", 1, "--data", "", "--threads", "0")]
    [InlineData("--cmax is 0, expected 1 or more", 1, "--data", "", "--cmax", "0")]
    [InlineData("--map-depth is 0, expected 1 or more", 1, "--data", "", "--map-depth", "0")]
    [InlineData("--cbase is 8, expected 16 or more", 1, "--data", "", "--cbase", "8")]
    [InlineData("--target is 2, expected -1 to 1", 1, "--data", "", "--target", "2")]
    [InlineData("--metric-pictures is -1, expected 0 or more", 1, "--data", "", "--metric-pictures", "-1")]
    [InlineData("--preview-pictures is 0, expected 1 or more", 1, "--data", "", "--preview-pictures", "0")]
    [InlineData("A subset of 0 pictures was asked for", 1, "--data", "", "--subset", "0")]
    public async Task Wrong_use_is_one_sentence_with_the_value_met(string sentence, int exitCode, params string[] words)
    {
        string[] outdir = words is ["--continue", ..] ? [] : ["--outdir", tiny.Out("wrong")];
        var outcome = await InProcess.RunAsync(["train", .. words.Select(word => word.Length == 0 ? tiny.Data : word), .. outdir]);

        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.DoesNotContain("Unexpected", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.Out("wrong")));
    }

    [Fact]
    public async Task A_data_set_of_another_size_is_refused_when_a_run_goes_on()
    {
        var run = tiny.Unstopped.Path;
        var more = Path.Combine(tiny.Data, "99.png");
        PictureWriter.Save(more, new Picture(16, 16, 3, new byte[768]));
        var labels = Path.Combine(tiny.Data, "dataset.json");
        var before = File.ReadAllText(labels);
        File.WriteAllText(labels, before.Replace("]]}", "], [\"99.png\", 1]]}", StringComparison.Ordinal));
        try
        {
            var outcome = await InProcess.RunAsync("train", "--continue", run, "--kimg", "1");
            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains("now gives 25 pictures of 16 x 16", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("the run began with 24", outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(more);
            File.WriteAllText(labels, before);
        }
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_one_sentence_and_the_run_goes_on_elsewhere_bit_for_bit()
    {
        // A disk of its own for the child alone, large enough for the first snapshot; what is left is then saved from it.
        var (disk, saved) = (tiny.Out("disk"), tiny.Out("saved"));
        Directory.CreateDirectory(disk);
        const string Script = "mount -t tmpfs -o size=20m none \"$1\" && saved=$2 disk=$1 && shift 2 && \"$@\" --outdir \"$disk\"; code=$?; cp -r \"$disk\" \"$saved\"; exit $code";
        using var program = RealProgram.Of("unshare", null, ["-rm", "sh", "-c", Script, "sh", disk, saved, "dotnet", Path.Combine(AppContext.BaseDirectory, "imago.dll"), .. tiny.Words]);
        var outcome = await program.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches("Cannot write .*/disk/00000-.*: the disk is full; free some space", outcome.ErrorLines[^1]);
        Assert.DoesNotContain(Directory.GetFiles(TinyTraining.RunIn(saved).Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        using var goesOn = RealProgram.Imago(null, "train", "--continue", TinyTraining.RunIn(saved).Path);
        Assert.Equal(0, (await goesOn.EndAsync()).ExitCode);
        SameRun.Assert(tiny.Unstopped, TinyTraining.RunIn(saved), TinyTraining.Nimg);
    }

    /// <summary>A test that mounts a small disk for its child alone, skipped where the system does not allow it.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SmallDiskFactAttribute : FactAttribute
    {
        public SmallDiskFactAttribute()
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"]) { RedirectStandardError = true })!;
            var reason = probe.StandardError.ReadToEnd().Trim();
            probe.WaitForExit();
            if (probe.ExitCode != 0) Skip = $"unshare cannot mount a small disk here: {reason}";
        }
    }
}
