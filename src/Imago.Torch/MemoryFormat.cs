namespace Imago.Torch;

/// <summary>How a tensor [N, C, H, W] lies in memory, with libtorch's numbers.</summary>
public enum MemoryFormat
{
    /// <summary>N, C, H, W: the last index runs fastest.</summary>
    Contiguous = 0,

    /// <summary>As the source has it.</summary>
    Preserve = 1,

    /// <summary>N, H, W, C: channels run fastest. The fast format for bf16 convolutions on a CPU.</summary>
    ChannelsLast = 2,
}
