using System.Runtime.InteropServices;
using Imago.Torch.Interop;

namespace Imago.Torch;

// Plain data in and out: always copies, in C order.
public sealed unsafe partial class Tensor
{
    /// <summary>A tensor on the CPU with a copy of the values, in C order.</summary>
    /// <typeparam name="T">byte, int, long, Half, float, double or bool.</typeparam>
    /// <exception cref="TorchException">The number of values does not fit the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged => FromBytes(MemoryMarshal.AsBytes(values), TypeOf<T>(), shape);

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A scalar [] of one number.</summary>
    public static Tensor Scalar(double value, ScalarType type = ScalarType.Float32) => Full([], value, type);

    /// <summary>A tensor on the CPU with a copy of raw little-endian bytes, in C order.</summary>
    /// <exception cref="TorchException">The number of bytes does not fit type and shape.</exception>
    public static Tensor FromBytes(ReadOnlySpan<byte> bytes, ScalarType type, params ReadOnlySpan<long> shape)
    {
        TorchLibrary.EnsureLoaded();
        fixed (byte* first = bytes)
        {
            Border.Check(Native.imago_tensor_from_bytes(first, bytes.Length, (int)type, shape, shape.Length, out var handle));
            return Adopt(handle);
        }
    }

    /// <summary>A tensor on the CPU whose raw little-endian bytes, in C order, are written where they will stay.</summary>
    /// <param name="type">The element type.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="fill">Writes all of the bytes.</param>
    /// <exception cref="TorchException">It has more bytes than a span, 2 GB.</exception>
    public static Tensor Filled(ScalarType type, ReadOnlySpan<long> shape, Action<Span<byte>> fill)
    {
        using var scope = TensorScope.Open();
        var tensor = Empty(shape.ToArray(), type);
        var length = tensor.Count * type.Size();
        if (length > int.MaxValue)
            throw new TorchException($"a tensor of {length:N0} bytes is filled, expected {int.MaxValue:N0} at most");
        Border.Check(Native.imago_tensor_data(tensor.Handle, out var data));
        fill(new Span<byte>(data, (int)length));
        return scope.Keep(tensor);
    }

    /// <summary>All values in C order.</summary>
    /// <exception cref="InvalidOperationException">The tensor's element type is another one.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        if (Type != TypeOf<T>())
            throw new InvalidOperationException($"a tensor of {Type} was asked for values of {typeof(T).Name}: convert it with To first.");
        var values = new T[Count];
        CopyBytesTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>All values as 32-bit floats in C order, whatever the element type.</summary>
    public float[] ToFloats()
    {
        using var scope = TensorScope.Open();
        return Detach().To(ScalarType.Float32).ToArray<float>();
    }

    /// <summary>The one number of a tensor of one element.</summary>
    /// <exception cref="InvalidOperationException">It has more than one element, or none.</exception>
    public double ToScalar()
    {
        if (Count != 1)
            throw new InvalidOperationException($"a tensor of shape [{string.Join(", ", Shape)}] is no single number.");
        using var scope = TensorScope.Open();
        return Detach().To(ScalarType.Float64).ToArray<double>()[0];
    }

    /// <summary>How often this thread has read numbers of tensors. On a GPU each time waits for all the work that is queued there.</summary>
    [field: ThreadStatic]
    public static long Reads { get; private set; }

    /// <summary>Writes the raw little-endian bytes, in C order.</summary>
    /// <exception cref="TorchException">The span has another length than the tensor has bytes.</exception>
    public void CopyBytesTo(Span<byte> bytes)
    {
        Reads++;
        fixed (byte* first = bytes)
            Border.Check(Native.imago_tensor_to_bytes(Handle, first, bytes.Length));
    }

    private static ScalarType TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : throw new NotSupportedException($"there is no tensor of {typeof(T).Name}: use byte, int, long, Half, float, double or bool.");
}
