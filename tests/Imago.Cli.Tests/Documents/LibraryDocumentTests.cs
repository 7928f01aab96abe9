using System.Text.RegularExpressions;

namespace Imago.Cli.Tests.Documents;

/// <summary>The examples of docs/library.md are those that other tests compile and run.</summary>
public sealed partial class LibraryDocumentTests
{
    [Fact]
    public void Every_example_of_the_document_is_one_that_is_run_and_each_that_is_run_is_in_it()
    {
        var written = Fence().Matches(Markdown.Read("docs/library.md").Text).Select(match => match.Groups[1].Value.TrimEnd());
        var folder = Path.Combine(Markdown.Root, "tests", "Imago.Latent.Tests", "Examples");
        var run = Directory.EnumerateFiles(folder, "*.cs").SelectMany(file => Example().Matches(File.ReadAllText(file))).Select(match => Outdented(match.Groups[1].Value));
        Assert.Equal(run.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    private static string Outdented(string code) => string.Join('\n', code.TrimEnd().Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim()));

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^        // example\n(.*?)^        // end", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
