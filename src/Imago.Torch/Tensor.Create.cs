using Imago.Torch.Interop;

namespace Imago.Torch;

// Making tensors from numbers, seeds and nothing.
public sealed partial class Tensor
{
    /// <summary>Filled with 0.</summary>
    public static Tensor Zeros(long[] shape, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Zeros.Call(shape, type, Argument.None, device);

    /// <summary>Filled with 1.</summary>
    public static Tensor Ones(long[] shape, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Ones.Call(shape, type, Argument.None, device);

    /// <summary>Filled with one value.</summary>
    public static Tensor Full(long[] shape, double value, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Full.Call(shape, value, type, Argument.None, device);

    /// <summary>Not filled: to be written at once.</summary>
    public static Tensor Empty(long[] shape, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Empty.Call(shape, type, Argument.None, device);

    /// <summary>0, 1, …, end - 1.</summary>
    public static Tensor Arange(long end, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Arange.Call((double)end, type, Argument.None, device);

    /// <summary>The unit matrix [n, n].</summary>
    public static Tensor Eye(long n, ScalarType type = ScalarType.Float32, Device device = default) => Aten.Eye.Call(n, type, Argument.None, device);

    /// <summary>Standard normal numbers, on the generator's device. Those of 16 bit are drawn in Float32 and rounded.</summary>
    public static Tensor Randn(long[] shape, RandomGenerator generator, ScalarType type = ScalarType.Float32)
    {
        if (!type.IsHalf())
            return Drawn(shape, generator, all => Aten.Randn.Call(all, generator, type, Argument.None, generator.Device));
        // libtorch makes them of uniform numbers of as few bits, and BFloat16's eight give nothing beyond 3.33.
        using var scope = TensorScope.Open();
        return scope.Keep(Randn(shape, generator).To(type));
    }

    /// <summary>Uniform numbers in [0, 1), on the generator's device.</summary>
    public static Tensor Rand(long[] shape, RandomGenerator generator, ScalarType type = ScalarType.Float32) =>
        Drawn(shape, generator, all => Aten.Rand.Call(all, generator, type, Argument.None, generator.Device));

    /// <summary>Whole numbers low (included) to high (excluded), Int64, on the generator's device.</summary>
    public static Tensor RandInt(long low, long high, long[] shape, RandomGenerator generator) =>
        Drawn(shape, generator, all => Aten.RandInt.Call(low, high, all, generator, ScalarType.Int64, Argument.None, generator.Device));

    /// <summary>Zeros of the shape, type and device of another.</summary>
    public static Tensor ZerosLike(Tensor other) => Aten.ZerosLike.Call(other);

    /// <summary>Ones of the shape, type and device of another.</summary>
    public static Tensor OnesLike(Tensor other) => Aten.OnesLike.Call(other);

    /// <summary>Draws the rows of all shares, and gives those of the generator's.</summary>
    private static Tensor Drawn(long[] shape, RandomGenerator generator, Func<long[], Tensor> draw)
    {
        var (rank, of) = generator.Share;
        if (of == 1)
            return draw(shape);
        using var scope = TensorScope.Open();
        var rows = shape[0] * of;
        return scope.Keep(draw([rows, .. shape[1..]]).Slice(0, rank, rows, of).Clone()); // [rows / of, …]
    }
}
