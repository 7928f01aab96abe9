using System.IO.Compression;
using Imago.Torch.Formats;
using Microsoft.Win32.SafeHandles;

namespace Imago.Training.Data;

/// <summary>A zip of pictures, read by any number of threads at a time.</summary>
internal sealed class ZipIndex : IDisposable
{
    /// <summary>A file in a zip is read into memory as one piece, so a larger one is refused.</summary>
    public const long LargestItem = 1L << 30;

    /// <summary>A file may unpack to this, or to four times the zip: what claims more is a bomb, or damaged.</summary>
    private const long UnpackedAlways = 64 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly ZipTable _table;
    private readonly long _length;

    /// <summary>Opens a zip and reads its table of contents.</summary>
    /// <exception cref="DatasetException">It cannot be read or is no zip.</exception>
    public ZipIndex(string path)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The zip {path} cannot be opened: {error.Message}", error);
        }
        try
        {
            var bytes = new ByteSlice(_file);
            (_table, _length) = (new ZipTable(bytes), bytes.Length);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            _file.Dispose();
            throw new DatasetException($"{path} is no zip, or a damaged one ({error.Message}); copy or pack it again.", error);
        }
    }

    /// <summary>Every file, in the zip's own order; folders are left out.</summary>
    public IReadOnlyList<ZipItem> Items => _table.Items;

    /// <summary>The whole of a file. Safe to call from many threads.</summary>
    /// <exception cref="DatasetException">The zip was cut short or changed, or the file is packed in a way that is not read.</exception>
    public byte[] Read(ZipItem item) => Read(item, item.Size);

    /// <summary>The first <paramref name="length"/> bytes of a file, or all of a shorter one.</summary>
    /// <exception cref="DatasetException">As <see cref="Read(ZipItem)"/>.</exception>
    public byte[] Read(ZipItem item, long length)
    {
        if (Problem(item) is { } problem) throw new DatasetException($"{item.Name} in {_path} {problem}.");
        try
        {
            var packed = _table.Packed(item);
            if (item.Method == 0) return packed.Slice(0, Math.Min(length, item.Size)).ToArray();
            var bytes = new byte[Math.Min(length, item.Size)];
            using var unpacked = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            unpacked.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException)
        {
            throw new DatasetException($"{item.Name} in {_path} cannot be read ({error.Message}): the zip was cut short or changed; put it back or pack it again.", error);
        }
    }

    /// <summary>Why this file cannot be read, as the end of a sentence; null when it can.</summary>
    public string? Problem(ZipItem item) =>
        item.Encrypted ? "asks for a password; unpack the zip first"
        : item.Method is not (0 or 8) ? $"is packed by method {item.Method}, only stored (0) and deflate (8) are read; unpack the zip first"
        : item.Method == 0 && item.Size != item.PackedSize ? $"is stored and says two sizes, {item.Size:N0} and {item.PackedSize:N0} bytes; the zip is damaged, pack it again"
        : item.Size > Math.Max(UnpackedAlways, 4 * _length) ? $"says that it unpacks to {item.Size:N0} bytes, of a zip of {_length:N0}; unpack the zip first, if you trust it"
        : item.Size > LargestItem || item.PackedSize > LargestItem ? $"has {item.Size:N0} bytes, more than the {LargestItem:N0} that are read from a zip; unpack the zip first"
        : null;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
