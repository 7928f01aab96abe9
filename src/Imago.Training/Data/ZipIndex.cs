using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Imago.Training.Data;

/// <summary>One file inside a zip.</summary>
/// <param name="Name">Its name, folders divided by '/'.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="PackedSize">Bytes that it takes in the zip.</param>
/// <param name="Size">Bytes that it has.</param>
/// <param name="Method">0 stored, 8 deflated; others are not read.</param>
/// <param name="Encrypted">Whether it asks for a password.</param>
internal readonly record struct ZipItem(string Name, long Offset, long PackedSize, long Size, int Method, bool Encrypted);

/// <summary>
/// The table of contents of a zip, and reading by offset: any number of threads at a time, no lock, no shared position, as
/// <see cref="ZipArchive"/> would have. Zip64 (beyond 4 GB or 65,535 files) included. Layout: PKWARE's APPNOTE.TXT.
/// Check sums are not looked at: the pictures inside carry their own.
/// </summary>
internal sealed class ZipIndex : IDisposable
{
    /// <summary>A file in a zip is read into memory as one piece, so a larger one is refused.</summary>
    public const long LargestItem = 1L << 30;

    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, End64LocatorMark = 0x07064b50, ItemMark = 0x02014b50, LocalMark = 0x04034b50;
    private const int EndLength = 22, End64Length = 56, LocatorLength = 20, ItemLength = 46, LocalLength = 30, LongestComment = 65535;

    private readonly SafeFileHandle _file;
    private readonly string _path;

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
            Items = ReadTable();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException)
        {
            _file.Dispose();
            throw new DatasetException($"{path} is no zip, or a damaged one ({error.Message}); copy or pack it again.", error);
        }
    }

    /// <summary>Every file, in the zip's own order; folders are left out.</summary>
    public IReadOnlyList<ZipItem> Items { get; }

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
            Span<byte> local = stackalloc byte[LocalLength];
            ReadAt(item.Offset, local);
            if (Number32(local, 0) != LocalMark) throw new InvalidDataException("its header is gone");
            var start = item.Offset + LocalLength + Number16(local, 26) + Number16(local, 28);
            var bytes = new byte[Math.Min(length, item.Size)];
            if (item.Method == 0)
            {
                ReadAt(start, bytes);
                return bytes;
            }
            var packed = new byte[item.PackedSize];
            ReadAt(start, packed);
            using var unpacked = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            unpacked.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException)
        {
            throw new DatasetException($"{item.Name} in {_path} cannot be read ({error.Message}): the zip was cut short or changed; put it back or pack it again.", error);
        }
    }

    /// <summary>Why this file cannot be read, as the end of a sentence; null when it can.</summary>
    public static string? Problem(ZipItem item) =>
        item.Encrypted ? "asks for a password; unpack the zip first"
        : item.Method is not (0 or 8) ? $"is packed by method {item.Method}, only stored (0) and deflate (8) are read; unpack the zip first"
        : item.Size > LargestItem || item.PackedSize > LargestItem ? $"has {item.Size:N0} bytes, more than the {LargestItem:N0} that are read from a zip; unpack the zip first"
        : null;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private List<ZipItem> ReadTable()
    {
        var (start, size, count) = FindTable();
        if (size > int.MaxValue) throw new InvalidDataException($"a table of contents of {size:N0} bytes");
        var table = new byte[size];
        ReadAt(start, table);

        var items = new List<ZipItem>((int)Math.Min(count, size / ItemLength));
        for (var at = 0; items.Count < count && at < table.Length;)
        {
            var record = table.AsSpan(at);
            if (Number32(record, 0) != ItemMark) throw new InvalidDataException($"no file at byte {at:N0} of the table of contents");
            int nameLength = Number16(record, 28), extraLength = Number16(record, 30), commentLength = Number16(record, 32);
            var name = record.Slice(ItemLength, nameLength);
            var extra = record.Slice(ItemLength + nameLength, extraLength);
            at += ItemLength + nameLength + extraLength + commentLength;
            if (name.EndsWith("/"u8))
            {
                count--; // a folder
                continue;
            }
            long packedSize = Number32(record, 20), itemSize = Number32(record, 24), offset = Number32(record, 42);
            ReadLargeNumbers(extra, ref itemSize, ref packedSize, ref offset);
            items.Add(new ZipItem(NameOf(name), offset, packedSize, itemSize, Number16(record, 10), (Number16(record, 8) & 1) != 0));
        }
        if (items.Count != count) throw new InvalidDataException($"{items.Count:N0} files found, {count:N0} announced");
        return items;
    }

    // The end record stands last, before a comment of any length; where its numbers are full, a Zip64 record stands before it.
    private (long Start, long Size, long Count) FindTable()
    {
        var length = RandomAccess.GetLength(_file);
        var tail = new byte[Math.Min(length, EndLength + LongestComment)];
        ReadAt(length - tail.Length, tail);
        var end = tail.Length - EndLength;
        while (end >= 0 && (Number32(tail, end) != EndMark || end + EndLength + Number16(tail, end + 20) > tail.Length)) end--;
        if (end < 0) throw new InvalidDataException("it has no table of contents");

        long count = Number16(tail, end + 10), size = Number32(tail, end + 12), start = Number32(tail, end + 16);
        if ((count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            && end >= LocatorLength && Number32(tail, end - LocatorLength) == End64LocatorMark)
        {
            var end64 = new byte[End64Length];
            ReadAt(Number64(tail, end - LocatorLength + 8), end64);
            if (Number32(end64, 0) != End64Mark) throw new InvalidDataException("its Zip64 record is gone");
            (count, size, start) = (Number64(end64, 32), Number64(end64, 40), Number64(end64, 48));
        }
        if (start < 0 || size < 0 || count < 0 || start > length - size) throw new InvalidDataException("its table of contents lies outside it");
        return (start, size, count);
    }

    // Extra field 1 holds, in this order, those of the three numbers that did not fit into 32 bits.
    private static void ReadLargeNumbers(ReadOnlySpan<byte> extra, ref long size, ref long packedSize, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = Number16(extra, 0), length = Number16(extra, 2);
            if (id == 1)
            {
                var numbers = extra.Slice(4, length);
                Take(ref size, ref numbers);
                Take(ref packedSize, ref numbers);
                Take(ref offset, ref numbers);
                return;
            }
            extra = extra[(4 + length)..];
        }

        static void Take(ref long number, ref ReadOnlySpan<byte> numbers)
        {
            if (number != uint.MaxValue) return;
            number = Number64(numbers, 0);
            if (number < 0) throw new InvalidDataException("a size or place beyond 2^63");
            numbers = numbers[8..];
        }
    }

    // Old tools write names in the user's own code page and do not say in which; Latin-1 then at least keeps them apart.
    private static string NameOf(ReadOnlySpan<byte> bytes) =>
        (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes).Replace('\\', '/');

    private void ReadAt(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0) throw new EndOfStreamException($"it ends at byte {RandomAccess.GetLength(_file):N0}");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private static int Number16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Number64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
