using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>One tensor of a file: its shape is known, its numbers are read when they are asked for.</summary>
/// <param name="Shape">Sizes of the dimensions.</param>
/// <param name="Read">Reads it, as [shape] in whatever type it has.</param>
internal sealed record NamedTensor(long[] Shape, Func<Tensor> Read);

/// <summary>The tensors of a network in a file of any kind, under their upstream names.</summary>
/// <param name="source">The file, and where in it, for sentences.</param>
internal sealed class NamedTensors(string source)
{
    private readonly Dictionary<string, NamedTensor> _tensors = [];

    /// <summary>The file, and where in it.</summary>
    public string Source { get; } = source;

    /// <summary>What stands before each name in the file, for sentences.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<string, NamedTensor> All => _tensors;

    /// <summary>Last parts of names that this kind of file does not keep, because they follow from the rest.</summary>
    public IReadOnlyList<string> MayLack { get; init; } = [];

    /// <summary>Adds one.</summary>
    public void Add(string name, NamedTensor tensor) => _tensors[name] = tensor;

    /// <summary>Those of a safetensors file whose names begin with <paramref name="prefix"/>, without it.</summary>
    public static NamedTensors From(SafeTensorsFile file, string prefix)
    {
        var tensors = new NamedTensors(file.Path) { Prefix = prefix };
        foreach (var (name, entry) in file.Entries)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                tensors.Add(name[prefix.Length..], new([.. entry.Shape], () => file.Read(name)));
        return tensors;
    }

    /// <summary>One by its name and shape.</summary>
    /// <exception cref="NetworkException">It is missing or has another shape.</exception>
    public NamedTensor Expect(string name, ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new NetworkException($"{Source}: the tensor {Prefix}{name} is missing; the file does not hold what its options say: copy or download it again.");
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            throw new NetworkException(
                $"{Source}: the tensor {Prefix}{name} has the shape [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", shape.ToArray())}]: copy or download it again.");
        return tensor;
    }
}
