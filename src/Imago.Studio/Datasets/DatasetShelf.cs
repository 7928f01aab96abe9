using System.Collections.Concurrent;
using Imago.Imaging;
using Imago.Studio.Workspaces;
using Imago.Training.Data;

namespace Imago.Studio.Datasets;

/// <summary>A data set in <c>datasets/</c>: a zip, or a folder that the command line has packed.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Changed">When it was last written.</param>
public sealed record DatasetEntry(string Name, string Path, DateTime Changed)
{
    /// <summary>Whether it is one file.</summary>
    public bool IsZip => File.Exists(Path);

    /// <summary>Part of addresses: it changes with the data set.</summary>
    public string Stamp => Changed.Ticks.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What is in a data set.</summary>
internal sealed record DatasetFacts
{
    /// <summary>Why it cannot be trained on, a sentence; then nothing else is known.</summary>
    public string? Problem { get; init; }

    public int Pictures { get; init; }

    public int Resolution { get; init; }

    public bool Grey { get; init; }

    public IReadOnlyList<string>? Classes { get; init; }

    public long Bytes { get; init; }

    /// <summary>A row of its pictures, WebP.</summary>
    public byte[] Row { get; init; } = [];
}

/// <summary>The data sets that can be trained on, and those that look like it.</summary>
internal sealed class DatasetShelf(Workspace workspace)
{
    private const int RowPictures = 6, RowSide = 96, RowGap = 2;

    private readonly ConcurrentDictionary<DatasetEntry, Lazy<Task<DatasetFacts>>> _known = new();

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<DatasetEntry> All() => [.. new DirectoryInfo(workspace.Datasets).EnumerateFileSystemInfos()
        .Where(static one => one.Name[0] != '.' && (one is DirectoryInfo ? !one.Name.EndsWith(".partial", StringComparison.Ordinal) : UploadStore.IsZip(one.Name)))
        .OrderByDescending(static one => one.LastWriteTimeUtc)
        .Select(static one => new DatasetEntry(one.Name, one.FullName, one.LastWriteTimeUtc))];

    /// <summary>One of them.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public DatasetEntry Find(string name)
    {
        var path = Workspace.Inside(workspace.Datasets, name);
        return All().FirstOrDefault(entry => entry.Path == path) ?? throw new StudioException($"There is no data set {name} any more: choose another one.");
    }

    /// <summary>What is in it: every picture's header is read, once.</summary>
    public Task<DatasetFacts> FactsAsync(DatasetEntry entry)
    {
        foreach (var old in _known.Keys.Where(known => known.Path == entry.Path && known != entry))
            _known.TryRemove(old, out _);
        return _known.GetOrAdd(entry, static entry => new(() => Task.Run(() => Read(entry)))).Value;
    }

    private static DatasetFacts Read(DatasetEntry entry)
    {
        try
        {
            using var dataset = new ImageDataset(entry.Path, new() { CacheBytes = 0 });
            return new DatasetFacts
            {
                Pictures = dataset.PictureCount,
                Resolution = dataset.Resolution,
                Grey = dataset.Channels == 1,
                Classes = dataset.ClassNames,
                Bytes = entry.IsZip ? new FileInfo(entry.Path).Length : new DirectoryInfo(entry.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length),
                Row = PictureWriter.Encode(PictureGrid.Compose(RowOf(dataset), RowPictures, RowGap, Colour.White), PictureFormat.WebP),
            };
        }
        catch (Exception e) when (e is DatasetException or PictureException or IOException or UnauthorizedAccessException)
        {
            return new DatasetFacts { Problem = e.Message };
        }
    }

    // From all over the set, however few there are.
    private static List<Picture> RowOf(ImageDataset dataset)
    {
        var count = Math.Min(RowPictures, dataset.PictureCount);
        var plane = dataset.Resolution * dataset.Resolution;
        return [.. Enumerable.Range(0, count).Select(place => PictureResizer.Fit(Interleaved(dataset.Read((int)((long)dataset.PictureCount * place / count))), RowSide, RowSide))];

        // [C, H, W] to [H, W, C]
        Picture Interleaved(byte[] planes)
        {
            var pixels = new byte[planes.Length];
            for (var at = 0; at < planes.Length; at++)
                pixels[(at % plane * dataset.Channels) + (at / plane)] = planes[at];
            return new Picture(dataset.Resolution, dataset.Resolution, dataset.Channels, pixels);
        }
    }
}
