using System.Text.Json;
using System.Text.Json.Nodes;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Reference.Tests;

/// <summary>A file of a fixture folder: its kind, and its cases by sub-case name (one named "" where there are no sub-cases).</summary>
public abstract class FixtureFile(string kind, IReadOnlyList<string> subcases) : IDisposable
{
    public string Kind { get; } = kind;

    public IReadOnlyList<string> Subcases { get; } = subcases;

    public static FixtureFile Open(string path) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? new SafeTensorsFixture(SafeTensorsFile.Open(path))
        : Kinds.OfName(path) is var kind && kind == NumpyRandnFixture.KindName ? new NumpyRandnFixture(path)
        : new PlainFixture(kind, path);

    /// <summary>One case. Its tensors belong to the scope that is open here.</summary>
    public abstract FixtureCase Case(string subcase);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>A file that this format has no cases for; its name alone tells its kind.</summary>
    private sealed class PlainFixture(string kind, string path) : FixtureFile(kind, [""])
    {
        public override FixtureCase Case(string subcase) => new(Kind, [], new Dictionary<string, Tensor>(), new Dictionary<string, double>()) { Path = path };
    }
}

/// <summary>Tensors by role with options and tolerances in the metadata.</summary>
public sealed class SafeTensorsFixture(SafeTensorsFile file)
    : FixtureFile(Text(file, "kind"), [.. Subcase(file).Select(subcase => subcase!["id"]!.GetValue<string>())])
{
    public override FixtureCase Case(string subcase)
    {
        var options = JsonNode.Parse(Text(file, "common"))!.AsObject();
        foreach (var (name, value) in Subcase(file).Single(one => one!["id"]!.GetValue<string>() == subcase)!.AsObject())
            options[name] = value?.DeepClone();
        var tolerances = JsonNode.Parse(Text(file, "tolerance"))![subcase].Deserialize<Dictionary<string, double>>()
            ?? throw new FormatException($"{file.Path} gives no tolerances for the sub-case '{subcase}'.");

        // Shared tensors have no prefix; a sub-case's own ones win over them.
        var names = file.Entries.Keys.Where(name => !name.Contains('/', StringComparison.Ordinal)).ToDictionary(name => name);
        if (subcase.Length > 0)
            foreach (var name in file.Entries.Keys.Where(name => name.StartsWith(subcase + "/", StringComparison.Ordinal)))
                names[name[(subcase.Length + 1)..]] = name;
        return new FixtureCase(Kind, options, names.ToDictionary(name => name.Key, name => Read(name.Value)), tolerances) { Path = file.Path, Texts = file.Metadata };
    }

    public override void Dispose()
    {
        file.Dispose();
        base.Dispose();
    }

    private static string Text(SafeTensorsFile file, string key) =>
        file.Metadata.GetValueOrDefault(key) ?? throw new FormatException($"{file.Path} has no '{key}' in its metadata: it is no case file.");

    private static JsonArray Subcase(SafeTensorsFile file) => JsonNode.Parse(Text(file, "subcases"))!.AsArray();

    private Tensor Read(string name)
    {
        var entry = file.Entry(name);
        long[] shape = [.. entry.Shape];
        var bytes = file.Bytes(name).ToArray();
        return entry.Dtype switch
        {
            "F32" => Tensor.FromBytes(bytes, ScalarType.Float32, shape),
            "F16" => Tensor.FromBytes(bytes, ScalarType.Float16, shape).To(ScalarType.Float32),
            "F64" => Tensor.FromBytes(bytes, ScalarType.Float64, shape),
            "I32" => Tensor.FromBytes(bytes, ScalarType.Int32, shape),
            "I64" => Tensor.FromBytes(bytes, ScalarType.Int64, shape),
            "U8" => Tensor.FromBytes(bytes, ScalarType.Byte, shape),
            _ => throw new FormatException($"{file.Path}: {name} is of type {entry.Dtype}, which no case has had so far."),
        };
    }
}

/// <summary>Seeds and the first, last and summed numbers of numpy's generator, as JSON: one case for each seed.</summary>
public sealed class NumpyRandnFixture(string path) : FixtureFile(KindName, [.. Seeds(path).Select(one => one!["seed"]!.ToJsonString())])
{
    public const string KindName = "numpy_randn";

    public override FixtureCase Case(string subcase)
    {
        var one = Seeds(path).Single(found => found!["seed"]!.ToJsonString() == subcase)!.AsObject();
        // The numbers stand there with all their digits; the logarithm of another C library may differ in the last one. The sum is of 512.
        Dictionary<string, double> tolerances = new() { ["first"] = 1e-14, ["last"] = 1e-14, ["second_first"] = 1e-14, ["sum"] = 1e-11 };
        var expected = tolerances.Keys.ToDictionary(name => "out." + name, name =>
            one[name] is JsonArray many ? Tensor.From(many.Deserialize<double[]>()!, many.Count) : Tensor.Scalar(one[name]!.GetValue<double>(), ScalarType.Float64));
        return new FixtureCase(Kind, new JsonObject { ["seed"] = one["seed"]!.DeepClone() }, expected, tolerances);
    }

    private static JsonArray Seeds(string path) => JsonNode.Parse(File.ReadAllText(path))!["cases"]!.AsArray();
}
