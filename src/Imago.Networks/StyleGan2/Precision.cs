using Imago.Torch;

namespace Imago.Networks;

/// <summary>
/// In which precision a network computes: 16 bit in its highest blocks, fp32 in the rest, as StyleGAN2-ADA does. Weights are always
/// stored in fp32 and converted on use.
/// </summary>
/// <param name="High">The type of the highest blocks: BFloat16 on CPUs, Float16 on CUDA devices, or Float32.</param>
/// <param name="Blocks">How many blocks, from the highest resolution down; never below 8×8.</param>
public readonly record struct Precision(ScalarType High, int Blocks)
{
    /// <summary>fp32 everywhere.</summary>
    public static Precision Float32 => new(ScalarType.Float32, 0);

    /// <summary>bf16 in the four highest blocks; in all of them where <see cref="Imago.Torch.FusedLayers"/> make a picture.</summary>
    public static Precision BFloat16 => new(ScalarType.BFloat16, 4);

    /// <summary>fp16 in the four highest blocks, which needs clamps (<c>conv_clamp</c>).</summary>
    public static Precision Float16 => new(ScalarType.Float16, 4);

    /// <summary>The type in which the block of a resolution computes, in a network of <paramref name="imgResolution"/>.</summary>
    public ScalarType At(int resolution, int imgResolution) =>
        Blocks > 0 && resolution >= Math.Max(imgResolution >> (Blocks - 1), 8) ? High : ScalarType.Float32;
}
