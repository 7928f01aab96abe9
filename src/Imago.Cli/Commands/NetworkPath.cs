using Imago.Networks.Downloads;
using Imago.Networks.Formats;
using Imago.Training.Run;

namespace Imago.Cli.Commands;

/// <summary>The network that a name on the command line stands for.</summary>
internal static class NetworkPath
{
    /// <summary>What may be given, for the help of an option.</summary>
    internal const string Words = $"a network file of any kind, the folder of a run for its newest one, an https:// address, a known name such as ffhq256, or {BundledNetwork.Name}, which comes with Imago";

    /// <summary>A file as it is, the newest network of a run folder, the one that comes with Imago, or the downloaded file of an address or a known name.</summary>
    /// <exception cref="NetworkException">There is nothing of that name, or a folder without a network.</exception>
    /// <exception cref="DownloadException">It cannot be downloaded.</exception>
    internal static async Task<string> FindAsync(string name, Session session, CancellationToken cancel)
    {
        if (File.Exists(name)) return name;
        if (Directory.Exists(name))
        {
            return RunFolder.LatestNetworkIn(name)
                ?? throw new NetworkException($"{name} holds no network-*.safetensors: name a network file, or the folder of a run that has made one.");
        }
        if (name == BundledNetwork.Name)
        {
            return File.Exists(BundledNetwork.Location) ? BundledNetwork.Location
                : throw new NetworkException($"{BundledNetwork.Location} is missing, which comes with Imago: run ./imago once, it is put there again.");
        }
        if (KnownNetworks.All.TryGetValue(name, out var address))
            session.Note($"{name} is {address}; it belongs to its makers, whose licence holds.");
        else if (name.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(name, UriKind.Absolute, out address)) { }
        else
            throw new NetworkException($"{name} does not exist: name {Words}{(Nearest.To(name, [BundledNetwork.Name, .. KnownNetworks.All.Keys]) is { } meant ? $"; did you mean {meant}?" : ".")}");

        return await DownloadAsync(address, "networks", session, cancel).ConfigureAwait(false);
    }

    /// <summary>The file of an address, from the user's cache or from the web.</summary>
    /// <param name="address">An https:// address.</param>
    /// <param name="folder">The part of the cache.</param>
    /// <param name="session">Where progress goes.</param>
    /// <param name="cancel">Stops; what was downloaded is kept.</param>
    /// <exception cref="DownloadException">It cannot be downloaded.</exception>
    internal static async Task<string> DownloadAsync(Uri address, string folder, Session session, CancellationToken cancel)
    {
        var goOn = session.GoOn;
        session.GoOn = "What was downloaded is kept; run the same command again to go on.";
        var path = await session.WithProgressAsync("Downloading", "MB", meter =>
            new DownloadCache(Path.Combine(DownloadCache.UsersFolder, folder)).FetchAsync(address, new Watcher(meter), cancel)).ConfigureAwait(false);
        session.GoOn = goOn;
        return path;
    }

    private sealed class Watcher(ProgressMeter meter) : IProgress<DownloadProgress>
    {
        private const double Megabyte = 1e6;

        public void Report(DownloadProgress value) => meter.Report(value.Bytes / Megabyte, value.Total / Megabyte);
    }
}
