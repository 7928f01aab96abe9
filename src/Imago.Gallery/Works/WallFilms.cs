using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;

namespace Imago.Gallery.Works;

/// <summary>A film of a wall that was made.</summary>
/// <param name="Key">Its key in the public store.</param>
/// <param name="Like">How it was made: a film that is to be another is made anew.</param>
/// <param name="Works">The numbers of the works that it passes.</param>
public sealed record MadeFilm(string Key, string Like, IReadOnlyList<int> Works);

/// <summary>
/// The films of walls in the public store. A film is named by a hash of what hangs, in its order, so a wall that was hung anew never shows the film of another; which films there are stands in
/// <c>private/pool/films.json</c>, so that those of walls that are gone can be deleted.
/// </summary>
public sealed class WallFilms : IDisposable
{
    /// <summary>The most bytes of a film: what a page may carry on demand.</summary>
    public const int MostBytes = 2 << 20;

    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web);

    private readonly FileStore _store;
    private readonly string _list;
    private readonly FileStream _lock;
    private readonly Dictionary<string, MadeFilm> _made;

    private WallFilms(GalleryFolder folder, FileStore store, FileStream held)
    {
        (_store, _lock, _list, Workshop) = (store, held, Path.Combine(folder.Pool, "films.json"), Path.Combine(folder.Pool, "films"));
        try
        {
            _made = File.Exists(_list) ? JsonSerializer.Deserialize<List<MadeFilm>>(File.ReadAllBytes(_list), s_form)!.ToDictionary(static film => film.Key) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or NullReferenceException)
        {
            throw new GalleryException($"'{_list}' cannot be read ({e.Message.TrimEnd('.')}): delete it, and the films are made again.", e);
        }
    }

    /// <summary>A folder for films under way, empty at first: nobody but the gallery's keeper looks into it.</summary>
    public string Workshop { get; }

    /// <summary>The key of a wall's film.</summary>
    /// <param name="works">What hangs on it, in its order.</param>
    public static string Key(IEnumerable<Work> works) => $"wall-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', works.Select(static work => work.Small)))))[..24]}.mp4";

    /// <summary>Opens them for one command alone.</summary>
    /// <exception cref="GalleryException">Another command makes films, or the list is damaged.</exception>
    public static WallFilms Open(GalleryFolder folder, FileStore store)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var workshop = Path.Combine(folder.Pool, "films");
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(workshop);
            held = new(Path.Combine(folder.Pool, ".films.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var left in Directory.EnumerateFiles(workshop)) // by a kill -9
                File.Delete(left);
            return new(folder, store, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new GalleryException($"The films of '{folder.Path}' cannot be had alone ({e.Message.TrimEnd('.')}): wait until the other `imago gallery films` has ended, or choose a folder that you may write.", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a film is there and as it is to be.</summary>
    /// <exception cref="IOException">The store does not answer.</exception>
    public async Task<bool> HasAsync(string key, string like, CancellationToken cancel = default) =>
        _made.TryGetValue(key, out var film) && film.Like == like && await _store.HasAsync(key, cancel).ConfigureAwait(false);

    /// <summary>Stores a film in place of what had its key.</summary>
    /// <exception cref="IOException">The store or the disk does not take it.</exception>
    public async Task PutAsync(MadeFilm film, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(film);
        // Listed before it is there, and the one before it gone: whatever is cut off here is made again, and no file is forgotten.
        await _store.DeleteAsync(film.Key, cancel).ConfigureAwait(false);
        _made[film.Key] = film;
        Write();
        await _store.PutAsync(film.Key, bytes, cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes the films that nobody is to see any more.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The store or the disk does not take it.</exception>
    public async Task<int> DeleteAsync(Func<MadeFilm, bool> which, CancellationToken cancel = default)
    {
        var gone = _made.Values.Where(which).ToList();
        foreach (var film in gone)
        {
            await _store.DeleteAsync(film.Key, cancel).ConfigureAwait(false);
            _made.Remove(film.Key);
        }
        if (gone.Count > 0)
            Write();
        return gone.Count;
    }

    /// <summary>Lets others at them.</summary>
    public void Dispose() => _lock.Dispose();

    private void Write()
    {
        using (var file = new FileStream(_list + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, _made.Values.OrderBy(static film => film.Key, StringComparer.Ordinal), s_form);
            file.Flush(flushToDisk: true);
        }
        File.Move(_list + ".new", _list, overwrite: true);
    }
}
