using System.Globalization;

namespace Imago.Studio.Workspaces;

/// <summary>
/// Where previews lie: what is shown of <c>keeps/a.png</c> is <c>.studio/previews/keeps/a.png/LENGTH-TIME.jpg</c>, so that another picture of the same name has another preview, and a preview tells whose it is.
/// What is shown of a file outside of the workspace lies below <c>.studio/previews/-</c>.
/// </summary>
/// <param name="workspace">Whose.</param>
public sealed class PreviewFolder(Workspace workspace)
{
    private const string Outside = "-";

    private static readonly TimeSpan s_inTheMaking = TimeSpan.FromHours(1);

    /// <summary>The preview of a file, which may have to be made still, as may its folder. Null where the file is gone.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="ending">Of the preview, such as <c>.jpg</c>; more than one may be made of a file.</param>
    public string? Of(string path, string ending)
    {
        if (Stamp(path) is not { } stamp)
            return null;
        var below = Path.GetRelativePath(workspace.Path, path);
        var folder = Path.Combine(workspace.Previews, below.StartsWith("..", StringComparison.Ordinal) ? Outside + path : below);
        return Path.Combine(folder, stamp + ending);
    }

    /// <summary>Deletes the previews of files that are gone or were written anew.</summary>
    /// <exception cref="IOException">One of them cannot be deleted.</exception>
    public void Tidy()
    {
        foreach (var preview in Directory.EnumerateFiles(workspace.Previews, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(preview);
            if (name[0] == '.' ? DateTime.UtcNow - File.GetLastWriteTimeUtc(preview) > s_inTheMaking : Stamp(Original(Path.GetDirectoryName(preview)!)) != name.Split('.')[0])
                File.Delete(preview);
        }
        // The deepest first. A folder whose file is there may be about to get a preview.
        foreach (var folder in Directory.EnumerateDirectories(workspace.Previews, "*", SearchOption.AllDirectories).OrderByDescending(static folder => folder.Length))
        {
            if (!Path.Exists(Original(folder)) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    private string Original(string folder)
    {
        var below = Path.GetRelativePath(workspace.Previews, folder);
        return below.StartsWith(Outside + "/", StringComparison.Ordinal) ? below[Outside.Length..] : Path.Combine(workspace.Path, below);
    }

    private static string? Stamp(string path) => new FileInfo(path) is { Exists: true } file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks}") : null;
}
