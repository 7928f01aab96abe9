using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Imago.Gallery.Export;

/// <summary>What was exported.</summary>
/// <param name="Folder">The site.</param>
/// <param name="Pages">HTML pages in it.</param>
/// <param name="Files">All files.</param>
/// <param name="Bytes">Of all files.</param>
public sealed record Exported(string Folder, int Pages, int Files, long Bytes);

/// <summary>
/// A gallery as a folder of files, to be looked at: any web host takes it, and a browser opens it from a disk. The gallery itself draws the pages, opened to nobody but the export,
/// which follows every link. Links lead from file to file. Nothing can be taken there, and the walk without repeats, which needs a server, is left out.
/// </summary>
public static class GalleryExport
{
    /// <summary>Writes the site: beside its name, then renamed, so it is there whole or not at all.</summary>
    /// <param name="gallery">The gallery's folder.</param>
    /// <param name="output">The site's folder: new or empty.</param>
    /// <param name="address">Where it will lie, such as <c>https://example.org/gallery</c>; null: its pages name no address and have no sitemap.</param>
    /// <param name="progress">Takes pages and files: done, and known so far.</param>
    /// <param name="cancel">Stops it; nothing stays behind.</param>
    /// <exception cref="GalleryException">There is no gallery, the folder holds something, the address is none, or a file cannot be written.</exception>
    public static async Task<Exported> WriteAsync(string gallery, string output, string? address = null, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        output = Path.GetFullPath(output);
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
            throw new GalleryException($"'{output}' is there already, expected a new or an empty folder for the site: choose another name, or move away what is there.");
        if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var known) && known.Scheme is "http" or "https"))
            throw new GalleryException($"The site's address is '{address}', expected such as https://example.org/gallery.");
        var beside = $"{output.TrimEnd(Path.DirectorySeparatorChar)}.{Guid.NewGuid():N}.new";
        try
        {
            Directory.CreateDirectory(beside);
            var result = await CrawlAsync(gallery, beside, address?.TrimEnd('/'), progress, cancel).ConfigureAwait(false);
            if (Directory.Exists(output))
                Directory.Delete(output);
            Directory.Move(beside, output);
            return result with { Folder = output };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"The site cannot be written to '{output}' ({e.Message.TrimEnd('.')}): free some space, or choose a folder that you may write.", e);
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    private static async Task<Exported> CrawlAsync(string gallery, string folder, string? address, Action<int, int>? progress, CancellationToken cancel)
    {
        await using var open = await GalleryHost.StartAsync(new GalleryOptions { Folder = gallery, Port = 0, Still = true, StillAddress = address }, cancel).ConfigureAwait(false);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(open.Address) };
        var known = new ConcurrentDictionary<string, bool>();
        var (next, pages, files, bytes) = (new ConcurrentBag<string>(), 0, 0, 0L);
        foreach (var (language, _) in Shell.Languages.Texts.Languages)
            Find("/" + language);
        if (address is not null)
            Find("/robots.txt");
        while (!next.IsEmpty)
        {
            var now = next.ToArray();
            next.Clear();
            await Parallel.ForEachAsync(now, cancel, async (path, stop) =>
            {
                await FetchAsync(path, stop).ConfigureAwait(false);
                progress?.Invoke(Volatile.Read(ref files), known.Count);
            }).ConfigureAwait(false);
        }
        // Who comes to the site itself stands at the door in the first language.
        await FetchAsync("/" + Shell.Languages.Texts.Languages[0].Key, cancel, "index.html").ConfigureAwait(false);
        return new(folder, pages, files, bytes);

        void Find(string path)
        {
            if (path.Length > 0 && known.TryAdd(path, true))
                next.Add(path);
        }

        async Task FetchAsync(string path, CancellationToken stop, string? name = null)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), stop).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new GalleryException($"The page {path} of the gallery answers {(int)answer.StatusCode}, expected 200, so the site would have a hole: see by 'imago gallery serve {gallery}' what is the matter.");
            var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            var type = answer.Content.Headers.ContentType?.MediaType;
            var file = name ?? StillLinks.FileOf(path);
            if (type == "text/html")
            {
                body = Encoding.UTF8.GetBytes(StillLinks.Turn(Encoding.UTF8.GetString(body), file, address, Find));
                Interlocked.Increment(ref pages);
            }
            else if (type == "text/css")
            {
                foreach (var font in StillLinks.OfStyle(Encoding.UTF8.GetString(body), path))
                    Find(font);
            }
            else if (type is "text/plain" or "application/xml" && address is not null)
            {
                foreach (var map in StillLinks.OfSitemap(Encoding.UTF8.GetString(body), address))
                    Find(map);
            }
            var goal = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(goal)!);
            await File.WriteAllBytesAsync(goal, body, stop).ConfigureAwait(false);
            Interlocked.Increment(ref files);
            Interlocked.Add(ref bytes, body.Length);
        }
    }
}
