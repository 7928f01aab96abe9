using Imago.Networks.Formats.Pickles;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>Makes tensors of the arrays in a pickle.</summary>
internal static class PickleTensors
{
    /// <summary>The array as a tensor to be read later.</summary>
    /// <exception cref="PickleException">It was never filled.</exception>
    public static NamedTensor Named(PickleArray array) => new(array.Shape, () => Read(array));

    /// <summary>Reads it: [shape], in its own type, or the nearest that tensors here have.</summary>
    public static Tensor Read(PickleArray array)
    {
        var bytes = Elements(array);
        var size = array.Storage.Type.Size;
        if (array.Storage.Type.BigEndian)
            for (var at = 0; at < bytes.Length; at += size) bytes.AsSpan(at, size).Reverse();
        return array.Storage.Type.Name switch
        {
            "F32" => Tensor.FromBytes(bytes, ScalarType.Float32, array.Shape),
            "F64" => Tensor.FromBytes(bytes, ScalarType.Float64, array.Shape),
            "F16" => Tensor.FromBytes(bytes, ScalarType.Float16, array.Shape),
            "BF16" => Tensor.FromBytes(bytes, ScalarType.BFloat16, array.Shape),
            "I64" => Tensor.FromBytes(bytes, ScalarType.Int64, array.Shape),
            "I32" => Tensor.FromBytes(bytes, ScalarType.Int32, array.Shape),
            "U8" => Tensor.FromBytes(bytes, ScalarType.Byte, array.Shape),
            "BOOL" => Tensor.FromBytes(bytes, ScalarType.Bool, array.Shape),
            var other => throw new PickleException($"a tensor of {other}, a type that no network has"),
        };
    }

    /// <summary>The bytes of its elements, row by row.</summary>
    private static byte[] Elements(PickleArray array)
    {
        var storage = array.Storage.Bytes ?? throw new PickleException("a tensor without its storage");
        var size = array.Storage.Type.Size;
        if (array.Count > Array.MaxLength / size) throw new PickleException($"a tensor of {array.Count:N0} numbers, more than one network's layer has");
        var bytes = new byte[array.Count * size];
        if (array.Strides.SequenceEqual(PickleArray.RowsFirst(array.Shape)))
        {
            storage.Read(array.Offset * size, bytes);
            return bytes;
        }

        // Steps of another order: read all that they span, then pick.
        var last = array.Shape.Zip(array.Strides, static (n, step) => (n - 1) * step).Sum();
        var span = storage.Slice(array.Offset * size, array.Count == 0 ? 0 : (last + 1) * size).ToArray();
        var index = new long[array.Shape.Length];
        for (var to = 0; to < bytes.Length; to += size)
        {
            var from = index.Zip(array.Strides, static (i, step) => i * step).Sum() * size;
            span.AsSpan((int)from, size).CopyTo(bytes.AsSpan(to));
            for (var dimension = index.Length - 1; dimension >= 0 && ++index[dimension] == array.Shape[dimension]; dimension--) index[dimension] = 0;
        }
        return bytes;
    }
}
