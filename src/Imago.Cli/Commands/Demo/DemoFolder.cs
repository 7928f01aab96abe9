namespace Imago.Cli.Commands.Demo;

/// <summary>Where a demo leaves what it makes. Every demo has a folder of its own: what an earlier one left is never touched.</summary>
internal sealed class DemoFolder
{
    private DemoFolder(string path) => Location = path;

    /// <summary>The folder, as it was named on the command line.</summary>
    internal string Location { get; }

    /// <summary>The data set.</summary>
    internal string Data => Path.Combine(Location, "data.zip");

    /// <summary>Some of the data set's pictures.</summary>
    internal string ContactSheet => Path.Combine(Location, "contact-sheet.png");

    /// <summary>What the trained network makes.</summary>
    internal string NewPictures => Path.Combine(Location, "new-pictures.png");

    /// <summary>How its pictures grew.</summary>
    internal string Growth => Path.Combine(Location, "growth.png");

    /// <summary>Where the run folder lies.</summary>
    internal string Runs => Path.Combine(Location, "runs");

    /// <summary>Takes <paramref name="outdir"/>, or where something is in it already, the first free of <c>outdir-2</c>, <c>outdir-3</c> …</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static DemoFolder Claim(string outdir)
    {
        outdir = Path.TrimEndingDirectorySeparator(outdir);
        for (var number = 1; ; number++)
        {
            var path = number == 1 ? outdir : $"{outdir}-{number}";
            if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
                continue;
            Directory.CreateDirectory(path);
            return new DemoFolder(path);
        }
    }

    /// <summary>Takes the folder away again where nothing came into it.</summary>
    internal void RemoveIfEmpty()
    {
        if (Directory.Exists(Location) && !Directory.EnumerateFileSystemEntries(Location).Any())
            Directory.Delete(Location);
    }
}
