namespace Imago.Torch.Formats;

/// <summary>One tensor to be written.</summary>
/// <param name="Name">Unique in the file; not <c>__metadata__</c>.</param>
/// <param name="Dtype">The format's name of the element type: F32, BF16, I64, U8, BOOL, …</param>
/// <param name="Shape">Sizes of the dimensions, 0 or more each; empty for a scalar.</param>
/// <param name="Write">Writes exactly the tensor's bytes, little-endian, rows first; called once, when the file has come to them.</param>
public sealed record SafeTensorsItem(string Name, string Dtype, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>A tensor whose bytes are at hand.</summary>
    /// <param name="name">Unique in the file.</param>
    /// <param name="dtype">F32, BF16, …</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="bytes">Little-endian, rows first; not copied.</param>
    public SafeTensorsItem(string name, string dtype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
        : this(name, dtype, shape, stream => stream.Write(bytes.Span))
    {
    }
}
