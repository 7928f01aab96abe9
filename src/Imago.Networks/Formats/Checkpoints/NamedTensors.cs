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

    /// <summary>Bytes of all of them in single precision.</summary>
    public double Bytes => _tensors.Values.Sum(static tensor => tensor.Shape.Aggregate((double)sizeof(float), static (bytes, n) => bytes * n));

    /// <summary>Adds one.</summary>
    public void Add(string name, NamedTensor tensor) => _tensors[name] = tensor;

    /// <summary>Puts the learning rate's factor of a mapping, by which its weights and biases are multiplied at run time, into them where it is another than ours.</summary>
    /// <param name="rate">The factor that it was made with.</param>
    public void FoldMappingRate(double rate)
    {
        var factor = rate / MappingNetwork.LrMultiplier;
        if (factor == 1) return;
        foreach (var (name, tensor) in _tensors.Where(static one => one.Key.StartsWith("mapping.fc", StringComparison.Ordinal)).ToList())
            Add(name, tensor with { Read = () => tensor.Read().Mul(factor) });
    }

    /// <summary>Gives a generator without noise inputs noise that has no strength.</summary>
    /// <param name="resolution">Side of the picture.</param>
    public void SilenceNoise(int resolution)
    {
        foreach (var (name, side) in NoisyLayers(resolution))
        {
            Add($"{name}.noise_strength", new([], static () => Tensor.Zeros([])));
            Add($"{name}.noise_const", new([side, side], () => Tensor.Zeros([side, side])));
        }
    }

    /// <summary>Draws the noise that a generator's file does not keep, the same at every reading.</summary>
    /// <param name="resolution">Side of the picture.</param>
    public void DrawNoise(int resolution)
    {
        foreach (var ((name, side), i) in NoisyLayers(resolution).Select(static (layer, i) => (layer, i)))
            _tensors.TryAdd($"{name}.noise_const", new([side, side], () =>
            {
                using var random = new RandomGenerator((ulong)i);
                return Tensor.Randn([side, side], random);
            }));
    }

    private static IEnumerable<(string Name, long Side)> NoisyLayers(int resolution)
    {
        for (var side = 4; side <= resolution; side *= 2)
            foreach (var layer in side == 4 ? (string[])["conv1"] : ["conv0", "conv1"])
                yield return ($"synthesis.b{side}.{layer}", side);
    }

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
