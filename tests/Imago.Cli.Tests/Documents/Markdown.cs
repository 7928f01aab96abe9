using System.Text.RegularExpressions;

namespace Imago.Cli.Tests.Documents;

/// <summary>A document of the repository, taken apart as far as the tests need it.</summary>
internal sealed partial class Markdown
{
    private Markdown(string path) => (Path, Text) = (path, Comment().Replace(File.ReadAllText(path), ""));

    /// <summary>The repository: the folder of the solution.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The documents' paths in the repository. What is built, or what a user made, is none.</summary>
    internal static IEnumerable<string> All() => new[] { "", "docs", "tests", "src", "native", "bench", "eng" }
        .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
        .Select(file => System.IO.Path.GetRelativePath(Root, file))
        .Where(static file => !file.Contains("node_modules", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    internal static Markdown Read(string name) => new(System.IO.Path.Combine(Root, name));

    /// <summary>Its full path.</summary>
    internal string Path { get; }

    /// <summary>All of it but comments.</summary>
    internal string Text { get; }

    /// <summary>The lines of code: four spaces in front, or between fences. What a fence calls <c>text</c> is a program's answer, and no code.</summary>
    internal IEnumerable<string> Code()
    {
        string? fence = null;
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) fence = fence is null ? line.TrimEnd() : null;
            else if (fence is not "```text" && (fence is not null || line.StartsWith("    ", StringComparison.Ordinal))) yield return line.Trim();
        }
    }

    /// <summary>What stands between backticks in running text.</summary>
    internal IEnumerable<string> Spans() => Span().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>The targets of its links and pictures, those in the text of a picture's link too.</summary>
    internal IEnumerable<string> Links() => Link().Matches(Span().Replace(Text, "")).Select(match => match.Groups[1].Value);

    private static string FindRoot()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(at, "Imago.slnx")))
            at = System.IO.Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run outside the repository.");
        return at;
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
