using System.Globalization;

namespace Imago.Studio.Workspaces;

/// <summary>
/// The folder that holds everything: <c>datasets/</c>, <c>runs/</c>, <c>networks/</c>, <c>keeps/</c>, <c>films/</c>. What lies in them was made, or could have been made, by the command line; the studio keeps nothing
/// else but <c>.studio/</c>: uploads that are not complete, the commands it has started, and what was removed.
/// </summary>
public sealed class Workspace
{
    /// <summary>Opens a workspace; folders that are missing are made.</summary>
    /// <exception cref="StudioException">They cannot be made.</exception>
    public Workspace(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            foreach (var folder in (string[])[Datasets, Runs, Networks, Keeps, Films, Uploads, JobFolders, TrashFolder, Previews, Imports, Projections])
                Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StudioException($"The workspace {Path} cannot be made ({e.Message.TrimEnd('.')}): name a folder that you may write to with --workspace.", e);
        }
    }

    /// <summary>The folder itself, absolute.</summary>
    public string Path { get; }

    /// <summary>Packed data sets, <c>NAME.zip</c>.</summary>
    public string Datasets => Under("datasets");

    /// <summary>Run folders, <c>00000-NAME</c>.</summary>
    public string Runs => Under("runs");

    /// <summary>Networks of their own: kept snapshots and imported files.</summary>
    public string Networks => Under("networks");

    /// <summary>Pictures that were kept, each with its latent beside it.</summary>
    public string Keeps => Under("keeps");

    /// <summary>Films.</summary>
    public string Films => Under("films");

    /// <summary>Pictures on their way in, a folder for each data set to be.</summary>
    public string Uploads => Under(".studio/uploads");

    /// <summary>Commands that were started, a folder each.</summary>
    public string JobFolders => Under(".studio/jobs");

    /// <summary>What was removed, until the artist empties it.</summary>
    public string TrashFolder => Under(".studio/trash");

    /// <summary>Small pictures of large ones, and of networks; made anew where they are missing.</summary>
    public string Previews => Under(".studio/previews");

    /// <summary>Network files on their way in.</summary>
    public string Imports => Under(".studio/imports");

    /// <summary>Photographs that are or were looked for in a network, a folder each.</summary>
    public string Projections => Under(".studio/projections");

    /// <summary>The keys that cookies and forms are signed with.</summary>
    public string Keys => Under(".studio/keys");

    /// <summary>With fewer bytes free there is little room: snapshots and films may not fit.</summary>
    public const long LittleRoom = 1_000_000_000;

    /// <summary>Bytes free on its disk.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>
    /// The absolute path of something in one of the folders, given by names that came from outside.
    /// </summary>
    /// <param name="folder">One of the folders above.</param>
    /// <param name="relative">A path below it.</param>
    /// <exception cref="StudioException">It leads out of the folder, also by way of a link.</exception>
    public static string Inside(string folder, string relative)
    {
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, relative));
        var root = folder + System.IO.Path.DirectorySeparatorChar;
        if (!full.StartsWith(root, StringComparison.Ordinal) || relative.Contains('\0', StringComparison.Ordinal) || LeadsOut(folder, full))
            throw new StudioException($"{relative} is not in {System.IO.Path.GetFileName(folder)}/: name something inside it.");
        return full;
    }

    /// <summary>
    /// A name that the artist chose as a file name: letters and digits of any script, space, dot, hyphen and underscore; no leading dot.
    /// </summary>
    /// <param name="chosen">The name.</param>
    /// <param name="longest">The most characters.</param>
    /// <exception cref="StudioException">Nothing of it can be used.</exception>
    public static string FileName(string chosen, int longest = 80)
    {
        var kept = string.Concat(chosen.Trim().Select(static letter => char.IsLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '_' ? letter : '-')).Trim('.', ' ', '-');
        if (kept.Length == 0)
            throw new StudioException($"'{chosen}' cannot be a name: it needs a letter or digit.");
        return kept[..Math.Min(kept.Length, longest)].TrimEnd('.', ' ', '-');
    }

    /// <summary>A new folder's name that nothing else has, in the order of time: <c>20260131-235959-pack-1a2b3c</c>.</summary>
    /// <param name="kind">What stands in the middle; empty for nothing.</param>
    internal static string NewId(string kind = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{(kind.Length == 0 ? "" : kind + "-")}{Guid.NewGuid().ToString("N")[..6]}");

    /// <summary>A path below a folder that nothing has yet: <c>name.zip</c>, else <c>name-2.zip</c> and so on.</summary>
    public static string Free(string folder, string name, string ending) => FreeStem(folder, name, [ending]) + ending;

    /// <summary>A path below a folder, without its ending, that nothing has yet: <c>name</c>, else <c>name-2</c> and so on.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">As it is to be called.</param>
    /// <param name="endings">All that is to lie there under this name.</param>
    /// <param name="promised">Whether a path belongs to something that is still to come; null for nothing.</param>
    internal static string FreeStem(string folder, string name, IReadOnlyList<string> endings, Func<string, bool>? promised = null)
    {
        for (var number = 1; ; number++)
        {
            var stem = System.IO.Path.Combine(folder, number == 1 ? name : $"{name}-{number}");
            if (!endings.Any(ending => System.IO.Path.Exists(stem + ending) || promised?.Invoke(stem + ending) == true))
                return stem;
        }
    }

    private static bool LeadsOut(string folder, string full)
    {
        // A link on the way may lead anywhere: every step below the folder must be none.
        for (var step = full; step.Length > folder.Length; step = System.IO.Path.GetDirectoryName(step)!)
        {
            if (new FileInfo(step).LinkTarget is not null || new DirectoryInfo(step).LinkTarget is not null)
                return true;
        }
        return false;
    }

    private string Under(string name) => System.IO.Path.Combine(Path, name);
}
