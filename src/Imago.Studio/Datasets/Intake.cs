using Imago.Studio.Workspaces;

namespace Imago.Studio.Datasets;

/// <summary>Pictures that were brought in, or are on their way: a folder of files of any kind, or one zip. A data set is packed from them.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Folder">Where it lies, absolute.</param>
public sealed record Intake(string Name, string Folder)
{
    /// <summary>The files that are complete, by their own names.</summary>
    public string Pictures => Path.Combine(Folder, "pictures");

    /// <summary>Files that have come in part.</summary>
    public string Incoming => Path.Combine(Folder, "incoming");

    /// <summary>The contact sheet of its inspection.</summary>
    public string Sheet => Path.Combine(Folder, "sheet.webp");

    /// <summary>What commands read: the zip, where it holds one and nothing else; else the folder.</summary>
    public string Source => Directory.Exists(Pictures) && Directory.EnumerateFileSystemEntries(Pictures).Take(2).ToArray() is [var only] && UploadStore.IsZip(only) ? only : Pictures;

    /// <summary>The collection of a name, which comes from outside; it need not be there yet.</summary>
    /// <exception cref="StudioException">It cannot be a name.</exception>
    public static Intake Of(Workspace workspace, string name)
    {
        var clean = Workspace.FileName(name);
        return new(clean, Workspace.Inside(workspace.Uploads, clean));
    }

    /// <summary>All of them, the last changed first.</summary>
    public static IReadOnlyList<Intake> All(Workspace workspace) =>
        [.. new DirectoryInfo(workspace.Uploads).EnumerateDirectories().Where(static folder => folder.LinkTarget is null && folder.Name[0] != '.')
            .OrderByDescending(static folder => folder.LastWriteTimeUtc).Select(static folder => new Intake(folder.Name, folder.FullName))];
}
