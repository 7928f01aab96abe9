using System.Text.Json;
using Imago.Torch;
using Imago.Torch.Formats;
using Imago.Torch.Nn;

namespace Imago.Networks.Formats;

/// <summary>
/// Imago's own network file: safetensors with the generator's tensors under their upstream names, the discriminator's (if there is
/// one) behind <c>D.</c>, and in the metadata <c>format</c>, the options of both as JSON, and the training that made them.
/// </summary>
public static class NetworkFile
{
    /// <summary>The value of <c>format</c> in the metadata.</summary>
    public const string Format = "imago.stylegan2/1";

    private const string DiscriminatorPrefix = "D.";

    /// <summary>Writes beside the final name, flushes to disk, renames.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="generator">The generator; of a training, its moving average.</param>
    /// <param name="discriminator">The discriminator, or null.</param>
    /// <param name="training">The training that made them.</param>
    /// <param name="type">How the numbers are kept; half precision takes half the size.</param>
    /// <exception cref="NetworkException">A number is too large for <paramref name="type"/>.</exception>
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, Generator generator, Discriminator? discriminator, TrainingRecord training, ScalarType type = ScalarType.Float32)
    {
        using var scope = TensorScope.Open();
        var items = generator.State().Select(entry => Item(entry.Key, entry.Value.Value, type))
            .Concat((discriminator?.State() ?? []).Select(entry => Item(DiscriminatorPrefix + entry.Key, entry.Value.Value, type)));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["generator"] = JsonSerializer.Serialize(generator.Options),
            ["training"] = JsonSerializer.Serialize(training),
        };
        if (discriminator is not null)
            metadata["discriminator"] = JsonSerializer.Serialize(discriminator.Options);
        SafeTensorsWriter.Write(path, items.ToList(), metadata);
    }

    /// <summary>Reads the networks of a file of any kind in <see cref="CheckpointKind"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parts">What is read beside the generator, where the file has it.</param>
    /// <returns>The generator's moving average where the file has it, else the generator; and what else was asked for.</returns>
    /// <exception cref="NetworkException">It holds no network that Imago knows, is damaged, or asks for more than data.</exception>
    /// <exception cref="SafeTensorsException">It is missing, or a damaged safetensors file.</exception>
    public static Network Read(string path, NetworkParts parts = NetworkParts.Discriminator)
    {
        using var file = CheckpointFile.Open(path);
        return file.Networks(parts);
    }

    /// <summary>What the networks of a file of any kind were made with; the weights are not read.</summary>
    /// <returns>The options of each, null where the file does not hold it.</returns>
    /// <exception cref="NetworkException">As <see cref="Read"/>.</exception>
    /// <exception cref="SafeTensorsException">As <see cref="Read"/>.</exception>
    public static (GeneratorOptions? Generator, DiscriminatorOptions? Discriminator) Describe(string path)
    {
        using var file = CheckpointFile.Open(path);
        return ((file.Parts.GeneratorEma ?? file.Parts.Generator)?.Options, file.Parts.Discriminator?.Options);
    }

    /// <summary>What a file of Imago's own holds.</summary>
    /// <exception cref="NetworkException">The metadata cannot be read.</exception>
    internal static CheckpointParts Parts(SafeTensorsFile file)
    {
        var format = file.Metadata.GetValueOrDefault("format");
        if (format != Format && NamedTensors.From(file, "") is var plain && StateDict.Is(plain)) return StateDict.Read(plain);
        if (format != Format)
            throw new NetworkException($"{file.Path}: the format is {format ?? "not said"}, expected {Format}: choose a network that Imago wrote.");
        return new()
        {
            Kind = CheckpointKind.Imago,
            GeneratorEma = new(Json<GeneratorOptions>(file, "generator"), NamedTensors.From(file, "")),
            Discriminator = file.Metadata.ContainsKey("discriminator")
                ? new(Json<DiscriminatorOptions>(file, "discriminator"), NamedTensors.From(file, DiscriminatorPrefix)) : null,
            Training = Json<TrainingRecord>(file, "training"),
        };
    }

    /// <summary>Copies every tensor of the module from the file; a missing one or another shape is an error.</summary>
    public static void Load(SafeTensorsFile file, string prefix, Module module) => Load(NamedTensors.From(file, prefix), module);

    /// <summary>Copies every tensor of the module, but for those that such a file does not keep.</summary>
    internal static void Load(NamedTensors tensors, Module module)
    {
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in module.State())
        {
            if (!tensors.All.ContainsKey(name) && tensors.MayLack.Contains(name.Split('.')[^1])) continue;
            using var scope = TensorScope.Open();
            parameter.Value.CopyFrom(tensors.Expect(name, parameter.Value.Shape).Read());
        }
    }

    private static SafeTensorsItem Item(string name, Tensor tensor, ScalarType type)
    {
        using var none = Autograd.NoGrad();
        if (tensor.Type == type) return SafeTensors.Item(name, tensor);
        var kept = tensor.To(type);
        return kept.IsFinite().All() || !tensor.IsFinite().All() ? SafeTensors.Item(name, kept)
            : throw new NetworkException($"{name} holds numbers that are too large for {type}: keep them as bf16 or fp32.");
    }

    private static T Json<T>(SafeTensorsFile file, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.Metadata[key]) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new NetworkException($"{file.Path}: the metadata '{key}' cannot be read ({e.Message}).", e);
        }
    }
}

/// <summary>What is read of a file beside the generator.</summary>
[Flags]
public enum NetworkParts
{
    /// <summary>The generator alone: its moving average, where the file has one.</summary>
    Generator = 0,

    /// <summary>The discriminator too.</summary>
    Discriminator = 1,

    /// <summary>The generator as it was trained too, where the file has it beside its average.</summary>
    Trained = 2,
}

/// <summary>The networks of a file; disposing it frees the weights.</summary>
/// <param name="Generator">The generator: its moving average, where the file has one.</param>
/// <param name="Discriminator">The discriminator, where the file has one.</param>
/// <param name="Training">The training that made them.</param>
public sealed record Network(Generator Generator, Discriminator? Discriminator, TrainingRecord Training) : IDisposable
{
    /// <summary>Who wrote the file.</summary>
    public CheckpointKind Kind { get; init; } = CheckpointKind.Imago;

    /// <summary>The generator as it was trained, where the file has it beside its average and it was asked for.</summary>
    public Generator? Trained { get; init; }

    /// <summary>The probability of the augmentations, where the file says it.</summary>
    public double? AugmentP { get; init; }

    /// <summary>What is in the file, by the names that stand there.</summary>
    public IReadOnlyList<string> Holds { get; init; } = [];

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Generator.Dispose();
        Discriminator?.Dispose();
        Trained?.Dispose();
    }
}
