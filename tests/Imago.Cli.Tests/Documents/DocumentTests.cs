using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Imago.Cli.Tests.Documents;

/// <summary>The documents say what is so: their links lead somewhere, their command lines are understood, their table and their diagram are the program's.</summary>
public partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. Markdown.All()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_within_the_repository_leads_somewhere(string document)
    {
        var markdown = Markdown.Read(document);

        var broken = markdown.Links()
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith('#'))
            .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(markdown.Path)!, link.Split('#')[0])));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_line_in_a_block_of_code_is_understood(string document)
    {
        var errors = Markdown.Read(document).Code().Select(WordsOf).OfType<string[]>()
            .SelectMany(words => Program.Contents().Parse(words).Errors.Select(error => $"imago {string.Join(' ', words)}: {error.Message}"));

        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_and_options_that_are_mentioned_exist(string document)
    {
        // A mention may leave out what a command needs, but not name what it does not have.
        var unknown = Markdown.Read(document).Spans().Where(span => !span.Contains('…', StringComparison.Ordinal)).Select(WordsOf).OfType<string[]>()
            .SelectMany(words => Program.Contents().Parse(words).UnmatchedTokens.Select(token => $"{token} in imago {string.Join(' ', words)}"));

        Assert.Empty(unknown);
    }

    [Fact]
    public void The_tour_of_the_readme_is_found_by_these_tests()
    {
        var lines = Markdown.Read("README.md").Code().Select(WordsOf).OfType<string[]>().Select(words => words[0]).ToHashSet();

        Assert.Superset(new HashSet<string> { "demo", "dataset", "train", "generate", "inspect" }, lines);
    }

    [Fact]
    public void The_readmes_table_of_commands_is_the_programs()
    {
        var expected = Verbs(Program.Contents(), "imago").Select(verb => $"| `{verb.Path}` | {verb.Command.Description} |");

        Assert.Equal(expected, Markdown.Read("README.md").Text.Split('\n').Where(line => line.StartsWith("| `imago", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_diagram_of_the_architecture_shows_the_references_of_the_projects()
    {
        var references = Directory.EnumerateFiles(Path.Combine(Markdown.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => $"{Path.GetFileNameWithoutExtension(project)} --> {Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)}"));

        var arrows = Markdown.Read("ARCHITECTURE.md").Code().Where(line => Arrow().IsMatch(line));

        Assert.Equal(references.Order(StringComparer.Ordinal), arrows.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Path, Command Command)> Verbs(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Verbs(sub, $"{path} {sub.Name}"));

    /// <summary>The words behind the program's name, the environment before it left out; null for any other line.</summary>
    private static string[]? WordsOf(string line)
    {
        var words = CommandLineParser.SplitCommandLine(line.Split('#')[0]).SkipWhile(word => word.Contains('=', StringComparison.Ordinal)).ToArray();
        return words is ["imago" or "./imago", _, ..] ? words[1..] : null;
    }

    [GeneratedRegex(@"^Imago\.\w+ --> Imago\.\w+$")]
    private static partial Regex Arrow();
}
