namespace Imago.Cli.Tests;

public class WrongUseTests
{
    [Theory]
    [InlineData("doctr", "Did you mean `doctor`?")]
    [InlineData("doctor --jsn", "Did you mean `--json`?")]
    [InlineData("doctor --verbos", "Did you mean `--verbose`?")]
    [InlineData("doctor extra", "knows no argument `extra`")]
    [InlineData("zzzzzz", "knows no command `zzzzzz`")]
    public async Task A_mistyped_word_is_wrong_use_and_the_nearest_one_is_named(string words, string expected)
    {
        var outcome = await InProcess.RunAsync(words.Split(' '));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.ErrorLines);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Wrong_use_is_one_json_object_where_a_program_listens()
    {
        var outcome = await InProcess.RunAsync("doctr", "--json");

        Assert.Equal(2, outcome.Json.GetProperty("exitCode").GetInt32());
        Assert.Contains("doctor", outcome.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor", "doctor", 0)]
    [InlineData("dcotor", "doctor", 1)]
    [InlineData("packk", "pack", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "pack", 4)]
    public void Typing_slips_are_counted(string typed, string known, int edits) => Assert.Equal(edits, Nearest.Edits(typed, known));
}
