using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Convolution and its two adjoints: each one's derivatives are the other two, so they are closed under differentiation
/// (R1 and path length need second derivatives). Right in fp32, bf16 and fp16, contiguous and channels last.
/// </summary>
public static class Convolution
{
    /// <summary>x [N, in, H, W], weight [out, in / groups, kh, kw] → [N, out, (H + 2·padding - kh) / stride + 1, …].</summary>
    public static Tensor Apply(Tensor x, Tensor weight, long stride = 1, long padding = 0, long groups = 1) =>
        Apply(x, weight, (stride, stride), padding, groups);

    /// <summary>As <see cref="Apply(Tensor, Tensor, long, long, long)"/> with a stride for rows and one for columns.</summary>
    public static Tensor Apply(Tensor x, Tensor weight, (long Y, long X) stride, long padding = 0, long groups = 1) =>
        Aten.Convolution.Call(x, weight, new[] { stride.Y, stride.X }, new[] { padding, padding }, groups);

    /// <summary>
    /// The adjoint in x, also called a transposed convolution: dy [N, out, h, w], weight [out, in / groups, kh, kw]
    /// → [N, in, height, width], a size that the convolution would map to [h, w].
    /// </summary>
    public static Tensor Transposed(Tensor dy, Tensor weight, long height, long width, long stride = 1, long padding = 0, long groups = 1) =>
        Transposed(dy, weight, height, width, (stride, stride), padding, groups);

    /// <summary>As the other <c>Transposed</c> with a stride for rows and one for columns.</summary>
    public static Tensor Transposed(Tensor dy, Tensor weight, long height, long width, (long Y, long X) stride, long padding = 0, long groups = 1) =>
        Aten.ConvolutionInput.Call(
            dy, weight, new[] { dy.Size(0), weight.Size(1) * groups, height, width }, new[] { stride.Y, stride.X }, new[] { padding, padding }, groups);

    /// <summary>The adjoint in the weight: dy [N, out, h, w], x [N, in, H, W] → [out, in / groups, kernel, kernel].</summary>
    public static Tensor WeightGradient(Tensor dy, Tensor x, long kernel, long stride = 1, long padding = 0, long groups = 1) =>
        Aten.ConvolutionWeight.Call(
            dy, x, new[] { dy.Size(1), x.Size(1) / groups, kernel, kernel }, new[] { stride, stride }, new[] { padding, padding }, groups);
}
