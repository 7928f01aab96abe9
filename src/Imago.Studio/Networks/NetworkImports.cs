using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Networks;

/// <summary>
/// Brings networks of any program into <c>networks/</c>: a file that was sent lies under <c>.studio/imports/</c> until <c>imago convert</c> has read it. That reads pickles as data; nothing in them is run.
/// </summary>
/// <param name="workspace">Where they go.</param>
/// <param name="jobs">The commands.</param>
public sealed class NetworkImports(Workspace workspace, Jobs jobs)
{
    /// <summary>What their jobs are called.</summary>
    public const string Kind = "import";

    private static readonly TimeSpan s_forgotten = TimeSpan.FromDays(1);

    /// <summary>Takes a file in.</summary>
    /// <param name="name">Its name, as the browser says it.</param>
    /// <param name="length">How long it is going to be, where that is known.</param>
    /// <param name="contents">What is in it.</param>
    /// <param name="cancel">The browser has gone.</param>
    /// <exception cref="StudioException">It cannot be a network, or the disk has no place for it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<Job> FromFileAsync(string name, long? length, Stream contents, CancellationToken cancel)
    {
        var ending = Path.GetExtension(name).ToLowerInvariant();
        if (!NetworkShelf.Endings.Contains(ending))
            throw new StudioException($"{name} is no network file: its name is expected to end with {string.Join(", ", NetworkShelf.Endings)}.");
        var stem = Workspace.FileName(Path.GetFileNameWithoutExtension(name));
        var free = new DriveInfo(workspace.Imports).AvailableFreeSpace;
        if (length > free)
            throw new StudioException($"{name} has {length / 1e6:0} MB, and the disk of the workspace has {free / 1e6:0} MB left: free some space.");
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Imports, Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            var (part, whole) = (Path.Combine(folder, "part"), Path.Combine(folder, stem + ending));
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                await contents.CopyToAsync(file, 1 << 20, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
                if (file.Length == 0 || (length is { } expected && file.Length != expected))
                    throw new StudioException($"{name} arrived with {file.Length:N0} bytes, expected {length?.ToString("N0") ?? "more"}: send it again.");
            }
            File.Move(part, whole);
            return Convert(Path.GetRelativePath(workspace.Path, whole), stem);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Fetches a file from an address.</summary>
    /// <exception cref="StudioException">It is no <c>https://</c> address.</exception>
    public Job FromAddress(string address)
    {
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            throw new StudioException($"'{address}' is no address of a network, expected one that begins with https://.");
        var last = Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(uri.AbsolutePath));
        return Convert(uri.AbsoluteUri, Workspace.FileName(last.Length > 0 ? last : uri.Host));
    }

    /// <summary>Imports that work, or ended otherwise than well, newest first. Files that are not needed any more are let go: those of an import that has ended by itself.</summary>
    public IReadOnlyList<Job> Unfinished()
    {
        var all = jobs.All().Where(static job => job.Request.Kind == Kind).ToList();
        foreach (var folder in new DirectoryInfo(workspace.Imports).EnumerateDirectories())
        {
            var owner = all.Find(job => job.Request.Arguments.Any(one => one.Contains(folder.Name, StringComparison.Ordinal)));
            if (owner?.State is JobState.Done or JobState.Failed || (owner is null && DateTime.UtcNow - folder.LastWriteTimeUtc > s_forgotten))
                folder.Delete(recursive: true);
        }
        return [.. all.Where(static job => job.State != JobState.Done)];
    }

    private Job Convert(string source, string name) =>
        jobs.Start(Kind, name, ["convert", source, Path.GetRelativePath(workspace.Path, jobs.Free(workspace.Networks, name, ".safetensors") + ".safetensors")], "/networks");
}
