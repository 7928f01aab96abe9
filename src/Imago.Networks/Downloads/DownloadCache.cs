using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imago.Torch.Formats;

namespace Imago.Networks.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="Bytes">Bytes that are there.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
public readonly record struct DownloadProgress(long Bytes, long? Total);

/// <summary>
/// Files from the web, kept under the user's cache folder. Beside each lies where it came from and its checksum, which later downloads of the same address
/// and later changes of the file are measured by. A download that was stopped goes on where it was, also after kill -9.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="http">How the web is reached; null for the usual way.</param>
public sealed class DownloadCache(string folder, HttpMessageHandler? http = null)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Most bytes that a file may have.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>The user's cache folder: IMAGO_CACHE, else imago in XDG_CACHE_HOME or ~/.cache.</summary>
    public static string UsersFolder =>
        Environment.GetEnvironmentVariable("IMAGO_CACHE") is { Length: > 0 } own ? own
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches ? Path.Combine(caches, "imago")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "imago");

    /// <summary>The file of an address: from the cache, else from the web.</summary>
    /// <param name="address">An <c>https://</c> address.</param>
    /// <param name="watcher">Told how far the download is; null for nobody.</param>
    /// <param name="cancel">Stops; what was downloaded is kept.</param>
    /// <returns>The file's path, which ends with the address's own file name.</returns>
    /// <exception cref="DownloadException">The address is refused, the server too, or the file is not the one that it was.</exception>
    public async Task<string> FetchAsync(Uri address, IProgress<DownloadProgress>? watcher = null, CancellationToken cancel = default)
    {
        Refuse(address);
        var place = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.GetLeftPart(UriPartial.Query))))[..16]);
        var path = Path.Combine(place, FileName(address));
        var pinPath = PinPath(path);
        try
        {
            Directory.CreateDirectory(place);
            var pin = Read<Pin>(pinPath);
            if (File.Exists(path)) return Kept(path, pinPath, pin, address);

            using var part = await ClaimAsync(path, watcher, cancel).ConfigureAwait(false);
            if (File.Exists(path)) return Kept(path, pinPath, Read<Pin>(pinPath), address); // another process was quicker
            var validator = await new Download(http, address, MostBytes).ToAsync(part, path + ".part.json", watcher, cancel).ConfigureAwait(false);
            part.Flush(flushToDisk: true);
            var digest = Digest(part);
            if (pin is not null && pin.Sha256 != digest)
            {
                part.SetLength(0);
                throw new DownloadException(
                    $"{address} now gives another file (sha256 {digest[..12]}…) than on {pin.When:yyyy-MM-dd} ({pin.Sha256[..12]}…): if that is as it should be, delete {pinPath} and run the same command again.");
            }
            Write(pinPath, new Pin(address.AbsoluteUri, part.Length, digest, validator, DateTimeOffset.UtcNow, File.GetLastWriteTimeUtc(part.Name)));
            File.Move(part.Name, path);
            File.Delete(path + ".part.json");
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"{address} cannot be kept in {place}: {e.Message.TrimEnd('.')}; free some space, or name another folder by IMAGO_CACHE.", e);
        }
    }

    /// <summary>Where a file was downloaded from; null for any other file.</summary>
    /// <exception cref="DownloadException">What lies beside it cannot be read.</exception>
    public static string? OriginOf(string path) => Read<Pin>(PinPath(path))?.Url;

    /// <exception cref="DownloadException">It is not to be fetched at all.</exception>
    internal static void Refuse(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
            throw new DownloadException($"{address} is not encrypted ({address.Scheme}), and on its way a network could be exchanged for another: give an https:// address, or download it and give the file.");
        if (address.UserInfo.Length > 0)
            throw new DownloadException($"The address at {address.Host} holds a user name or password, which would be stored beside the file: download it and give the file.");
    }

    private static string Kept(string path, string pinPath, Pin? pin, Uri address)
    {
        var file = new FileInfo(path);
        if (pin is not null && (pin.Bytes, pin.Modified) == (file.Length, file.LastWriteTimeUtc)) return path;
        using var stream = file.OpenRead();
        var digest = Digest(stream);
        if (pin is not null && digest != pin.Sha256)
            throw new DownloadException($"{path} was changed since it was downloaded (its sha256 begins with {digest[..12]}, expected {pin.Sha256[..12]}): delete it, and run the same command again to download it anew.");
        // Put there by hand, or touched: from now on it is measured by this.
        Write(pinPath, new Pin(address.AbsoluteUri, file.Length, digest, pin?.Validator, pin?.When ?? DateTimeOffset.UtcNow, file.LastWriteTimeUtc));
        return path;
    }

    /// <summary>Opens the unfinished file for this process alone; waits for another that downloads it.</summary>
    private static async Task<FileStream> ClaimAsync(string path, IProgress<DownloadProgress>? watcher, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path + ".part"))
            {
                watcher?.Report(new(new FileInfo(path + ".part") is { Exists: true } part ? part.Length : 0, null));
                await Task.Delay(500, cancel).ConfigureAwait(false);
            }
        }
    }

    private static string Digest(FileStream stream)
    {
        stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string PinPath(string path) => path + ".origin.json";

    private static string FileName(Uri address)
    {
        var name = string.Concat(Uri.UnescapeDataString(address.Segments[^1]).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')).TrimStart('.');
        return name.Length == 0 ? "file" : name.Length > 100 ? name[^100..] : name;
    }

    internal static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path)) : null;
        }
        catch (JsonException e)
        {
            throw new DownloadException($"{path} cannot be read ({e.Message.TrimEnd('.')}): delete it, and run the same command again.", e);
        }
    }

    internal static void Write<T>(string path, T value) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, s_json));

    /// <summary>What lies beside a file.</summary>
    /// <param name="Url">Where it came from.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Sha256">Its checksum.</param>
    /// <param name="Validator">The server's own name for this version: an ETag or a date.</param>
    /// <param name="When">When it was downloaded.</param>
    /// <param name="Modified">When it was last changed: as long as that and the size are the same, it is not read again.</param>
    private sealed record Pin(string Url, long Bytes, string Sha256, string? Validator, DateTimeOffset When, DateTime Modified);
}
