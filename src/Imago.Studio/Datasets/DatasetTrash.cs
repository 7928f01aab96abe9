using System.Globalization;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Datasets;

/// <summary>Something that was put away.</summary>
/// <param name="Id">Its folder in the trash.</param>
/// <param name="Name">What it was called.</param>
/// <param name="IsDataset">Whether it was a data set, else pictures that were brought in.</param>
/// <param name="Bytes">What it takes on the disk.</param>
internal sealed record TrashEntry(string Id, string Name, bool IsDataset, long Bytes);

/// <summary>Where data sets and pictures go when they are removed: <c>.studio/trash</c>, a rename away. They come back, or are deleted when the artist says so once more. What other rooms have put there is not touched.</summary>
internal sealed class DatasetTrash(Workspace workspace)
{
    private const string OfDatasets = "datasets", OfUploads = "uploads";

    private readonly string _folder = Path.Combine(workspace.Path, ".studio", "trash");

    /// <summary>All of it, newest first.</summary>
    public IReadOnlyList<TrashEntry> All() => !Directory.Exists(_folder) ? [] :
        [.. new DirectoryInfo(_folder).EnumerateDirectories().OrderByDescending(static one => one.Name, StringComparer.Ordinal).Select(Entry).OfType<TrashEntry>()];

    /// <summary>Puts a data set away.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Put(DatasetEntry entry) => Move(entry.Path, OfDatasets);

    /// <summary>Puts a collection away.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Put(Intake intake) => Move(intake.Folder, OfUploads);

    /// <summary>Brings something back, under its name or the next free one.</summary>
    /// <exception cref="StudioException">It is not there any more.</exception>
    public void Restore(string id)
    {
        if (All().FirstOrDefault(one => one.Id == id) is not { } entry)
            throw new StudioException($"{id} is not in the trash any more.");
        var folder = Path.Combine(_folder, id);
        var (kind, home) = entry.IsDataset ? (OfDatasets, workspace.Datasets) : (OfUploads, workspace.Uploads);
        var from = Path.Combine(folder, kind, entry.Name);
        var ending = File.Exists(from) ? Path.GetExtension(from) : "";
        Directory.Move(from, Workspace.Free(home, entry.Name[..^ending.Length], ending));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Deletes what is there.</summary>
    /// <exception cref="IOException">Some of it cannot be deleted.</exception>
    public void Empty()
    {
        foreach (var entry in All())
            Directory.Delete(Path.Combine(_folder, entry.Id), recursive: true);
    }

    private void Move(string path, string kind)
    {
        var folder = Path.Combine(_folder, $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}", kind);
        Directory.CreateDirectory(folder);
        Directory.Move(path, Path.Combine(folder, Path.GetFileName(path)));
    }

    private static TrashEntry? Entry(DirectoryInfo folder)
    {
        try
        {
            var (kind, thing) = folder.EnumerateDirectories().Where(static kind => kind.Name is OfDatasets or OfUploads).SelectMany(static kind => kind.EnumerateFileSystemInfos().Select(one => (kind.Name, one))).FirstOrDefault();
            return thing is null ? null : new(folder.Name, thing.Name, kind == OfDatasets, thing is FileInfo file ? file.Length : ((DirectoryInfo)thing).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length));
        }
        catch (IOException)
        {
            // It is being emptied.
            return null;
        }
    }
}
