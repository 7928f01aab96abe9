using Imago.Latent;
using Imago.Networks.Formats;
using Imago.Studio.Workspaces;
using Imago.Training.Run;

namespace Imago.Studio.Networks;

/// <summary>Where a network comes from.</summary>
public enum NetworkOrigin
{
    /// <summary>It comes with Imago.</summary>
    Bundled,

    /// <summary>It lies in <c>networks/</c>: imported, or kept of a run.</summary>
    Own,

    /// <summary>A snapshot of a run.</summary>
    Snapshot,
}

/// <summary>A network that pages can name.</summary>
/// <param name="Key">How addresses name it: <c>bundled</c>, or its path below the workspace, such as <c>runs/00000-faces/network-000120.safetensors</c>.</param>
/// <param name="Path">The file, absolute.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record NetworkEntry(string Key, string Path, NetworkOrigin Origin)
{
    // Of the names of snapshots; an address may name any other file.
    private const string SnapshotStart = "network-";

    /// <summary>How commands name it, which run in the workspace.</summary>
    public string Argument => Origin == NetworkOrigin.Bundled ? Path : Key;

    /// <summary>What it is called: the file's name without its ending, for a snapshot with its run before it.</summary>
    public string Name
    {
        get
        {
            var file = System.IO.Path.GetFileNameWithoutExtension(Path);
            return Origin != NetworkOrigin.Snapshot ? file
                : $"{System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path))} · {(file.StartsWith(SnapshotStart, StringComparison.Ordinal) ? file[SnapshotStart.Length..] + " kimg" : file)}";
        }
    }

    /// <summary>Reads it, to make pictures with; whoever asks disposes it.</summary>
    /// <exception cref="NetworkException">It is no network that can be read.</exception>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public Renderer Open() => new(NetworkFile.Read(Path, NetworkParts.Generator));
}

/// <summary>The networks that the studio can open.</summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="options">Names the one that comes with Imago.</param>
public sealed class NetworkShelf(Workspace workspace, StudioOptions options)
{
    /// <summary>The key of the network that comes with Imago.</summary>
    public const string BundledKey = "bundled";

    /// <summary>Files of networks by their endings; <c>imago convert</c> makes the first of the others.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".safetensors", ".pkl", ".pt", ".pth"];

    /// <summary>The one that comes with Imago, the own ones by name, then the newest snapshot of each run, newest run first.</summary>
    public IReadOnlyList<NetworkEntry> All() => [Bundled, .. Own(), .. NewestOfRuns()];

    /// <summary>All snapshots of a run, newest first.</summary>
    /// <param name="run">The name of its folder.</param>
    /// <exception cref="StudioException">It leads out of <c>runs/</c>.</exception>
    public IReadOnlyList<NetworkEntry> OfRun(string run)
    {
        var folder = Workspace.Inside(workspace.Runs, run);
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "network-*.safetensors").OrderByDescending(static file => file, StringComparer.Ordinal).Select(Snapshot)];
    }

    /// <summary>A network by its key.</summary>
    /// <exception cref="StudioException">There is none, or it was deleted.</exception>
    public NetworkEntry Find(string key)
    {
        var entry = key == BundledKey ? Bundled
            : key.StartsWith("networks/", StringComparison.Ordinal) ? new(key, Workspace.Inside(workspace.Networks, key["networks/".Length..]), NetworkOrigin.Own)
            : key.StartsWith("runs/", StringComparison.Ordinal) ? Snapshot(Workspace.Inside(workspace.Runs, key["runs/".Length..]))
            : throw new StudioException($"'{key}' names no network: choose one from the list.");
        return File.Exists(entry.Path) ? entry : throw new StudioException($"The network {entry.Name} is not there any more: choose another one.");
    }

    /// <summary>What a network is called; its key where it is not there any more.</summary>
    public string NameOf(string key) => TryFind(key)?.Name ?? key;

    /// <summary>A network by its key; null where there is none.</summary>
    public NetworkEntry? TryFind(string key)
    {
        try
        {
            return Find(key);
        }
        catch (StudioException)
        {
            return null;
        }
    }

    private NetworkEntry Bundled => new(BundledKey, options.BundledNetwork, NetworkOrigin.Bundled);

    private IEnumerable<NetworkEntry> Own() => Directory.EnumerateFiles(workspace.Networks)
        .Where(static file => Endings.Contains(System.IO.Path.GetExtension(file)) && System.IO.Path.GetFileName(file)[0] != '.' && !file.EndsWith(".directions.safetensors", StringComparison.Ordinal))
        .Order(StringComparer.OrdinalIgnoreCase)
        .Select(file => new NetworkEntry(Key(file), file, NetworkOrigin.Own));

    private IEnumerable<NetworkEntry> NewestOfRuns() => Directory.EnumerateDirectories(workspace.Runs)
        .OrderDescending(StringComparer.Ordinal)
        .Select(RunFolder.LatestNetworkIn)
        .OfType<string>()
        .Select(Snapshot);

    private NetworkEntry Snapshot(string file) => new(Key(file), file, NetworkOrigin.Snapshot);

    private string Key(string file) => System.IO.Path.GetRelativePath(workspace.Path, file);
}
