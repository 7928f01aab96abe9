using System.IO.Compression;
using Imago.Torch.Formats;

namespace Imago.Training.Data.Import;

/// <summary>
/// Where a data set is written: beside its final name, then flushed to disk and renamed. Nothing half-written ever stands
/// under the final name, whenever and however the process ends; what a killed run left is removed by the next.
/// </summary>
internal abstract class DatasetTarget
{
    /// <summary>Where the picture of a number stands, a thousand to a folder, as StyleGAN2-ADA's dataset tool names them.</summary>
    public static string PictureName(int number) => $"{number / 1000:00000}/img{number:00000000}.png";

    /// <summary>Adds a file.</summary>
    public abstract void Add(string name, Action<Stream> write);

    /// <summary>Writes a zip (a name that ends with .zip) or a folder (any other).</summary>
    /// <param name="dest">The final name, absolute.</param>
    /// <param name="force">Whether a data set that stands there may be replaced.</param>
    /// <param name="work">Adds everything; when it throws, nothing is left.</param>
    /// <exception cref="DatasetException">Something stands there, or the place cannot be written.</exception>
    public static T Write<T>(string dest, bool force, Func<DatasetTarget, T> work)
    {
        try
        {
            if (Path.GetDirectoryName(dest) is not { } parent) throw new DatasetException($"{dest} is no place for a data set; give a --dest below it.");
            Directory.CreateDirectory(parent);
            return dest.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? ZipTarget.Write(dest, force, work) : FolderTarget.Write(dest, force, work);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // AtomicFile's sentence says what to do already, the system's own does not.
            var next = error.InnerException is null ? $" ({dest} cannot be written): free some space or choose another --dest." : "";
            throw new DatasetException($"Nothing was packed. {error.Message.TrimEnd('.')}{next}", error);
        }
    }
}

/// <summary>A zip without compression, as StyleGAN2-ADA's dataset tool writes it: every entry <em>stored</em>; all of one date, so that equal input gives equal bytes.</summary>
internal sealed class ZipTarget : DatasetTarget
{
    private static readonly DateTimeOffset OneDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;

    private ZipTarget(ZipArchive zip) => _zip = zip;

    public static new T Write<T>(string dest, bool force, Func<DatasetTarget, T> work)
    {
        if (Directory.Exists(dest)) throw new DatasetException($"{dest} is a folder; give another --dest.");
        if (!force && Path.Exists(dest)) throw new DatasetException($"{dest} exists already; give another --dest, or --force to replace it.");
        T? result = default;
        AtomicFile.Write(dest, stream =>
        {
            var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            result = work(new ZipTarget(zip));
            zip.Dispose(); // writes the table of contents, which a zip that is thrown away does not need
        });
        return result!;
    }

    public override void Add(string name, Action<Stream> write)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = OneDate;
        using var stream = entry.Open();
        write(stream);
    }
}

/// <summary>A folder of the same layout. While it is written it is called <c>NAME.partial</c>, and its <c>curation.jsonl</c> is locked.</summary>
internal sealed class FolderTarget : DatasetTarget
{
    private readonly string _folder;
    private readonly FileStream _curation;

    private FolderTarget(string folder, FileStream curation) => (_folder, _curation) = (folder, curation);

    public static new T Write<T>(string dest, bool force, Func<DatasetTarget, T> work)
    {
        if (File.Exists(dest)) throw new DatasetException($"{dest} is a file; give another --dest (a zip's name ends with .zip).");
        if (Directory.Exists(dest) && !IsEmpty(dest))
        {
            if (!force) throw new DatasetException($"{dest} exists already; give another --dest, or --force to replace it.");
            if (!IsOurs(dest)) throw new DatasetException($"{dest} holds other things than a data set, so --force does not replace it; give another --dest.");
        }
        var partial = dest + ".partial";
        RemoveLeftover(partial);
        Directory.CreateDirectory(partial);
        try
        {
            T result;
            using (var curation = Lock(partial))
            {
                result = work(new FolderTarget(partial, curation));
                curation.Flush();
                FileSystem.FlushAll(curation.SafeFileHandle);
            }
            Replace(dest, partial);
            return result;
        }
        catch
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    public override void Add(string name, Action<Stream> write)
    {
        if (name == CurationLine.FileName)
        {
            write(_curation);
            return;
        }
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        write(file);
    }

    private static void Replace(string dest, string partial)
    {
        var old = dest + ".replaced";
        RemoveLeftover(old);
        if (Directory.Exists(dest)) Directory.Move(dest, old);
        Directory.Move(partial, dest);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    // Only what an earlier run left, and only when that run is dead (its lock is free), is taken away.
    private static void RemoveLeftover(string folder)
    {
        if (!Directory.Exists(folder)) return;
        if (!IsEmpty(folder) && !IsOurs(folder)) throw new DatasetException($"{folder} is in the way and not from Imago; move it, or give another --dest.");
        using (Lock(folder)) Directory.Delete(folder, recursive: true);
    }

    private static FileStream Lock(string folder) => new(Path.Combine(folder, CurationLine.FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();

    private static bool IsOurs(string folder) => File.Exists(Path.Combine(folder, CurationLine.FileName));
}
