using Imago.Training.Run;

namespace Imago.Cli.Tests.Train;

/// <summary>A training that fails leaves its sentence in the run folder, for whoever looks there.</summary>
public class FailureTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_training_that_diverges_ends_its_log_with_the_sentence_and_claims_its_folder_no_more()
    {
        using var program = RealProgram.Imago(null, [.. tiny.Words, "--glr", "1e30", "--outdir", tiny.Out("diverged")]);
        var outcome = await program.EndAsync();
        var run = TinyTraining.RunIn(tiny.Out("diverged"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(outcome.ErrorLines[^1], RunFolder.FailureOf(File.ReadLines(run.Log).Last()));
        Assert.Contains("the training has diverged", RunFolder.FailureOf(File.ReadLines(run.Log).Last()), StringComparison.Ordinal);
        Assert.False(run.IsClaimed());
        Assert.Null(run.LastClaim());
    }

    [Fact]
    public async Task A_second_training_that_is_turned_away_writes_nothing_into_the_log_of_the_first()
    {
        using var folder = new TempFolder();
        using var program = RealProgram.Imago(null, [.. tiny.Words.Select(static word => word == "0.192" ? "1000" : word), "--outdir", folder.Path]);
        await program.SaysAsync("tick");
        var run = TinyTraining.RunIn(folder.Path);
        using var second = RealProgram.Imago(null, ["train", "--continue", run.Path]);
        Assert.Contains("cannot be trained in", (await second.EndAsync()).Error, StringComparison.Ordinal);
        program.Signal("TERM");
        await program.EndAsync();
        Assert.DoesNotContain("cannot be trained in", File.ReadAllText(run.Log), StringComparison.Ordinal);
    }
}
