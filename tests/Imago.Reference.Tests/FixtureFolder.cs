namespace Imago.Reference.Tests;

/// <summary>The folder of case files: the one that IMAGO_FIXTURES names, else the repository's own copy beside the tests.</summary>
public static class FixtureFolder
{
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("IMAGO_FIXTURES") is { Length: > 0 } named ? named : System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>Every (kind, file, sub-case) of the folder. A file that cannot be read is a case of its own, which fails when it runs.</summary>
    public static IReadOnlyList<(string Kind, string File, string Subcase)> Cases { get; } = [.. FindCases()];

    private static IEnumerable<(string Kind, string File, string Subcase)> FindCases()
    {
        if (!Directory.Exists(Path))
        {
            yield return (Kinds.Unreadable, Path, "the folder does not exist");
            yield break;
        }
        var files = Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file));
        foreach (var file in files.Order(StringComparer.Ordinal).Where(file => !Kinds.IsProse(file)))
        {
            string kind;
            IReadOnlyList<string> subcases;
            try
            {
                using var opened = FixtureFile.Open(System.IO.Path.Combine(Path, file));
                (kind, subcases) = (opened.Kind, opened.Subcases);
            }
            catch (Exception e) // whatever a stranger's file provokes must not hide the other files' cases
            {
                (kind, subcases) = (Kinds.Unreadable, [e.Message]);
            }
            foreach (var subcase in subcases)
                yield return (kind, file, subcase);
        }
    }
}
