using System.CommandLine;
using System.CommandLine.Parsing;

namespace Imago.Cli.Tests;

public class HelpTests
{
    public static TheoryData<string> EveryCommand()
    {
        var data = new TheoryData<string>();
        Add(Program.Contents(), "");
        return data;

        void Add(Command command, string path)
        {
            data.Add(path);
            foreach (var sub in command.Subcommands) Add(sub, $"{path} {sub.Name}".Trim());
        }
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task The_help_of_every_command_ends_with_an_example_that_parses(string path)
    {
        var outcome = await InProcess.RunAsync([.. Words(path), "--help"]);

        Assert.Equal(0, outcome.ExitCode);
        var lines = outcome.Output.Split('\n').Select(line => line.Trim()).ToList();
        var example = lines[lines.IndexOf("Example:") + 1];
        Assert.StartsWith($"imago {path}".Trim(), example, StringComparison.Ordinal);
        Assert.Empty(Program.Contents().Parse(Words(example)[1..]).Errors);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task Every_command_says_in_one_line_what_it_does(string path)
    {
        var outcome = await InProcess.RunAsync([.. Words(path), "--help"]);

        var lines = outcome.Output.Split('\n').Select(line => line.Trim()).ToList();
        Assert.True(lines[lines.IndexOf("Description:") + 1].Length > 20);
    }

    private static string[] Words(string line) => [.. CommandLineParser.SplitCommandLine(line)]; // with what stands in quotes as one
}
