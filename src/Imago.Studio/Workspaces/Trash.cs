namespace Imago.Studio.Workspaces;

/// <summary>Something that was removed.</summary>
/// <param name="Id">The name under which it, with what belongs to it, is brought back.</param>
/// <param name="Home">The folder of the workspace that it lay in, absolute.</param>
/// <param name="Path">Where it lies now.</param>
public sealed record Removed(string Id, string Home, string Path)
{
    /// <summary>What it was called.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>
/// Where removed things lie, a rename away: <c>.studio/trash/ID/keeps/NAME.png</c> was <c>keeps/NAME.png</c>. Nothing is deleted before the artist says so once more, on a page or by emptying the folder by hand.
/// </summary>
/// <param name="workspace">Where it lies.</param>
public sealed class Trash(Workspace workspace)
{
    /// <summary>Moves files or folders of the workspace into the trash, in this order.</summary>
    /// <param name="paths">Absolute, what belongs together. Those that do not exist are left out.</param>
    /// <returns>The name under which <see cref="Restore(string)"/> brings them back.</returns>
    /// <exception cref="IOException">One of them cannot be moved; those before it are in the trash.</exception>
    public string Put(params IReadOnlyList<string> paths)
    {
        var id = Workspace.NewId();
        foreach (var path in paths)
            Move(path, Path.Combine(workspace.TrashFolder, id, Path.GetRelativePath(workspace.Path, Workspace.Inside(workspace.Path, path))));
        return id;
    }

    /// <summary>What was removed from some of the workspace's folders, newest first.</summary>
    /// <param name="homes">Absolute.</param>
    public IReadOnlyList<Removed> From(params IReadOnlyList<string> homes) =>
        [.. Directory.EnumerateDirectories(workspace.TrashFolder).OrderByDescending(Path.GetFileName, StringComparer.Ordinal).SelectMany(Of).Where(one => homes.Contains(one.Home))];

    /// <summary>Brings back what was put there under a name, the last first, so that it comes back as it went.</summary>
    /// <exception cref="StudioException">It is not there any more, or another thing has its name by now.</exception>
    /// <exception cref="IOException">Something cannot be moved.</exception>
    public void Restore(string id)
    {
        var folder = Workspace.Inside(workspace.TrashFolder, id);
        var removed = Of(folder).OrderByDescending(static one => Path.GetExtension(one.Name) == ".png" ? 0 : 1).ToList();
        if (removed.Count == 0)
            throw new StudioException("What was removed is not in the trash any more.");
        if (removed.Find(static one => Path.Exists(Path.Combine(one.Home, one.Name))) is { Name: var taken })
            throw new StudioException($"{taken} is the name of something else by now: rename that first.");
        removed.ForEach(static one => Move(one.Path, Path.Combine(one.Home, one.Name)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Brings back one thing alone, under its name or the next free one.</summary>
    /// <exception cref="StudioException">It is not there any more.</exception>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Restore(Removed one)
    {
        if (!Path.Exists(one.Path))
            throw new StudioException($"{one.Name} is not in the trash any more.");
        var ending = File.Exists(one.Path) ? Path.GetExtension(one.Name) : "";
        Move(one.Path, Workspace.Free(one.Home, one.Name[..^ending.Length], ending));
        if (Of(Path.Combine(workspace.TrashFolder, one.Id)).Count == 0)
            Delete(one);
    }

    /// <summary>Deletes something, with what belongs to it.</summary>
    /// <exception cref="IOException">Some of it cannot be deleted.</exception>
    public void Delete(Removed one) => Directory.Delete(Path.Combine(workspace.TrashFolder, one.Id), recursive: true);

    /// <summary>What was put there under a name: what lay directly in one of the workspace's folders, a file or a folder whole. Nothing where it is being brought back or deleted.</summary>
    private IReadOnlyList<Removed> Of(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder)
                .SelectMany(static room => Path.GetFileName(room) == ".studio" ? Directory.EnumerateDirectories(room) : [room])
                .SelectMany(room => Directory.EnumerateFileSystemEntries(room).Select(path => new Removed(Path.GetFileName(folder), Path.Combine(workspace.Path, Path.GetRelativePath(folder, room)), path)))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

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
