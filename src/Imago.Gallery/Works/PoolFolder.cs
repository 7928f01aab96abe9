using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Works;

/// <summary>
/// The files of a pool, <c>private/pool/001/</c>: <c>pool.json</c> with its keys; for each batch <c>000064.jsonl</c>, the journal of its candidates from number 64 on, and beside it
/// <c>000064.safetensors</c>, the latents of those that became works. A batch counts once its journal stands there whole.
/// </summary>
public sealed class PoolFolder
{
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly List<PoolEntry> _entries = [];

    private PoolFolder(string path, PoolRecord record) => (Path, Record) = (path, record);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the pool is.</summary>
    public PoolRecord Record { get; }

    /// <summary>What became of its candidates so far, in their order.</summary>
    public IReadOnlyList<PoolEntry> Entries => _entries;

    /// <summary>All pools of a gallery, the oldest first.</summary>
    /// <exception cref="GalleryException">A file of one is damaged.</exception>
    public static IReadOnlyList<PoolFolder> All(GalleryFolder gallery)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        return [.. Directory.EnumerateDirectories(gallery.Pool).Where(static path => File.Exists(In(path, "pool.json"))).Order(StringComparer.Ordinal).Select(Open)];
    }

    /// <summary>Makes a new one beside those that are there.</summary>
    /// <exception cref="GalleryException">It cannot be written.</exception>
    public static PoolFolder Create(GalleryFolder gallery, PoolRecord record)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        var number = 1;
        while (File.Exists(In(At(number), "pool.json")))
            number++;
        Directory.CreateDirectory(At(number));
        Write(In(At(number), "pool.json"), JsonSerializer.SerializeToUtf8Bytes(record, s_form));
        return new(At(number), record);

        string At(int one) => System.IO.Path.Combine(gallery.Pool, one.ToString("000", CultureInfo.InvariantCulture));
    }

    /// <summary>The file of latents of a batch.</summary>
    /// <param name="first">Its first candidate.</param>
    public string LatentsOf(int first) => In(Path, first.ToString("000000", CultureInfo.InvariantCulture) + ".safetensors");

    /// <summary>Writes the journal of a batch: from then on the batch counts.</summary>
    /// <exception cref="GalleryException">It cannot be written.</exception>
    public void Add(IReadOnlyList<PoolEntry> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Write(System.IO.Path.ChangeExtension(LatentsOf(batch[0].Candidate), ".jsonl"), [.. batch.SelectMany(static entry => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(entry, s_form), (byte)'\n'])]);
        _entries.AddRange(batch);
    }

    private static PoolFolder Open(string path)
    {
        var file = In(path, "pool.json");
        try
        {
            var pool = new PoolFolder(path, JsonSerializer.Deserialize<PoolRecord>(File.ReadAllBytes(file), s_form) ?? throw new JsonException("it is null"));
            foreach (var journal in Directory.EnumerateFiles(path, "*.jsonl").Order(StringComparer.Ordinal))
            {
                file = journal;
                pool._entries.AddRange(File.ReadLines(journal).Select(static line => JsonSerializer.Deserialize<PoolEntry>(line, s_form) ?? throw new JsonException("a line is null")));
            }
            return pool;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GalleryException($"'{file}' cannot be read ({e.Message.TrimEnd('.')}): take it from a backup, for it says what works were made of.", e);
        }
    }

    private static void Write(string goal, byte[] bytes)
    {
        try
        {
            WholeFile.Write(goal, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"'{goal}' cannot be written ({e.Message.TrimEnd('.')}): free some space, and run the same command again.", e);
        }
    }

    private static string In(string folder, string name) => System.IO.Path.Combine(folder, name);
}
