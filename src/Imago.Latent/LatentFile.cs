using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent;

/// <summary>
/// Latents in a safetensors file: <c>z</c> [N, zDim] or <c>w</c> [N, numWs, wDim], and for z optionally labels <c>c</c> [N, cDim]. Any floating-point type;
/// other tensors in the file are not looked at.
/// </summary>
public static class LatentFile
{
    /// <summary>Reads latents that fit a generator.</summary>
    /// <exception cref="LatentException">There is neither z nor w, or both, or a tensor has another type or shape, or holds NaN or infinities.</exception>
    /// <exception cref="SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static Latents Read(string path, GeneratorOptions options)
    {
        using var file = SafeTensorsFile.Open(path);
        var (hasZ, hasW) = (file.Entries.ContainsKey("z"), file.Entries.ContainsKey("w"));
        if (hasZ == hasW)
        {
            var expected = $"expected either z [N, {options.ZDim}] or w [N, {options.NumWs}, {options.WDim}]";
            throw new LatentException(hasZ
                ? $"{path} holds both z and w, {expected}: leave out one of them."
                : $"{path} holds {Names(file)}, {expected}: rename or add the tensor.");
        }
        var (values, count) = hasZ ? Numbers(file, "z", null, options.ZDim) : Numbers(file, "w", null, options.NumWs, options.WDim);
        if (hasW)
            return new Latents(LatentSpace.W, count, values);

        if (!file.Entries.ContainsKey("c"))
            return new Latents(LatentSpace.Z, count, values);
        if (options.CDim == 0)
            throw new LatentException($"{path} holds labels c, but the network has none: leave out c.");
        return new Latents(LatentSpace.Z, count, values, Numbers(file, "c", count, options.CDim).Values);
    }

    /// <summary>A tensor [N, rest…] as floats, and its N.</summary>
    private static (float[] Values, int Count) Numbers(SafeTensorsFile file, string name, int? count, params long[] rest)
    {
        var entry = file.Entry(name);
        if (entry.Dtype is not ("F32" or "F64" or "F16" or "BF16"))
            throw new LatentException($"{file.Path}: {name} is of type {entry.Dtype}, expected floating-point numbers (F32): convert it.");
        var fits = entry.Shape.Length == rest.Length + 1 && entry.Shape.AsSpan()[1..].SequenceEqual(rest) && entry.Shape[0] > 0 && (count is null || entry.Shape[0] == count);
        if (!fits)
            throw new LatentException(
                $"{file.Path}: {name} has the shape [{string.Join(", ", entry.Shape)}], this network expects [{count?.ToString() ?? "N"}, {string.Join(", ", rest)}]{(count is null ? " with N from 1 on" : "")}.");
        using var scope = TensorScope.Open();
        var values = file.Read(name).ToFloats();
        var bad = Array.FindIndex(values, static value => !float.IsFinite(value));
        return bad < 0
            ? (values, (int)entry.Shape[0])
            : throw new LatentException($"{file.Path}: {name} holds {values[bad]} in row {bad / (values.Length / entry.Shape[0])}, expected finite numbers: correct the row or leave it out.");
    }

    private static string Names(SafeTensorsFile file) => file.Entries.Count == 0 ? "no tensor" : string.Join(", ", file.Entries.Keys.Take(5)) + (file.Entries.Count > 5 ? ", …" : "");
}
