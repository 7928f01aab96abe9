namespace Imago.Torch.Tests.Numerics;

/// <summary>How the inputs of a checked operator lie in memory.</summary>
public enum Layout
{
    /// <summary>The last index runs fastest.</summary>
    Contiguous,

    /// <summary>[N, C, H, W] as N, H, W, C; other tensors contiguous.</summary>
    ChannelsLast,

    /// <summary>Every second element of a tensor twice as wide; between them lies NaN, so that a kernel that ignores strides shows.</summary>
    Strided,

    /// <summary>A contiguous tensor with its dimensions in reverse order: the first index runs fastest.</summary>
    Transposed,
}

internal static class Layouts
{
    public static readonly Layout[] All = Enum.GetValues<Layout>();

    /// <summary>A copy of the values in a precision and layout.</summary>
    public static Tensor In(this Tensor values, ScalarType type, Layout layout)
    {
        var t = values.Detach().To(type).Contiguous().Clone();
        if (t.Dims == 0)
            return t;
        switch (layout)
        {
            case Layout.ChannelsLast:
                return t.Dims == 4 ? t.Contiguous(MemoryFormat.ChannelsLast) : t;
            case Layout.Strided:
                var shape = t.Shape;
                shape[^1] *= 2;
                var between = Tensor.Full(t.Shape, double.NaN, type);
                return Tensor.Stack([t, between], t.Dims).Reshape(shape).Slice(t.Dims - 1, 0, shape[^1], 2);
            case Layout.Transposed:
                var reverse = Enumerable.Range(0, t.Dims).Reverse().Select(d => (long)d).ToArray();
                return t.Permute(reverse).Contiguous().Permute(reverse);
            default:
                return t;
        }
    }

    /// <summary>The same, as the beginning of a graph of derivatives.</summary>
    public static Tensor Leaf(this Tensor values, ScalarType type, Layout layout) =>
        values.In(type, layout).Detach().SetRequiresGrad(true);
}
