using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>How numpy puts arrays, scalars and element types into pickles: <c>ndarray.__reduce__</c>, whose state is (version, shape, type, column-major, bytes).</summary>
internal static class NumpyPickle
{
    /// <summary>The functions of numpy that make them, under the names of all its versions.</summary>
    public static IEnumerable<(string Name, Func<object?[], PickleBudget, object?> Maker)> Makers =>
        ((string[])["numpy.core", "numpy._core"]).SelectMany(static core => new (string, Func<object?[], PickleBudget, object?>)[]
        {
            ($"{core}.multiarray._reconstruct", static (_, _) => new NumpyArray()),
            ($"{core}.multiarray.scalar", static (arguments, budget) => arguments is [NumpyType type, var bytes]
                ? NumpyArray.Scalar(type, PickleText.Bytes(bytes, budget)) : throw PickleGlobals.Wrong("numpy's scalar", arguments)),
            ($"{core}.numeric._frombuffer", static (arguments, budget) => arguments is [var bytes, NumpyType type, var shape, var order]
                ? new NumpyArray(type, TorchPickle.Longs(shape), order is "F", PickleText.Bytes(bytes, budget)) : throw PickleGlobals.Wrong("numpy's _frombuffer", arguments)),
        }).Concat(
        [
            ("numpy.ndarray", static (arguments, _) => throw PickleGlobals.Wrong("numpy.ndarray", arguments)), // only a name: the class of _reconstruct
            ("numpy.dtype", static (arguments, _) => arguments is [string name, ..] ? new NumpyType(name) : throw PickleGlobals.Wrong("numpy.dtype", arguments)),
        ]);
}

/// <summary>An element type of numpy's.</summary>
/// <param name="name">Kind and size: <c>f4</c>, <c>i8</c>, <c>b1</c> …</param>
internal sealed class NumpyType(string name)
{
    private bool bigEndian = name.StartsWith('>');

    /// <summary>Takes the byte order from the state, (version, order, …).</summary>
    public void Build(object? state) =>
        bigEndian = state is PickleTuple { Items: [_, string order, ..] } ? order == ">" : throw new PickleException("the state of a numpy type is none");

    /// <summary>As a number.</summary>
    /// <exception cref="PickleException">Its elements are no numbers.</exception>
    public PickleNumber Number => name.TrimStart('<', '>', '=', '|') switch
    {
        "f2" => new("F16", 2, bigEndian),
        "f4" => new("F32", 4, bigEndian),
        "f8" => new("F64", 8, bigEndian),
        "i1" => new("I8", 1),
        "i2" => new("I16", 2, bigEndian),
        "i4" => new("I32", 4, bigEndian),
        "i8" => new("I64", 8, bigEndian),
        "u1" => new("U8", 1),
        "b1" => new("BOOL", 1),
        _ => throw new PickleException($"a numpy array of type '{(name.Length > 20 ? name[..20] : name)}', expected numbers such as f4 or i8"),
    };
}

/// <summary>A numpy array, which gets its contents after it was made.</summary>
internal sealed class NumpyArray
{
    /// <summary>Still empty.</summary>
    public NumpyArray()
    {
    }

    /// <summary>With its contents.</summary>
    public NumpyArray(NumpyType type, long[] shape, bool columnsFirst, ByteSlice bytes) => Array = Of(type, shape, columnsFirst, bytes);

    /// <summary>The numbers; null where the state never came.</summary>
    public PickleArray? Array { get; private set; }

    /// <summary>A single number.</summary>
    public static NumpyArray Scalar(NumpyType type, ByteSlice bytes) => new(type, [], false, bytes);

    /// <summary>Takes the state.</summary>
    public void Build(object? state, PickleBudget budget)
    {
        if (state is not PickleTuple { Items: [_, var shape, NumpyType type, bool columnsFirst, var bytes] })
            throw new PickleException("the state of a numpy array is none");
        Array = Of(type, TorchPickle.Longs(shape), columnsFirst, PickleText.Bytes(bytes, budget));
    }

    private static PickleArray Of(NumpyType type, long[] shape, bool columnsFirst, ByteSlice bytes)
    {
        var number = type.Number;
        var storage = new PickleStorage(number, bytes.Length / number.Size);
        storage.Place(bytes);
        return new(storage, 0, shape, columnsFirst ? PickleArray.ColumnsFirst(shape) : PickleArray.RowsFirst(shape));
    }
}
