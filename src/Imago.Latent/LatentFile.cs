using System.Text.Json;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent;

/// <summary>
/// Latents in a file. Ours are safetensors: <c>z</c> [N, zDim] or <c>w</c> [N, numWs, wDim], and for z optionally labels <c>c</c> [N, cDim], in any floating-point type; metadata
/// <c>network</c>, <c>seeds</c> and <c>names</c>, all optional. The <c>.npz</c> of StyleGAN2-ADA's projector, which holds <c>w</c>, is read too. Other tensors are not looked at.
/// </summary>
public static class LatentFile
{
    /// <summary>The value of <c>format</c> in the metadata of the files that are written.</summary>
    public const string Format = "imago.latents/1";

    /// <summary>Reads latents that belong to a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="generator">The network that they are for.</param>
    /// <param name="force">Takes those of another network too, if the shapes fit.</param>
    /// <exception cref="LatentException">
    /// There is neither z nor w, or both; a tensor has another type or shape, or holds NaN or infinities; or the file says that it belongs to another network.
    /// </exception>
    /// <exception cref="SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static IReadOnlyList<LatentCode> Read(string path, Generator generator, bool force = false)
    {
        var options = generator.Options;
        if (NpzFile.IsOne(path))
            return Rows(path, LatentSpace.W, options, NpzFile.Read(path, "w"), null, new Dictionary<string, string>());
        using var file = SafeTensorsFile.Open(path);
        var (hasZ, hasW) = (file.Entries.ContainsKey("z"), file.Entries.ContainsKey("w"));
        if (hasZ == hasW)
        {
            var expected = $"expected either z [N, {options.ZDim}] or w [N, {options.NumWs}, {options.WDim}]";
            throw new LatentException(hasZ
                ? $"{path} holds both z and w, {expected}: leave out one of them."
                : $"{path} holds {Names(file)}, {expected}: rename or add the tensor.");
        }
        if (hasW && file.Entries.ContainsKey("c"))
            throw new LatentException($"{path} holds labels c beside w, and w comes after the labels: leave out c.");
        if (file.Entries.ContainsKey("c") && options.CDim == 0)
            throw new LatentException($"{path} holds labels c, but the network has none: leave out c.");
        var read = Rows(path, hasZ ? LatentSpace.Z : LatentSpace.W, options, Numbers(file, hasZ ? "z" : "w"), file.Entries.ContainsKey("c") ? Numbers(file, "c") : null, file.Metadata);
        if (!force && file.Metadata.TryGetValue("network", out var network) && network != NetworkFingerprint.Of(generator))
            throw new LatentException($"{path} belongs to the network {network}, and this one is {NetworkFingerprint.Of(generator)}: name its own network, or take them all the same with --force.");
        return read;
    }

    /// <summary>Writes latents of one kind, with the network that they belong to. The file is there whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="latents">One or more, all in z or all in w, of the same length.</param>
    /// <param name="generator">The network that they belong to.</param>
    /// <exception cref="ArgumentException">There is none, or they are of different kinds.</exception>
    /// <exception cref="LatentException">Something else than latents is there under that name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<LatentCode> latents, Generator generator)
    {
        if (latents.Count == 0 || latents.Any(one => one.Space != latents[0].Space || one.Label is null != latents[0].Label is null))
            throw new ArgumentException("Latents in one file are all in z or all in w, all with labels or all without: write them to several files.");
        Replaceable.Check(path, Format, "latents");
        var (space, count, options) = (latents[0].Space, latents.Count, generator.Options);
        using var scope = TensorScope.Open();
        Tensor Joined(Func<LatentCode, float[]> values, params long[] shape) => Tensor.From(latents.SelectMany(values).ToArray(), [count, .. shape]);
        List<SafeTensorsItem> items = [space == LatentSpace.Z
            ? SafeTensors.Item("z", Joined(static one => one.Values, options.ZDim))
            : SafeTensors.Item("w", Joined(static one => one.Values, options.NumWs, options.WDim))];
        if (latents[0].Label is not null)
            items.Add(SafeTensors.Item("c", Joined(static one => one.Label!, options.CDim)));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["network"] = NetworkFingerprint.Of(generator),
            ["names"] = JsonSerializer.Serialize(latents.Select(static one => one.Name)),
            ["seeds"] = JsonSerializer.Serialize(latents.Select(static one => one.Seed)),
        };
        SafeTensorsWriter.Write(path, items, metadata);
    }

    private static List<LatentCode> Rows(
        string path, LatentSpace space, GeneratorOptions options, (float[] Values, long[] Shape) values, (float[] Values, long[] Shape)? labels, IReadOnlyDictionary<string, string> metadata)
    {
        var (name, each) = space == LatentSpace.Z ? ("z", new long[] { options.ZDim }) : ("w", [options.NumWs, options.WDim]);
        Check(path, name, values, null, each);
        var count = (int)values.Shape[0];
        if (labels is { } given)
            Check(path, "c", given, count, [options.CDim]);
        var (names, seeds) = (List<string>(path, metadata, "names", count), List<long?>(path, metadata, "seeds", count));
        static float[] Row(float[] all, int count, int i) => all.AsSpan(all.Length / count * i, all.Length / count).ToArray();
        return [.. Enumerable.Range(0, count).Select(i =>
            new LatentCode(space, Row(values.Values, count, i), labels is { } one ? Row(one.Values, count, i) : null) { Name = names?[i] ?? $"latent {i}", Seed = seeds?[i] })];
    }

    private static List<T>? List<T>(string path, IReadOnlyDictionary<string, string> metadata, string name, int count)
    {
        if (!metadata.TryGetValue(name, out var text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<List<T>>(text) is { } list && list.Count == count ? list : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new LatentException($"{path} says '{text[..Math.Min(text.Length, 40)]}' of its {name}, expected a list of {count}: correct it or leave it out.", e);
        }
    }

    /// <summary>A tensor as floats, and its shape.</summary>
    private static (float[] Values, long[] Shape) Numbers(SafeTensorsFile file, string name)
    {
        var entry = file.Entry(name);
        if (entry.Dtype is not ("F32" or "F64" or "F16" or "BF16"))
            throw new LatentException($"{file.Path}: {name} is of type {entry.Dtype}, expected floating-point numbers (F32): convert it.");
        using var scope = TensorScope.Open();
        return (file.Read(name).ToFloats(), [.. entry.Shape]);
    }

    private static void Check(string path, string name, (float[] Values, long[] Shape) read, int? count, long[] each)
    {
        if (read.Shape.Length != each.Length + 1 || !read.Shape.AsSpan(1).SequenceEqual(each) || read.Shape[0] == 0 || (count is not null && read.Shape[0] != count))
            throw new LatentException(
                $"{path}: {name} has the shape [{string.Join(", ", read.Shape)}], this network expects [{count?.ToString() ?? "N"}, {string.Join(", ", each)}]{(count is null ? " with N from 1 on" : "")}.");
        var bad = Array.FindIndex(read.Values, static value => !float.IsFinite(value));
        if (bad >= 0)
            throw new LatentException($"{path}: {name} holds {read.Values[bad]} in row {bad / (read.Values.Length / read.Shape[0])}, expected finite numbers: correct the row or leave it out.");
    }

    private static string Names(SafeTensorsFile file) => file.Entries.Count == 0 ? "no tensor" : string.Join(", ", file.Entries.Keys.Take(5)) + (file.Entries.Count > 5 ? ", …" : "");
}
