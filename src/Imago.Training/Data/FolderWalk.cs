using System.IO.Enumeration;

namespace Imago.Training.Data;

/// <summary>
/// Lists every file under a folder, however deep, without opening any. Real folders come first; links are followed after
/// them, and one that leads to something already listed is refused, so that no circle is walked and no picture counts twice.
/// </summary>
internal sealed class FolderWalk
{
    private readonly string _root;
    private readonly HashSet<string> _excluded;
    private readonly HashSet<(ulong, ulong)> _seen = [];
    private readonly List<SourceItem> _items = [];
    private readonly Stack<string> _folders = new(); // relative, ends with '/', or ""
    private readonly List<(string Name, PathLook Look)> _links = [];

    private FolderWalk(string root, IEnumerable<string> excluded)
    {
        _root = root;
        _excluded = [.. excluded.Select(Path.GetFullPath)];
    }

    /// <summary>Every file, by name in ordinal order; those that cannot or should not be opened carry the reason.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <param name="excluded">Paths that belong to the caller's own output.</param>
    public static List<SourceItem> List(string root, params IEnumerable<string> excluded)
    {
        var walk = new FolderWalk(root, excluded);
        walk._seen.Add(FileSystem.Look(root).Id);
        walk.Descend("");
        while (walk._links.Count > 0)
        {
            var links = walk._links.OrderBy(static link => link.Name, StringComparer.Ordinal).ToList();
            walk._links.Clear();
            foreach (var (name, look) in links) walk.FollowLink(name, look);
        }
        walk._items.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return walk._items;
    }

    private void Descend(string folder)
    {
        _folders.Push(folder);
        while (_folders.TryPop(out var next))
        {
            try
            {
                foreach (var (name, isLink) in Entries(_root + "/" + next)) Meet(next + name, isLink);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Out(next + (next.EndsWith('/') ? "" : "/"), Fate.Refused, $"the folder cannot be read: {error.Message}");
            }
        }
    }

    private void Meet(string name, bool isLink)
    {
        var path = _root + "/" + name;
        if (_excluded.Contains(path))
        {
            Out(name, Fate.Skipped, "what this very command writes");
            return;
        }
        var look = FileSystem.Look(path);
        if (look.Kind == PathKind.Folder)
        {
            if (isLink) _links.Add((name, look));
            else
            {
                _seen.Add(look.Id);
                _folders.Push(name + "/");
            }
        }
        else if (SourceItem.IsSystem(name)) Out(name, Fate.Skipped, "a hidden or system file");
        else if (look.Kind == PathKind.File && isLink) _links.Add((name, look));
        else if (look.Kind == PathKind.File) Take(name, look);
        else Out(name, Fate.Refused, Complaint(name, look.Kind, isLink));
    }

    private void FollowLink(string name, PathLook look)
    {
        // Where the system tells no identities apart (default), links to folders are not followed at all.
        if (look.Id == default ? look.Kind == PathKind.Folder : _seen.Contains(look.Id))
            Out(name, Fate.Refused, look.Kind == PathKind.Folder
                ? "a link to a folder that is looked through already (in a circle, or twice)"
                : "a link to a file that is looked at already");
        else if (look.Kind == PathKind.Folder)
        {
            _seen.Add(look.Id);
            Descend(name + "/");
        }
        else Take(name, look);
    }

    private void Take(string name, PathLook look)
    {
        _seen.Add(look.Id);
        _items.Add(new SourceItem(name));
    }

    private void Out(string name, Fate fate, string reason) => _items.Add(new SourceItem(name, fate, reason));

    private static string Complaint(string name, PathKind kind, bool isLink) => kind switch
    {
        PathKind.Device => "no file but a named pipe, socket or device; it was not opened",
        PathKind.Circular => "a link that leads round in a circle",
        PathKind.Forbidden => "no permission to look at it",
        _ when isLink => "a link that leads nowhere",
        _ when name.Contains('\uFFFD') => "its name is not valid UTF-8; rename it",
        _ => "it vanished, or its path is too long to open",
    };

    private static FileSystemEnumerable<(string Name, bool IsLink)> Entries(string folder) => new(
        folder,
        static (ref FileSystemEntry entry) => (entry.FileName.ToString(), (entry.Attributes & FileAttributes.ReparsePoint) != 0),
        new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false });
}
