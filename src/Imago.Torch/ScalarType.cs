namespace Imago.Torch;

/// <summary>The element types of tensors that are in use, with libtorch's numbers.</summary>
public enum ScalarType
{
    /// <summary>Unsigned 8-bit integer: pictures.</summary>
    Byte = 0,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,

    /// <summary>Signed 64-bit integer: indices.</summary>
    Int64 = 4,

    /// <summary>IEEE 16-bit floating point.</summary>
    Float16 = 5,

    /// <summary>32-bit floating point: weights and everything that is not said otherwise.</summary>
    Float32 = 6,

    /// <summary>64-bit floating point: references in tests, statistics.</summary>
    Float64 = 7,

    /// <summary>Truth values.</summary>
    Bool = 11,

    /// <summary>Brain floating point: 8 bits of exponent, 7 of fraction. Fast on CPUs with AVX512-BF16 or AMX.</summary>
    BFloat16 = 15,
}

/// <summary>Facts about element types.</summary>
public static class ScalarTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => 1,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "an element type that is not in use"),
    };

    /// <summary>Whether elements are 16-bit floating point.</summary>
    public static bool IsHalf(this ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16;
}
