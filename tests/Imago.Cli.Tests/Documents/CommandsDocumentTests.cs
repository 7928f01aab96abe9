using System.CommandLine;
using System.Text;

namespace Imago.Cli.Tests.Documents;

public class CommandsDocumentTests
{
    [Fact]
    public async Task The_document_of_all_commands_is_what_their_help_says()
    {
        var expected = new StringBuilder("# Commands\n\nWhat `--help` says. A test fails where this file says something else.\n");
        foreach (var path in Verbs(Program.Contents(), ""))
        {
            var help = await InProcess.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            expected.Append($"\n## imago {path.Trim()}\n\n```text\n");
            foreach (var line in help.Output.Replace($"  {RootCommand.ExecutableName} ", "  imago ", StringComparison.Ordinal).Trim().Split('\n')) expected.Append($"{line.TrimEnd()}\n");
            expected.Append("```\n");
        }

        var received = Path.Combine(Markdown.Root, "artifacts", "commands.md");
        await File.WriteAllTextAsync(received, expected.ToString());
        Assert.True(
            expected.ToString() == await File.ReadAllTextAsync(Path.Combine(Markdown.Root, "docs", "commands.md")),
            $"docs/commands.md is not what --help says: look at the difference, then cp {received} docs/commands.md");
    }

    private static IEnumerable<string> Verbs(Command command, string path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(sub => Verbs(sub, $"{path} {sub.Name}"));
}
