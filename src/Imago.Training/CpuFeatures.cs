using System.Runtime.Intrinsics.X86;

namespace Imago.Training;

/// <summary>What the processor computes fast.</summary>
public static class CpuFeatures
{
    /// <summary>
    /// Whether there are instructions for dot products of bf16: AVX512-BF16 (leaf 7, sub-leaf 1, EAX bit 5) or AMX-BF16 (leaf 7, EDX
    /// bit 22). Without them bf16 is slower than fp32.
    /// </summary>
    public static bool HasFastBFloat16
    {
        get
        {
            if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
                return false;
            return (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
        }
    }
}
