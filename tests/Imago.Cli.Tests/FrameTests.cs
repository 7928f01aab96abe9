using System.CommandLine;
using Spectre.Console;

namespace Imago.Cli.Tests;

/// <summary>What every command gets from the frame, seen on a command that does what a test says.</summary>
public class FrameTests
{
    private sealed record Answer(int Number, double Loss, string File);

    private sealed class TryCommand(Func<Session, CancellationToken, Task<Answer>> work) : ImagoCommand<Answer>("try", "Does what a test says", "imago try")
    {
        protected override Task<Answer> RunAsync(ParseResult arguments, Session session, CancellationToken cancel) => work(session, cancel);

        protected override void Show(Answer result, IAnsiConsole screen) => screen.WriteLine($"{result.Number} in {result.File}");
    }

    private static Task<Outcome> Try(Func<Session, CancellationToken, Task<Answer>> work, CancellationToken cancel, params string[] words) =>
        InProcess.RunAsync(new ImagoRoot { new TryCommand(work) }, cancel, ["try", .. words]);

    private static Task<Outcome> TryThrow(Exception exception, params string[] words) =>
        Try((_, _) => Task.FromException<Answer>(exception), CancellationToken.None, words);

    private static Task<Outcome> TryAnswer(Answer answer, params string[] words) =>
        Try((session, _) =>
        {
            session.Note("a note");
            session.Warn("something [odd]");
            return Task.FromResult(answer);
        }, CancellationToken.None, words);

    [Fact]
    public async Task A_result_goes_to_standard_output_and_all_else_to_standard_error()
    {
        var outcome = await TryAnswer(new(7, 0.5, "[a]/b.png"));

        Assert.Equal((0, "7 in [a]/b.png\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal(["a note", "Warning: something [odd]"], outcome.ErrorLines);
    }

    [Fact]
    public async Task Json_is_one_object_that_survives_numbers_and_names_of_every_kind()
    {
        var outcome = await TryAnswer(new(7, double.NaN, "画/\"ü\".png"), "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("NaN", outcome.Json.GetProperty("loss").GetString());
        Assert.Equal("画/\"ü\".png", outcome.Json.GetProperty("file").GetString());
    }

    [Fact]
    public async Task A_long_path_is_never_broken_over_lines()
    {
        var path = string.Join('/', Enumerable.Repeat("folder with words", 30));

        Assert.Equal($"7 in {path}\n", (await TryAnswer(new(7, 0, path))).Output);
    }

    [Fact]
    public async Task An_expected_failure_is_its_own_sentence_and_exit_code_1()
    {
        var outcome = await TryThrow(new InvalidDataException("a.zip holds no picture,\n expected at least 1."));

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal("a.zip holds no picture, expected at least 1.", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_value_out_of_range_is_exit_code_2()
    {
        var outcome = await TryThrow(new UsageException("--resolution is 250, expected a power of two: try 256."));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Single(outcome.ErrorLines);
    }

    [Fact]
    public async Task A_bug_names_its_type_and_hides_its_stack_until_asked()
    {
        var quiet = await TryThrow(new InvalidOperationException("sequence contains no elements."));
        var verbose = await TryThrow(new InvalidOperationException("sequence contains no elements."), "--verbose");

        Assert.Equal((1, 1), (quiet.ExitCode, verbose.ExitCode));
        Assert.Contains("InvalidOperationException", Assert.Single(quiet.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("--verbose", quiet.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_library_that_is_not_there_points_to_the_doctor()
    {
        var outcome = await TryThrow(new TypeInitializationException("T", new DllNotFoundException("libx.so")));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("imago doctor", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_command_says_how_to_go_on_and_ends_with_130()
    {
        using var stop = new CancellationTokenSource();
        var outcome = await Try(async (session, cancel) =>
        {
            session.GoOn = "Go on with: imago try --continue";
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancel);
            throw new InvalidOperationException("never reached");
        }, stop.Token);

        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal("Stopped. Go on with: imago try --continue", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_failure_is_one_json_object_too()
    {
        var outcome = await TryThrow(new IOException("No space left on device"), "--json");

        Assert.Equal(1, outcome.Json.GetProperty("exitCode").GetInt32());
        Assert.Equal("No space left on device", outcome.Json.GetProperty("error").GetString());
    }
}
