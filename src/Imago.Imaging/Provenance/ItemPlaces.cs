namespace Imago.Imaging.Provenance;

/// <summary>The box <c>iloc</c> (ISO/IEC 14496-12, 8.11.3): where in the file the bytes of each item stand.</summary>
internal sealed class ItemPlaces
{
    private readonly int _version, _offsetSize, _lengthSize, _baseSize, _indexSize;
    private readonly List<Item> _items = [];

    /// <exception cref="InvalidDataException">It is of another version than 0 or 1.</exception>
    public ItemPlaces(ReadOnlySpan<byte> body)
    {
        _version = body[0];
        if (_version > 1)
            throw new InvalidDataException($"its iloc box is of version {_version}");
        (_offsetSize, _lengthSize, _baseSize, _indexSize) = (body[4] >> 4, body[4] & 15, body[5] >> 4, _version == 1 ? body[5] & 15 : 0);
        var rest = body[6..];
        for (var count = Take(ref rest, 2); count > 0; count--)
        {
            var (id, method, reference, first) = (Take(ref rest, 2), _version == 1 ? Take(ref rest, 2) : 0, Take(ref rest, 2), Take(ref rest, _baseSize));
            var extents = new List<(ulong, ulong, ulong)>();
            for (var parts = Take(ref rest, 2); parts > 0; parts--)
                extents.Add((Take(ref rest, _indexSize), Take(ref rest, _offsetSize), Take(ref rest, _lengthSize)));
            _items.Add(new((ushort)id, method, reference, first, extents));
        }
    }

    /// <summary>The highest number of an item.</summary>
    public ushort Highest => _items.Select(static item => item.Id).DefaultIfEmpty().Max();

    /// <summary>The box's contents with everything moved and one item more.</summary>
    /// <param name="moved">By how many bytes what stands in the file itself is moved.</param>
    /// <param name="item">The new item.</param>
    /// <param name="at">Where it begins in the file.</param>
    /// <param name="length">How long it is.</param>
    public byte[] With(uint moved, ushort item, uint at, uint length)
    {
        var body = new List<byte> { (byte)_version, 0, 0, 0, (byte)(_offsetSize << 4 | _lengthSize), (byte)(_baseSize << 4 | _indexSize) };
        var wanted = _offsetSize > 0 ? new Item(item, 0, 0, 0, [(0, at, length)]) : new Item(item, 0, 0, at, [(0, 0, length)]);
        Give(body, (ulong)_items.Count + 1, 2);
        foreach (var one in _items.Append(wanted))
        {
            var byBase = one.Method == 0 && one != wanted && _baseSize > 0;
            Give(body, one.Id, 2);
            Give(body, one.Method, _version == 1 ? 2 : 0);
            Give(body, one.Reference, 2);
            Give(body, one.Base + (byBase ? moved : 0), _baseSize);
            Give(body, (ulong)one.Extents.Count, 2);
            foreach (var (index, offset, size) in one.Extents)
            {
                Give(body, index, _indexSize);
                Give(body, offset + (one.Method == 0 && one != wanted && !byBase ? moved : 0), _offsetSize);
                Give(body, size, _lengthSize);
            }
        }
        return [.. body];
    }

    private static ulong Take(ref ReadOnlySpan<byte> rest, int size)
    {
        var value = 0ul;
        foreach (var one in rest[..size])
            value = value << 8 | one;
        rest = rest[size..];
        return value;
    }

    private static void Give(List<byte> body, ulong value, int size)
    {
        if (size < 8 && value >> 8 * size != 0 && size > 0)
            throw new OverflowException($"{value} does not fit into {size} bytes");
        for (var shift = 8 * (size - 1); shift >= 0; shift -= 8)
            body.Add((byte)(value >> shift));
    }

    private sealed record Item(ushort Id, ulong Method, ulong Reference, ulong Base, List<(ulong Index, ulong Offset, ulong Length)> Extents);
}
