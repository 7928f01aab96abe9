using System.Buffers.Binary;
using System.Text;

namespace Imago.Torch.Formats;

/// <summary>One file inside a zip.</summary>
/// <param name="Name">Its name, folders divided by '/'.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="PackedSize">Bytes that it takes in the zip.</param>
/// <param name="Size">Bytes that it has.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Encrypted">Whether it asks for a password.</param>
public sealed record ZipItem(string Name, long Offset, long PackedSize, long Size, int Method, bool Encrypted);

/// <summary>
/// The table of contents of a zip, and where its files lie: any number of threads at a time, no lock, no shared position, as
/// <see cref="System.IO.Compression.ZipArchive"/> would have. Zip64 (beyond 4 GB or 65,535 files) included. Layout: PKWARE's APPNOTE.TXT.
/// Check sums are not looked at: what is kept inside is checked by whoever reads it.
/// </summary>
public sealed class ZipTable
{
    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, End64LocatorMark = 0x07064b50, ItemMark = 0x02014b50, LocalMark = 0x04034b50;
    private const int EndLength = 22, End64Length = 56, LocatorLength = 20, ItemLength = 46, LocalLength = 30, LongestComment = 65535;

    private readonly ByteSlice _file;

    /// <summary>Reads the table.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="spend">Told how many bytes of memory the table takes, before it takes them; may refuse by an exception.</param>
    /// <exception cref="InvalidDataException">It is no zip, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ZipTable(ByteSlice file, Action<long>? spend = null)
    {
        _file = file;
        try
        {
            Items = ReadTable(spend);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("its table of contents ends too early", e);
        }
    }

    /// <summary>Every file, in the zip's own order; folders are left out.</summary>
    public IReadOnlyList<ZipItem> Items { get; }

    /// <summary>The bytes of a file as they stand in the zip: the file itself where it is stored.</summary>
    /// <exception cref="InvalidDataException">Its header is gone.</exception>
    /// <exception cref="IOException">It cannot be read, or ends beyond the end of the zip.</exception>
    public ByteSlice Packed(ZipItem item)
    {
        Span<byte> local = stackalloc byte[LocalLength];
        _file.Read(item.Offset, local);
        if (Number32(local, 0) != LocalMark) throw new InvalidDataException("its header is gone");
        return _file.Slice(item.Offset + LocalLength + Number16(local, 26) + Number16(local, 28), item.PackedSize);
    }

    private List<ZipItem> ReadTable(Action<long>? spend)
    {
        var (start, size, count) = FindTable();
        if (size > int.MaxValue) throw new InvalidDataException($"a table of contents of {size:N0} bytes");
        spend?.Invoke(5 * size); // itself, and for every item of 46 bytes and more an object of 64 and its name
        var table = _file.Slice(start, size).ToArray();

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
        var length = _file.Length;
        var tail = new byte[Math.Min(length, EndLength + LongestComment)];
        _file.Read(length - tail.Length, tail);
        var end = tail.Length - EndLength;
        while (end >= 0 && (Number32(tail, end) != EndMark || end + EndLength + Number16(tail, end + 20) > tail.Length)) end--;
        if (end < 0) throw new InvalidDataException("it has no table of contents");

        long count = Number16(tail, end + 10), size = Number32(tail, end + 12), start = Number32(tail, end + 16);
        if ((count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            && end >= LocatorLength && Number32(tail, end - LocatorLength) == End64LocatorMark)
        {
            var end64 = new byte[End64Length];
            _file.Read(Number64(tail, end - LocatorLength + 8), end64);
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

    private static int Number16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Number64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
