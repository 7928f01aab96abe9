using Imago.Studio.Workspaces;

namespace Imago.Studio.Films;

/// <summary>A film.</summary>
/// <param name="Name">Its file's name, or its folder's.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Frames">The names of its pictures where it is a folder of them; else null.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Made">When.</param>
public sealed record FilmEntry(string Name, string Path, IReadOnlyList<string>? Frames, long Bytes, DateTime Made)
{
    /// <summary>Whether browsers play it with sound and controls; the others are pictures that move.</summary>
    public bool Plays => System.IO.Path.GetExtension(Name) is ".mp4" or ".webm";

    /// <summary>Its path without the ending: what belongs to it has the same.</summary>
    internal string Stem => Frames is null ? System.IO.Path.ChangeExtension(Path, null) : Path;

    /// <summary>Its address in the studio.</summary>
    public string Address => $"/films/{Uri.EscapeDataString(Name)}/file?at={Made.Ticks}";
}

/// <summary>The films in <c>films/</c>, whoever made them.</summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="trash">Where they go.</param>
public sealed class FilmShelf(Workspace workspace, Trash trash)
{
    /// <summary>What browsers are told of a film's kind, by its ending.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string> { [".mp4"] = "video/mp4", [".webm"] = "video/webm", [".gif"] = "image/gif", [".webp"] = "image/webp" };

    /// <summary>How files end that belong to a film and lie beside it: its points, how its network was bent, the timeline of a death.</summary>
    internal static IReadOnlyList<string> Beside { get; } = [".safetensors", ".yaml", ".json"];

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<FilmEntry> All() => [.. new DirectoryInfo(workspace.Films).EnumerateFileSystemInfos().Where(static one => one.Name[0] != '.').Select(Read).OfType<FilmEntry>().OrderByDescending(static film => film.Made)];

    /// <summary>One of them.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public FilmEntry Find(string name)
    {
        var path = Workspace.Inside(workspace.Films, name);
        FileSystemInfo one = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return (one.Exists ? Read(one) : null) ?? throw new StudioException($"There is no film {name}: it was renamed or removed.");
    }

    /// <summary>Moves one into the trash, with what lies beside it.</summary>
    /// <returns>The name under which <see cref="Undo"/> brings it back.</returns>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public string Remove(string name)
    {
        var film = Find(name);
        // Its points belong to it alone, unless another film of the same name but another kind is left.
        var alone = All().All(other => other.Name == name || other.Stem != film.Stem);
        return trash.Put([film.Path, .. alone ? Beside.Select(ending => film.Stem + ending) : []]);
    }

    /// <summary>Brings back what was removed.</summary>
    /// <exception cref="StudioException">It is not there any more, or its name is taken.</exception>
    public void Undo(string removed) => trash.Restore(removed);

    private static FilmEntry? Read(FileSystemInfo one)
    {
        try
        {
            if (one is FileInfo file)
                return Types.ContainsKey(file.Extension) && file.Length > 0 ? new(file.Name, file.FullName, null, file.Length, file.LastWriteTimeUtc) : null;
            var frames = ((DirectoryInfo)one).EnumerateFiles("*.png").Where(static frame => frame.Name[0] != '.').OrderBy(static frame => frame.Name, StringComparer.Ordinal).ToList();
            return frames.Count == 0 ? null : new(one.Name, one.FullName, frames.ConvertAll(static frame => frame.Name), frames.Sum(static frame => frame.Length), one.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone between two looks.
            return null;
        }
    }
}
