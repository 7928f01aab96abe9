using System.Runtime.InteropServices;
using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Layers of StyleGAN2's synthesis network as kernels of our own, in fp32 for CPUs with AVX-512 and in bf16 for those with AVX512-BF16 or AMX: convolution, demodulation, noise, bias, activation and
/// what ToRGB reads of it in one go, without derivatives. Activations are [N, (R + 2)² + 64, stride], pixels with a border of zeros, and carry the style of the layer
/// that reads them; <see cref="Input"/> makes the first. Channels are filled up to a multiple of 32, and from 256 on 32 numbers more lie between pixels.
/// </summary>
public static class FusedLayers
{
    /// <summary>By which instructions they compute here: <c>amx</c> or <c>avx512-bf16</c> in bf16, <c>avx512</c> in fp32; null where the processor has none for such numbers.</summary>
    public static string? Kind(ScalarType type)
    {
        TorchLibrary.EnsureLoaded();
        return type is ScalarType.BFloat16 or ScalarType.Float32 && Marshal.PtrToStringUTF8(Native.imago_fused_kind(type == ScalarType.BFloat16 ? 1 : 0)) is { Length: > 0 } kind ? kind : null;
    }

    /// <summary>The most colours that a picture may have.</summary>
    public const int MostColours = 4;

    /// <summary>A weight [out, in, 3, 3] in the order in which the kernels read it, in bf16 or fp32.</summary>
    public static Tensor PackWeight(Tensor weight, ScalarType type) => Aten.PackWeight.Call(weight, type);

    /// <summary>x [N, C, R, R], styles [N, C] → activations x·styles in bf16 or fp32.</summary>
    public static Tensor Input(Tensor x, Tensor styles, ScalarType type) => Aten.FusedInput.Call(x, styles, type);

    /// <summary>Activations as a tensor that every operator reads: [N, channels, R, R] in fp32, with the style that they carry.</summary>
    public static Tensor Output(Tensor activations, long resolution, long channels)
    {
        using var scope = TensorScope.Open();
        var side = resolution + 2;
        var grid = activations.Slice(1, 0, side * side).Reshape(activations.Size(0), side, side, -1); // [N, R + 2, R + 2, stride]
        return scope.Keep(grid.Slice(1, 1, side - 1).Slice(2, 1, side - 1).Slice(3, 0, channels).Permute(0, 3, 1, 2).To(ScalarType.Float32, MemoryFormat.Contiguous));
    }

    /// <summary>One layer: v = clamp(gain · leaky(scale · (x ∗ weight) + noise + bias), ±limit); with a filter, x is enlarged twofold first.</summary>
    /// <param name="x">Activations of side R, with this layer's style.</param>
    /// <param name="resolution">R.</param>
    /// <param name="weight">As <see cref="PackWeight"/> made it, of x's type.</param>
    /// <param name="scale">Factors of demodulation [N, out].</param>
    /// <param name="bias">[out].</param>
    /// <param name="noise">[R', R'] or [N, 1, R', R'] of the side of v; null for none.</param>
    /// <param name="next">Style [N, out] of the layer that reads v; null where none does.</param>
    /// <param name="rgb">ToRGB's weight times its style [N, colours, out]; null where none reads v. Not together with a filter.</param>
    /// <param name="filter">Four taps, the same along both axes, to enlarge with: as a correlation, with sum 2.</param>
    /// <param name="slope">Of the activation below zero, 0 to 1.</param>
    /// <param name="gain">Above 0.</param>
    /// <param name="limit">Above 0; infinity for none.</param>
    /// <param name="kind">Another than <see cref="Kind"/> says, such as <c>amx-emulated</c>, for tests.</param>
    /// <returns>v·next as activations, where there is a next; Σ over channels of v·rgb in parts that remain to be added, [N, parts, colours, R', R'] in fp32, where there is an rgb.</returns>
    public static (Tensor? Activations, Tensor? Rgb) Apply(
        Tensor x, long resolution, Tensor weight, Tensor scale, Tensor bias, Tensor? noise, Tensor? next, Tensor? rgb, Tensor? filter,
        double slope, double gain, double limit = double.PositiveInfinity, string kind = "")
    {
        var results = Aten.FusedLayer.CallMany(x, resolution, weight, scale, bias, noise, next, rgb, filter, slope, gain, limit, kind);
        return (results[0], results[1]);
    }

    /// <summary>The picture of a block: clamp(bias + Σ parts, ±limit) + the picture before it, enlarged twofold.</summary>
    /// <param name="rgb">What <see cref="Apply"/> read, [N, parts, colours, R, R].</param>
    /// <param name="bias">[colours].</param>
    /// <param name="limit">Infinity for none.</param>
    /// <param name="before">[N, colours, R / 2, R / 2], or null.</param>
    /// <param name="filter">Four taps as for <see cref="Apply"/>.</param>
    /// <returns>[N, colours, R, R] in fp32.</returns>
    public static Tensor Picture(Tensor rgb, Tensor bias, double limit, Tensor? before, Tensor filter) => Aten.FusedPicture.Call(rgb, bias, limit, before, filter);
}
