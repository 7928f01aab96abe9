namespace Imago.Studio.Workspaces;

/// <summary>
/// Where removed things lie: <c>.studio/trash/ID/keeps/NAME.png</c> was <c>keeps/NAME.png</c>. Nothing is deleted; the artist may empty the folder by hand.
/// </summary>
/// <param name="workspace">Where it lies.</param>
public sealed class Trash(Workspace workspace)
{
    /// <summary>Moves files or folders of the workspace into the trash, in this order.</summary>
    /// <param name="paths">Absolute, what belongs together. Those that do not exist are left out.</param>
    /// <returns>The name under which <see cref="Restore"/> brings them back.</returns>
    /// <exception cref="IOException">One of them cannot be moved; those before it are in the trash.</exception>
    public string Put(params IReadOnlyList<string> paths)
    {
        var id = $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}";
        foreach (var path in paths)
            Move(path, Path.Combine(workspace.TrashFolder, id, Path.GetRelativePath(workspace.Path, Workspace.Inside(workspace.Path, path))));
        return id;
    }

    /// <summary>Brings back what was put there under a name, the last first, so that it comes back as it went.</summary>
    /// <exception cref="StudioException">It is not there any more, or another thing has its name by now.</exception>
    /// <exception cref="IOException">Something cannot be moved.</exception>
    public void Restore(string id)
    {
        var folder = Workspace.Inside(workspace.TrashFolder, id);
        var kept = Directory.Exists(folder) ? Leaves(folder).OrderByDescending(static path => Path.GetExtension(path) == ".png" ? 0 : 1).ToList() : [];
        if (kept.Count == 0)
            throw new StudioException("What was removed is not in the trash any more.");
        var ways = kept.ConvertAll(path => (From: path, To: Path.Combine(workspace.Path, Path.GetRelativePath(folder, path))));
        if (ways.Find(static way => Path.Exists(way.To)) is { To: { } taken })
            throw new StudioException($"{Path.GetFileName(taken)} is the name of something else by now: rename that first.");
        ways.ForEach(static way => Move(way.From, way.To));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What lay directly in one of the workspace's folders: a file, or a folder whole.</summary>
    private IEnumerable<string> Leaves(string folder) => Directory.EnumerateDirectories(folder)
        .SelectMany(room => Path.GetFileName(room) == ".studio" ? Directory.EnumerateDirectories(room) : [room])
        .SelectMany(Directory.EnumerateFileSystemEntries);

    private static void Move(string from, string to)
    {
        if (!Path.Exists(from))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to);
    }
}
