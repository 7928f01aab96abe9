using System.Runtime.InteropServices;
using System.Text.Json;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Directions;

/// <summary>
/// Directions in a safetensors file: <c>directions</c> [K, wDim] and <c>scale</c> [K] in fp32, and in the metadata <c>format</c>, <c>method</c> (sefa or pca), <c>network</c> (the
/// fingerprint of the generator), <c>layers</c> and <c>names</c> (lists in JSON).
/// </summary>
public static class DirectionFile
{
    /// <summary>The value of <c>format</c> in the metadata.</summary>
    public const string Format = "imago.directions/1";

    /// <summary>Writes beside the final name, flushes to disk, renames.</summary>
    /// <exception cref="LatentException">There is a file of another kind, which is not replaced.</exception>
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, DirectionSet directions)
    {
        ArgumentNullException.ThrowIfNull(directions);
        CheckReplaceable(path);
        SafeTensorsWriter.Write(
            path,
            [
                new("directions", "F32", [directions.Count, directions.WDim], MemoryMarshal.AsBytes(directions.Vectors.AsSpan()).ToArray()),
                new("scale", "F32", [directions.Count], MemoryMarshal.AsBytes(directions.Scale.AsSpan()).ToArray()),
            ],
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["method"] = Word(directions.Method),
                ["network"] = directions.Network,
                ["layers"] = JsonSerializer.Serialize(directions.Layers),
                ["names"] = JsonSerializer.Serialize(directions.Names),
            });
    }

    /// <summary>Reads directions of any network.</summary>
    /// <exception cref="LatentException">The file holds no directions, or they contradict themselves.</exception>
    /// <exception cref="SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static DirectionSet Read(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") is var format && format != Format)
            throw new LatentException($"{path}: the format is {format ?? "not said"}, expected {Format}: choose a file that `imago directions find` wrote.");
        var (vectors, shape) = Numbers(file, "directions", 2);
        var (scale, _) = Numbers(file, "scale", 1);
        var (layers, names) = (Json<int[]>(file, "layers"), Json<string[]>(file, "names"));
        if (scale.Length != shape[0] || names.Length != shape[0] || layers.Length == 0 || layers.Any(static layer => layer < 0) || names.Any(static name => name is null) || scale.Any(static sigma => sigma < 0))
            throw new LatentException($"{path}: {shape[0]} directions have {scale.Length} scales (0 or more), {names.Length} names and {layers.Length} layers (0 or more), which do not fit together: find the directions again.");
        return new()
        {
            Method = Method(file),
            Network = file.Metadata.GetValueOrDefault("network") ?? "",
            Layers = layers,
            WDim = (int)shape[1],
            Vectors = vectors,
            Scale = scale,
            Names = names,
        };
    }

    /// <summary>Reads directions of one network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What defines its generator.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="force">Takes another network's, if only w is as long.</param>
    /// <exception cref="LatentException">They are another network's, or see <see cref="Read(string)"/>.</exception>
    /// <exception cref="SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static DirectionSet Read(string path, GeneratorOptions options, string fingerprint, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        var directions = Read(path);
        if (directions.WDim != options.WDim)
            throw new LatentException($"{path}: its directions have {directions.WDim} dimensions, and the w of this network has {options.WDim}: find directions of this network.");
        if (directions.Network != fingerprint && !force)
            throw new LatentException($"{path}: its directions are those of the network {directions.Network}, and this one is {fingerprint}: give that network, or use them all the same with --force.");
        return directions;
    }

    private static string Word(DirectionMethod method) => method == DirectionMethod.Pca ? "pca" : "sefa";

    private static DirectionMethod Method(SafeTensorsFile file) => file.Metadata.GetValueOrDefault("method") switch
    {
        "pca" => DirectionMethod.Pca,
        "sefa" => DirectionMethod.Sefa,
        var other => throw new LatentException($"{file.Path}: the method is {other ?? "not said"}, expected sefa or pca: find the directions again."),
    };

    private static (float[] Values, long[] Shape) Numbers(SafeTensorsFile file, string name, int dimensions)
    {
        var entry = file.Entry(name);
        if (entry.Dtype != "F32" || entry.Shape.Length != dimensions || entry.Shape.Any(static size => size < 1))
            throw new LatentException($"{file.Path}: {name} is [{string.Join(", ", entry.Shape)}] of type {entry.Dtype}, expected {(dimensions == 2 ? "[K, wDim]" : "[K]")} of type F32: find the directions again.");
        using var scope = TensorScope.Open();
        var values = file.Read(name).ToFloats();
        return Array.TrueForAll(values, float.IsFinite) ? (values, [.. entry.Shape])
            : throw new LatentException($"{file.Path}: {name} holds numbers that are not finite: find the directions again.");
    }

    private static T Json<T>(SafeTensorsFile file, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.Metadata[key]) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new LatentException($"{file.Path}: the metadata '{key}' cannot be read ({e.Message}): find the directions again.", e);
        }
    }

    /// <summary>Refuses what <see cref="Write"/> would refuse: a slip of the keyboard must not replace a network by directions.</summary>
    /// <exception cref="LatentException">There is a file of another kind.</exception>
    public static void CheckReplaceable(string path) => Replaceable.Check(path, Format, "directions");
}
