namespace Imago.Torch.Formats;

/// <summary>Tensors in and out of safetensors files.</summary>
public static class SafeTensors
{
    /// <summary>One entry of a file that is about to be written; the bytes are taken when they are written.</summary>
    public static SafeTensorsItem Item(string name, Tensor tensor) => new(name, DtypeOf(tensor.Type), tensor.Shape, stream =>
    {
        var bytes = new byte[tensor.Count * tensor.Type.Size()];
        tensor.CopyBytesTo(bytes);
        stream.Write(bytes);
    });

    /// <summary>One entry of raw bytes: the state of a random generator, a text.</summary>
    public static SafeTensorsItem Item(string name, byte[] bytes) => new(name, "U8", [bytes.Length], bytes);

    /// <summary>Reads one tensor to the CPU, as a copy.</summary>
    /// <exception cref="SafeTensorsException">There is no such tensor, or its type is not in use.</exception>
    public static Tensor Read(this SafeTensorsFile file, string name)
    {
        var entry = file.Entry(name);
        return Tensor.Filled(TypeOf(entry, file.Path), entry.Shape.AsSpan(), bytes => file.Bytes(name).Read(0, bytes));
    }

    private static string DtypeOf(ScalarType type) => type switch
    {
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        ScalarType.Int32 => "I32",
        ScalarType.Int64 => "I64",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "an element type that is not in use"),
    };

    /// <summary>The element type of one of the format's names; null for a type that is not in use.</summary>
    public static ScalarType? TypeOf(string dtype) => dtype switch
    {
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        "I32" => ScalarType.Int32,
        "I64" => ScalarType.Int64,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        _ => null,
    };

    private static ScalarType TypeOf(SafeTensorsEntry entry, string path) =>
        TypeOf(entry.Dtype) ?? throw new SafeTensorsException($"{path}: the tensor {entry.Name} has the type {entry.Dtype}, which Imago does not compute with: expected U8, BOOL, I32, I64, F16, BF16, F32 or F64.");
}
