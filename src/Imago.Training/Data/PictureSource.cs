using Imago.Torch.Formats;
namespace Imago.Training.Data;

/// <summary>
/// A folder or a zip full of files, by name: what a data set is packed from, and what training reads. Reading is safe from
/// many threads at a time.
/// </summary>
internal abstract class PictureSource : IDisposable
{
    /// <summary>The folder or zip, absolute.</summary>
    public abstract string Location { get; }

    /// <summary>Every file that was found, by name in ordinal order; those that cannot be opened carry the reason.</summary>
    public abstract IReadOnlyList<SourceItem> Items { get; }

    /// <summary>The path of a file that can be opened as such; null inside a zip.</summary>
    public abstract string? PathOf(SourceItem item);

    /// <summary>The first <paramref name="length"/> bytes of a file, or all of a shorter one.</summary>
    /// <exception cref="DatasetException">It cannot be read (any more).</exception>
    public abstract byte[] Read(SourceItem item, long length = long.MaxValue);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a folder or a zip.</summary>
    /// <param name="path">The folder or zip.</param>
    /// <param name="excluded">Paths inside the folder that belong to the caller's own output.</param>
    /// <exception cref="DatasetException">There is no such thing, or it cannot be read.</exception>
    public static PictureSource Open(string path, params IEnumerable<string> excluded)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return FileSystem.Look(full).Kind switch
        {
            PathKind.Folder => new FolderSource(full, excluded),
            PathKind.File => new ZipSource(full),
            PathKind.Missing => throw new DatasetException($"There is no folder or zip {full}; check the path."),
            PathKind.Forbidden => throw new DatasetException($"{full} may not be read by this user; change its permissions."),
            _ => throw new DatasetException($"{full} is neither a folder nor a zip; give a folder of pictures or a zip of them."),
        };
    }

    /// <summary>The labels in the source's <c>dataset.json</c>; null where there is none or it holds none.</summary>
    /// <exception cref="DatasetException">There is such a file, and it is damaged.</exception>
    public LabelTable? ReadLabels()
    {
        foreach (var item in Items)
            if (item.Name == LabelTable.FileName && item.Reason is null)
                return LabelTable.Read(Read(item), $"{Location}/{item.Name}");
        return null;
    }
}

internal sealed class FolderSource(string location, IEnumerable<string> excluded) : PictureSource
{
    public override string Location { get; } = location;

    public override IReadOnlyList<SourceItem> Items { get; } = FolderWalk.List(location, excluded);

    public override string PathOf(SourceItem item) => Path.Combine(Location, item.Name);

    public override byte[] Read(SourceItem item, long length)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(item));
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), length)];
            for (var read = 0; read < bytes.Length;)
            {
                var more = RandomAccess.Read(file, bytes.AsSpan(read), read);
                if (more == 0) throw new EndOfStreamException($"it ends at byte {read:N0}");
                read += more;
            }
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{PathOf(item)} cannot be read ({error.Message}): it was moved, changed or locked; put it back.", error);
        }
    }

    public override void Dispose() { }
}

internal sealed class ZipSource : PictureSource
{
    private readonly ZipIndex _zip;

    public ZipSource(string location)
    {
        Location = location;
        _zip = new ZipIndex(location);
        var items = _zip.Items.Select((item, place) => Judge(item, place)).ToList();
        items.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order : a.Place - b.Place);
        Items = items;
    }

    public override string Location { get; }

    public override IReadOnlyList<SourceItem> Items { get; }

    public override string? PathOf(SourceItem item) => null;

    public override byte[] Read(SourceItem item, long length) => _zip.Read(_zip.Items[item.Place], length);

    public override void Dispose() => _zip.Dispose();

    private SourceItem Judge(ZipItem item, int place) =>
        SourceItem.IsSystem(item.Name) ? new(item.Name, Fate.Skipped, "a hidden or system file", place)
        : _zip.Problem(item) is { } problem ? new(item.Name, Fate.Refused, problem, place)
        : new(item.Name, Place: place);
}
