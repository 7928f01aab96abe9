using Imago.Studio.Workspaces;

namespace Imago.Studio.Datasets;

/// <summary>A data set or a collection that was put away.</summary>
/// <param name="Removed">Where it lies, and where it lay.</param>
/// <param name="IsDataset">Whether it was a data set, else pictures that were brought in.</param>
/// <param name="Bytes">What it takes on the disk.</param>
internal sealed record TrashEntry(Removed Removed, bool IsDataset, long Bytes)
{
    /// <summary>The name under which it was put away.</summary>
    public string Id => Removed.Id;

    /// <summary>What it was called.</summary>
    public string Name => Removed.Name;
}

/// <summary>The data sets and pictures in the trash. They come back, or are deleted when the artist says so once more. What other rooms have put there is not touched.</summary>
internal sealed class DatasetTrash(Workspace workspace, Trash trash, UploadStore uploads, Inspections inspections)
{
    /// <summary>All of it, newest first.</summary>
    public IReadOnlyList<TrashEntry> All() => [.. Here().Select(Entry).OfType<TrashEntry>()];

    /// <summary>Puts a data set away.</summary>
    /// <returns>The name under which <see cref="Restore"/> brings it back.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public string Put(DatasetEntry entry) => trash.Put(entry.Path);

    /// <summary>Puts a collection away, and forgets what was known of it.</summary>
    /// <returns>The name under which <see cref="Restore"/> brings it back.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public string Put(Intake intake)
    {
        var id = trash.Put(intake.Folder);
        inspections.Forget(intake);
        uploads.Forget(intake);
        return id;
    }

    /// <summary>Brings something back, under its name or the next free one.</summary>
    /// <exception cref="StudioException">It is not there any more.</exception>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Restore(string id) => trash.Restore(Here().FirstOrDefault(one => one.Id == id) ?? throw new StudioException($"{id} is not in the trash any more."));

    /// <summary>Deletes what is there.</summary>
    /// <exception cref="IOException">Some of it cannot be deleted.</exception>
    public void Empty()
    {
        foreach (var one in Here())
            trash.Delete(one);
    }

    private IReadOnlyList<Removed> Here() => trash.From(workspace.Datasets, workspace.Uploads);

    private TrashEntry? Entry(Removed one)
    {
        try
        {
            var bytes = Directory.Exists(one.Path) ? new DirectoryInfo(one.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length) : new FileInfo(one.Path).Length;
            return new(one, one.Home == workspace.Datasets, bytes);
        }
        catch (IOException)
        {
            // It is being emptied.
            return null;
        }
    }
}
