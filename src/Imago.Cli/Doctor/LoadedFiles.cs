namespace Imago.Cli.Doctor;

/// <summary>The files that this process has mapped into its memory, shared libraries among them.</summary>
internal static class LoadedFiles
{
    /// <summary>Reads <c>/proc/self/maps</c>: the sixth field of a line, which may hold spaces, is the file.</summary>
    internal static IReadOnlyList<string> Read() =>
        [.. File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is >= 0 and var at ? line[at..] : "").Where(file => file.Length > 0).Distinct()];
}
