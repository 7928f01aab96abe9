using System.Text.Json;
using Imago.Cli.Tests.Documents;

namespace Imago.Cli.Tests.Gallery;

public sealed class CheckTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task A_check_breaks_real_web_processes_finds_nothing_and_keeps_its_history_where_it_is_told()
    {
        using var program = Imago("gallery", "check", "--operations", "1500", "--faults", "5", "--pause", "0.5", "--outdir", At("check"), "--json");
        var outcome = await program.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(0, outcome.Json.GetProperty("violationCount").GetInt32());
        Assert.Equal(5, outcome.Json.GetProperty("faults").EnumerateObject().Sum(static one => one.Value.GetInt32()));
        Assert.Equal(At("check/history.txt"), outcome.Json.GetProperty("history").GetString());
        Assert.Equal(outcome.Json.GetProperty("operations").GetInt32(), File.ReadLines(At("check/history.txt")).Count(static line => line.Contains(" invoke ", StringComparison.Ordinal)));
        Assert.Equal(5, File.ReadLines(At("check/history.txt")).Count(static line => line.Contains(" fault ", StringComparison.Ordinal)));
        Assert.Empty(Webs());
    }

    [Fact]
    public async Task A_mistake_is_told_in_sentences_and_by_the_exit_code()
    {
        using var program = Imago("gallery", "check", "--operations", "1000", "--faults", "0", "--defect", "drop-picture-key", "--outdir", At("check"));
        var outcome = await program.EndAsync();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"Rule 1: work \d+ has two owners, visitors \d+ and \d+\.", outcome.Output);
        Assert.Matches($@"\d+ violations; every operation stands in {At("check")}/history\.txt\.", outcome.Output);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task No_web_process_outlives_its_check(string signal)
    {
        using var program = Imago("gallery", "check", "--operations", "10000000", "--faults", "0", "--outdir", At("check"));
        for (var tries = 0; !File.Exists(At("check/history.txt")) && tries < 1000; tries++)
            await Task.Delay(50);
        Assert.Single(Webs());
        program.Signal(signal);
        var outcome = await program.EndAsync();
        Assert.Equal(signal == "INT" ? 130 : 137, outcome.ExitCode);
        for (var tries = 0; Webs().Any() && tries < 200; tries++)
            await Task.Delay(50);
        Assert.Empty(Webs());
    }

    [Theory]
    [InlineData("--operations 0", "--operations is 0, expected 1 or more.")]
    [InlineData("--faults -1", "--faults is -1, expected 0 or more.")]
    [InlineData("--pause 0", "--pause is 0, expected seconds above 0")]
    [InlineData("--store sqlite --postgres Host=127.0.0.1", "--postgres names a server and --store is sqlite")]
    [InlineData("--outdir .", "--outdir is ., which exists, expected a new folder.")]
    public async Task What_cannot_be_done_is_said(string words, string expected)
    {
        var run = await InProcess.RunAsync(["gallery", "check", .. words.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_in_a_sentence()
    {
        var run = await InProcess.RunAsync("gallery", "check", "--store", "postgres", "--postgres", "Host=127.0.0.1;Port=1;Username=nobody");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("No database can be made for the check (", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_gallery_is_never_opened_for_a_check()
    {
        Directory.CreateDirectory(At("gallery"));
        await File.WriteAllTextAsync(At("gallery/gallery.json"), "{}");
        var run = await InProcess.RunAsync("gallery", "serve", At("gallery"), "--checking");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("was not made by a check", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_speed_of_claims_is_measured_for_each_number_of_clients_while_the_ledger_rests_and_while_it_is_at_work()
    {
        var run = await InProcess.RunAsync("gallery", "bench", "--clients", "2", "8", "--seconds", "1", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var speeds = run.Json.GetProperty("speeds").EnumerateArray().ToArray();
        Assert.Equal([(2, false), (2, true), (8, false), (8, true)], speeds.Select(static one => (one.GetProperty("clients").GetInt32(), one.GetProperty("entriesPerSecond") is { ValueKind: JsonValueKind.Number } entries && entries.GetDouble() > 0)));
        Assert.All(speeds, static one => Assert.True(one.GetProperty("claimsPerSecond").GetDouble() is > 0 and var claims && claims < one.GetProperty("attemptsPerSecond").GetDouble()));
    }

    // The program's own folder: beside the tests lies a copy that does not find SQLite.
    private static RealProgram Imago(params string[] words) =>
        RealProgram.Of(Path.Combine(Markdown.Root, "artifacts", "bin", "Imago.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "imago"), null, words);

    /// <summary>The web processes over this test's gallery.</summary>
    private IEnumerable<string> Webs() => Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0])).Select(static process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }).Where(words => words.Contains("--checking", StringComparison.Ordinal) && words.Contains(At("check"), StringComparison.Ordinal));
}
