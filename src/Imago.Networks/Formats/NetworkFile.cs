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
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, Generator generator, Discriminator? discriminator, TrainingRecord training)
    {
        var items = generator.State().Select(entry => SafeTensors.Item(entry.Key, entry.Value.Value))
            .Concat((discriminator?.State() ?? []).Select(entry => SafeTensors.Item(DiscriminatorPrefix + entry.Key, entry.Value.Value)));
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

    /// <summary>Reads a network file.</summary>
    /// <exception cref="NetworkException">It is no network of Imago's, or tensors are missing or of another shape.</exception>
    /// <exception cref="SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static Network Read(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") is var format && format != Format)
            throw new NetworkException($"{path}: the format is {format ?? "not said"}, expected {Format}: choose a network that Imago wrote.");
        using var random = new RandomGenerator(0);
        using var scope = TensorScope.Open();

        Generator? generator = null;
        Discriminator? discriminator = null;
        try
        {
            var options = Json<GeneratorOptions>(file, "generator");
            NetworkFileCheck.Generator(file, options);
            generator = new Generator(options, random);
            Load(file, "", generator);
            if (file.Metadata.ContainsKey("discriminator"))
            {
                var other = Json<DiscriminatorOptions>(file, "discriminator");
                NetworkFileCheck.Discriminator(file, DiscriminatorPrefix, other);
                discriminator = new Discriminator(other, random);
                Load(file, DiscriminatorPrefix, discriminator);
            }
            return new Network(generator, discriminator, Json<TrainingRecord>(file, "training"));
        }
        catch
        {
            generator?.Dispose();
            discriminator?.Dispose();
            throw;
        }
    }

    /// <summary>Copies every tensor of the module from the file; a missing one or another shape is an error.</summary>
    public static void Load(SafeTensorsFile file, string prefix, Module module)
    {
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in module.State())
        {
            using var scope = TensorScope.Open();
            NetworkFileCheck.Expect(file, prefix + name, parameter.Value.Shape);
            parameter.Value.CopyFrom(file.Read(prefix + name));
        }
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

/// <summary>What a network file holds; disposing it frees the weights.</summary>
/// <param name="Generator">The generator.</param>
/// <param name="Discriminator">The discriminator, where the file has one.</param>
/// <param name="Training">The training that made them.</param>
public sealed record Network(Generator Generator, Discriminator? Discriminator, TrainingRecord Training) : IDisposable
{
    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Generator.Dispose();
        Discriminator?.Dispose();
    }
}
