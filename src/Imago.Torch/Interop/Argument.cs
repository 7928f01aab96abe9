namespace Imago.Torch.Interop;

/// <summary>
/// One argument of an operator call, made implicitly from the C# values that schemas ask for. It only borrows: lists and
/// handles must live until the call returns, which the compiler's stack-allocated <c>params</c> span sees to.
/// </summary>
internal readonly struct Argument
{
    internal readonly ArgumentTag Tag;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Argument(ArgumentTag tag, long bits = 0, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>An absent optional argument.</summary>
    internal static Argument None => default;

    /// <summary>The default of the operator's schema.</summary>
    internal static Argument Default => new(ArgumentTag.Default);

    public static implicit operator Argument(Tensor? tensor) => tensor is null ? None : new(ArgumentTag.Tensor, 0, tensor);

    public static implicit operator Argument(long value) => new(ArgumentTag.Int, value);

    public static implicit operator Argument(int value) => new(ArgumentTag.Int, value);

    public static implicit operator Argument(double value) => new(ArgumentTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } number ? (Argument)number : None;

    public static implicit operator Argument(bool value) => new(ArgumentTag.Bool, value ? 1 : 0);

    public static implicit operator Argument(ScalarType type) => new(ArgumentTag.Int, (long)type);

    public static implicit operator Argument(MemoryFormat format) => new(ArgumentTag.Int, (long)format);

    public static implicit operator Argument(Device device) => new(ArgumentTag.Device, 0, device.ToString());

    public static implicit operator Argument(string text) => new(ArgumentTag.String, 0, text);

    public static implicit operator Argument(long[]? list) => list is null ? None : new(ArgumentTag.IntList, 0, list);

    public static implicit operator Argument(Tensor[] list) => new(ArgumentTag.TensorList, 0, list);

    public static implicit operator Argument(RandomGenerator? generator) => generator is null ? None : new(ArgumentTag.Generator, 0, generator);
}
