namespace Imago.Torch.Formats;

/// <summary>What the safetensors format fixes, for reader and writer: limits, element sizes, sizes of tensors.</summary>
internal static class SafeTensorsLayout
{
    public const int LengthBytes = 8; // little-endian header length before the header
    public const int MaxHeaderBytes = 100_000_000; // the format's own limit
    public const int MaxDimensions = 64; // libtorch's limit
    public const string MetadataName = "__metadata__";

    public const string KnownDtypes = "BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64, C64";

    /// <summary>Bytes of one element, or 0 for a name that is not in <see cref="KnownDtypes"/>.</summary>
    public static int ElementBytes(string dtype) => dtype switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" or "C64" => 8,
        _ => 0,
    };

    /// <summary>Bytes of a tensor, or null where they do not fit 63 bits or a dimension is negative.</summary>
    public static long? TensorBytes(int elementBytes, IEnumerable<long> shape)
    {
        Int128 bytes = elementBytes;
        foreach (long size in shape)
        {
            bytes *= size; // below 2^126 as both were below 2^63
            if (size < 0 || bytes > long.MaxValue)
                return null;
        }
        return (long)bytes;
    }

    /// <summary>A text from an unknown file, fit for a message: short and without control characters.</summary>
    public static string Quote(string text)
    {
        string line = string.Concat(text.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > 80 ? $"\"{line}…\"" : $"\"{line}\"";
    }
}
