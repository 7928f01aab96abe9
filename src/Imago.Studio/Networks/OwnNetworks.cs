using Imago.Studio.Keeps;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Networks;

/// <summary>What can be done to the networks in <c>networks/</c>.</summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="shelf">Finds them.</param>
/// <param name="keeps">Name them.</param>
/// <param name="trash">Where they go.</param>
public sealed class OwnNetworks(Workspace workspace, NetworkShelf shelf, KeepShelf keeps, Trash trash)
{
    /// <summary>Gives one another name; the pictures that were kept of it know it by that.</summary>
    /// <returns>Its new key.</returns>
    /// <exception cref="StudioException">It is none of <c>networks/</c>, or the name is taken or cannot be one.</exception>
    public string Rename(string key, string name)
    {
        var (old, stem) = (Own(key), Workspace.FileName(name));
        var path = Workspace.Inside(workspace.Networks, stem + Path.GetExtension(old.Path));
        if (path == old.Path)
            return key;
        if (Path.Exists(path))
            throw new StudioException($"There is a network {stem} already: choose another name.");
        File.Move(old.Path, path);
        var renamed = Path.GetRelativePath(workspace.Path, path);
        keeps.NetworkRenamed(key, renamed);
        return renamed;
    }

    /// <summary>Moves one into the trash.</summary>
    /// <returns>The name under which <see cref="Undo"/> brings it back.</returns>
    /// <exception cref="StudioException">It is none of <c>networks/</c>.</exception>
    public string Remove(string key) => trash.Put(Own(key).Path);

    /// <summary>Brings back what was removed.</summary>
    /// <exception cref="StudioException">It is not there any more, or its name is taken.</exception>
    public void Undo(string removed) => trash.Restore(removed);

    private NetworkEntry Own(string key) => shelf.Find(key) is { Origin: NetworkOrigin.Own } own ? own : throw new StudioException($"{shelf.Find(key).Name} is not in networks/: only those there can be renamed and removed.");
}
