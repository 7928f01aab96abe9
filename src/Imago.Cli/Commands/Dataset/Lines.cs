using Imago.Training.Data.Import;
using Spectre.Console;

namespace Imago.Cli.Commands.Dataset;

/// <summary>Parts of lines that more than one verb writes.</summary>
internal static class Lines
{
    /// <summary><c>7,268 JPEG, 2 PNG</c>.</summary>
    internal static string Counts(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Select(static pair => $"{pair.Value:N0} {pair.Key}"));

    /// <summary><c>2 classes: apple (40), pear (60)</c>.</summary>
    internal static string Classes(IReadOnlyList<ClassCount> classes, int shown)
    {
        var first = string.Join(", ", classes.Take(shown).Select(static one => $"{one.Name} ({one.Pictures:N0})"));
        return $"{classes.Count:N0} classes: {first}{(classes.Count > shown ? ", …" : "")}";
    }

    /// <summary>The refusals as a small list.</summary>
    internal static void ShowRefusals(IAnsiConsole screen, int refused, IEnumerable<Refusal> first, string where)
    {
        if (refused == 0) return;
        screen.WriteLine($"  refused   {refused:N0} files");
        var shown = 0;
        foreach (var (file, reason) in first)
        {
            screen.WriteLine($"    {OneLine(file)}: {OneLine(reason)}");
            shown++;
        }
        if (refused > shown) screen.WriteLine($"    … {where}");
    }

    /// <summary><c>1.4 GB</c>.</summary>
    internal static string Bytes(long bytes) => bytes >= 1e9 ? $"{bytes / 1e9:0.0} GB" : bytes >= 1e6 ? $"{bytes / 1e6:0.0} MB" : $"{bytes / 1e3:0.0} KB";

    /// <summary>A path as a shell takes it.</summary>
    internal static string Quoted(string path) =>
        path.All(static c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%".Contains(c, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // A file's name may hold line ends and a terminal's own commands.
    internal static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
