using Imago.Torch.Interop;

namespace Imago.Torch;

// Shapes, slices, layouts, types and devices. Views share memory with their source.
public sealed partial class Tensor
{
    /// <summary>The same elements in another shape; one size may be -1.</summary>
    public Tensor Reshape(params long[] shape) => Aten.Reshape.Call(this, shape);

    /// <summary>Dimensions in another order.</summary>
    public Tensor Permute(params long[] order) => Aten.Permute.Call(this, order);

    /// <summary>Two dimensions exchanged.</summary>
    public Tensor Transpose(int a, int b) => Aten.Transpose.Call(this, a, b);

    /// <summary>A new dimension of size 1.</summary>
    public Tensor Unsqueeze(int dimension) => Aten.Unsqueeze.Call(this, dimension);

    /// <summary>Without a dimension of size 1.</summary>
    public Tensor Squeeze(int dimension) => Aten.Squeeze.Call(this, dimension);

    /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
    public Tensor Expand(params long[] shape) => Aten.Expand.Call(this, shape);

    /// <summary>The whole tensor repeated along each dimension.</summary>
    public Tensor Repeat(params long[] times) => Aten.Repeat.Call(this, times);

    /// <summary>Each slice repeated in place along a dimension.</summary>
    public Tensor RepeatInterleave(long times, int dimension)
    {
        // Not libtorch's own: its gradient adds up in the tensor's precision, eight bits in BFloat16; that of Expand sums in Float32.
        var shape = Shape;
        var at = dimension < 0 ? dimension + shape.Length : dimension;
        long[] repeated = [.. shape[..(at + 1)], times, .. shape[(at + 1)..]];
        shape[at] *= times;
        return Unsqueeze(at + 1).Expand(repeated).Reshape(shape);
    }

    /// <summary>Elements start (included) to end (excluded) of a dimension.</summary>
    public Tensor Slice(int dimension, long start, long end, long step = 1) => Aten.Slice.Call(this, dimension, start, end, step);

    /// <summary>One slice; the dimension disappears.</summary>
    public Tensor Select(int dimension, long index) => Aten.Select.Call(this, dimension, index);

    /// <summary>The slices that the indices [n] name.</summary>
    /// <exception cref="NotSupportedException">A gradient would flow to a tensor of 16 bit, whose repeated slices libtorch adds up in 16 bit.</exception>
    public Tensor IndexSelect(int dimension, Tensor indices)
    {
        if (RequiresGrad && Type.IsHalf())
            throw new NotSupportedException(
                $"IndexSelect of a {Type} tensor has no exact gradient (slices that are named twice are added up in 16 bit): convert it to Float32 first.");
        return Aten.IndexSelect.Call(this, dimension, indices);
    }

    /// <summary>Mirrored along the dimensions.</summary>
    public Tensor Flip(params long[] dimensions) => Aten.Flip.Call(this, dimensions);

    /// <summary>Zeros around: before and after the last dimension, then the one before it, …; negative amounts crop.</summary>
    public Tensor Pad(params long[] amounts) => Aten.ConstantPad.Call(this, amounts, 0.0);

    /// <summary>[N, C, H, W] continued by its mirror image; each amount must be less than the side.</summary>
    public Tensor ReflectionPad2d(long left, long right, long top, long bottom) => Aten.ReflectionPad2d.Call(this, new[] { left, right, top, bottom });

    /// <summary>Joined along a dimension that they have.</summary>
    public static Tensor Cat(Tensor[] tensors, int dimension) => Aten.Cat.Call(tensors, dimension);

    /// <summary>Joined along a new dimension.</summary>
    public static Tensor Stack(Tensor[] tensors, int dimension = 0) => Aten.Stack.Call(tensors, dimension);

    /// <summary>Laid out in a memory format; itself where it already is.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => Aten.Contiguous.Call(this, format);

    /// <summary>In another element type; itself where it already is.</summary>
    public Tensor To(ScalarType type) => Aten.ToDtype.Call(this, type);

    /// <summary>In another element type and memory format; itself where it already is.</summary>
    public Tensor To(ScalarType type, MemoryFormat format) => Aten.ToDtype.Call(this, type, false, false, format);

    /// <summary>On another device; itself where it already is. On the way to a GPU nobody waits: the copy takes its place behind the work that is queued there.</summary>
    public Tensor To(Device device) => Aten.ToDevice.Call(this, Type, Argument.None, device, Argument.None, device.IsCuda);

    /// <summary>A copy in memory that the system does not move, from which a GPU fetches by itself; where there is no GPU, libtorch refuses.</summary>
    public Tensor PinMemory() => Aten.PinMemory.Call(this);

    /// <summary>A copy with memory of its own, differentiable.</summary>
    public Tensor Clone() => Aten.Clone.Call(this);

    /// <summary>The same data, cut off from the graph of derivatives.</summary>
    public Tensor Detach() => Aten.Detach.Call(this);
}
