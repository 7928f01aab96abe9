using System.Collections.Immutable;

namespace Imago.Torch.Formats;

/// <summary>One tensor of a safetensors file as its header tells it.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Dtype">The format's own name of the element type: F32, BF16, I64, U8, BOOL, …</param>
/// <param name="Shape">Sizes of the dimensions; empty for a scalar; any of them may be 0.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafeTensorsEntry(string Name, string Dtype, ImmutableArray<long> Shape, long Start, long End)
{
    /// <summary>Bytes of the tensor: elements times the size of one.</summary>
    public long Length => End - Start;
}
