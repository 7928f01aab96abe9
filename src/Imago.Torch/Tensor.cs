using System.Diagnostics;
using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// A multi-dimensional array on the CPU or a CUDA device, with automatic derivatives. The operators are libtorch's; what
/// each file holds: making (<c>.Create</c>), arithmetic (<c>.Math</c>), shapes (<c>.Shape</c>), sums (<c>.Reduce</c>),
/// in-place steps (<c>.InPlace</c>), plain data (<c>.Data</c>). A tensor belongs to the <see cref="TensorScope"/> it was made in.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Tensor : IDisposable
{
    private Tensor(TensorHandle handle)
    {
        Handle = handle;
        TensorHandle.CountOne();
        TensorScope.Register(this);
    }

    /// <summary>The element type.</summary>
    public ScalarType Type => (ScalarType)Describe().ScalarType;

    /// <summary>Where it lies.</summary>
    public Device Device
    {
        get
        {
            var info = Describe();
            return info.DeviceType == 0 ? Device.Cpu : Device.Cuda(info.DeviceIndex);
        }
    }

    /// <summary>The sizes of all dimensions, such as [N, C, H, W].</summary>
    public long[] Shape
    {
        get
        {
            var info = Describe();
            return info.Sizes[..info.Dims].ToArray();
        }
    }

    /// <summary>The number of dimensions.</summary>
    public int Dims => Describe().Dims;

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
                count *= size;
            return count;
        }
    }

    /// <summary>Whether derivatives flow through it.</summary>
    public bool RequiresGrad => Describe().RequiresGrad != 0;

    /// <summary>Whether a tensor [N, C, H, W] lies as N, H, W, C.</summary>
    public bool IsChannelsLast => Describe().IsChannelsLast != 0;

    /// <summary>How often the tensor, or one that shares its memory, was changed in place.</summary>
    public long Version
    {
        get
        {
            Border.Check(Native.imago_tensor_version(Handle, out var version));
            return version;
        }
    }

    internal TensorHandle Handle { get; }

    /// <summary>The scope that frees it; none for long-lived tensors.</summary>
    internal TensorScope? Scope { get; set; }

    /// <summary>The size of one dimension; negative counts from the last.</summary>
    public long Size(int dimension)
    {
        var info = Describe();
        var index = dimension < 0 ? dimension + info.Dims : dimension;
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(dimension));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, info.Dims, nameof(dimension));
        return info.Sizes[index];
    }

    /// <summary>Checks a shape where it matters; -1 allows any size. Returns the tensor itself.</summary>
    /// <exception cref="ArgumentException">Another shape; the message names both.</exception>
    public Tensor AssertShape(params ReadOnlySpan<long> expected)
    {
        var shape = Shape;
        var same = shape.Length == expected.Length;
        for (var i = 0; same && i < shape.Length; i++)
            same = expected[i] < 0 || expected[i] == shape[i];
        if (!same)
            throw new ArgumentException(
                $"a tensor of shape [{string.Join(", ", shape)}] was given, expected [{string.Join(", ", expected.ToArray().Select(n => n < 0 ? "any" : n.ToString()))}].");
        return this;
    }

    /// <summary>Lets derivatives flow to it, or not. Only for tensors that were not computed from others.</summary>
    public Tensor SetRequiresGrad(bool on)
    {
        Border.Check(Native.imago_tensor_set_requires_grad(Handle, on ? 1 : 0));
        return this;
    }

    /// <summary>Frees the native tensor. Not needed inside a <see cref="TensorScope"/>.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>Type, shape and device: <c>Float32[4, 3, 64, 64] cpu</c>.</summary>
    public override string ToString() =>
        Handle.IsClosed ? "disposed tensor" : $"{Type}[{string.Join(", ", Shape)}] {Device}{(RequiresGrad ? " requires grad" : "")}";

    internal static Tensor Adopt(nint handle) => new(new TensorHandle(handle));

    internal static Tensor Adopt(TensorHandle handle) => new(handle);

    /// <summary>Keeps the native tensor alive for a call, and gives its address.</summary>
    internal nint Hold()
    {
        var added = false;
        Handle.DangerousAddRef(ref added);
        return Handle.DangerousGetHandle();
    }

    internal void Release() => Handle.DangerousRelease();

    /// <summary>Holds all tensors of a list and writes their addresses down; where one is disposed, none stays held.</summary>
    internal static unsafe void HoldAll(ReadOnlySpan<Tensor> tensors, nint* addresses)
    {
        var held = 0;
        try
        {
            for (; held < tensors.Length; held++)
                addresses[held] = tensors[held].Hold();
        }
        catch
        {
            ReleaseAll(tensors[..held]);
            throw;
        }
    }

    internal static void ReleaseAll(ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            tensor.Release();
    }

    private TensorInfo Describe()
    {
        Border.Check(Native.imago_tensor_describe(Handle, out var info));
        return info;
    }
}
