using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>The numbers behind tensors: a stretch of the file. In torch's old files they stand after the pickle and are filled in later.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Count">How many.</param>
internal sealed record PickleStorage(PickleNumber Type, long Count)
{
    /// <summary>Where they are; null for as long as that is not known.</summary>
    public ByteSlice? Bytes { get; private set; }

    /// <summary>Says where they are.</summary>
    /// <exception cref="PickleException">There are not as many bytes as numbers.</exception>
    public void Place(ByteSlice bytes)
    {
        if (Count < 0 || Count > bytes.Length / Type.Size)
            throw new PickleException($"a storage of {Count:N0} numbers of {Type.Size} bytes is announced where {bytes.Length:N0} bytes are");
        Bytes = bytes.Slice(0, Count * Type.Size);
    }
}

/// <summary>An element type.</summary>
/// <param name="Name">As safetensors call it: F32, BF16, I64, U8 …</param>
/// <param name="Size">Bytes.</param>
/// <param name="BigEndian">Whether the highest byte comes first.</param>
internal readonly record struct PickleNumber(string Name, int Size, bool BigEndian = false);

/// <summary>A numpy array or a torch tensor.</summary>
internal sealed class PickleArray
{
    private const int MostDimensions = 16;

    /// <summary>Checks that every element lies in the storage.</summary>
    /// <param name="storage">The numbers.</param>
    /// <param name="offset">Place of the first element in the storage.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="strides">Steps between elements, in elements.</param>
    /// <exception cref="PickleException">Some element would lie outside, or more are claimed than there are.</exception>
    public PickleArray(PickleStorage storage, long offset, long[] shape, long[] strides)
    {
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);
        var words = $"a tensor of [{string.Join(", ", shape)}] with steps [{string.Join(", ", strides)}] from element {offset:N0} on";
        if (shape.Length > MostDimensions || shape.Length != strides.Length || shape.Any(static n => n < 0) || strides.Any(static n => n < 0) || offset < 0)
            throw new PickleException($"{words} is none");
        if (shape.Contains(0)) return;
        try
        {
            checked
            {
                var last = offset + shape.Zip(strides, static (n, step) => (n - 1) * step).Sum();
                Count = shape.Aggregate(1L, static (count, n) => count * n);
                // Steps of 0 would make many elements of one.
                if (last < storage.Count && Count <= storage.Count) return;
            }
        }
        catch (OverflowException)
        {
            // Larger than any storage.
        }
        throw new PickleException($"{words} is larger than its storage of {storage.Count:N0}");
    }

    /// <summary>The numbers.</summary>
    public PickleStorage Storage { get; }

    /// <summary>Place of the first element in the storage.</summary>
    public long Offset { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Steps between elements, in elements.</summary>
    public long[] Strides { get; }

    /// <summary>Elements.</summary>
    public long Count { get; }

    /// <summary>Steps of elements that stand row by row.</summary>
    public static long[] RowsFirst(long[] shape) => Steps(shape, Enumerable.Range(0, shape.Length).Reverse());

    /// <summary>Steps of elements that stand column by column.</summary>
    public static long[] ColumnsFirst(long[] shape) => Steps(shape, Enumerable.Range(0, shape.Length));

    private static long[] Steps(long[] shape, IEnumerable<int> order)
    {
        var steps = new long[shape.Length];
        var step = 1L;
        foreach (var dimension in order)
        {
            steps[dimension] = step;
            step = unchecked(step * Math.Max(1, shape[dimension])); // an overflow is found with the size
        }
        return steps;
    }
}
