using System.Text.Json.Nodes;
using Imago.Torch;
using Imago.Torch.Nn;
using Xunit.Sdk;

namespace Imago.Reference.Tests;

/// <summary>
/// One case: options, inputs, weights and expected outputs. A handler computes the outputs from the others and gives each to
/// <see cref="Check"/>; <see cref="Finish"/> then fails where one is beyond its tolerance or was forgotten.
/// </summary>
public sealed class FixtureCase(
    string kind, JsonObject options, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, double> tolerances)
{
    private readonly List<Comparison> _comparisons = [];

    public string Kind { get; } = kind;

    /// <summary>The options of the file with those of the sub-case over them.</summary>
    public JsonObject Options { get; } = options;

    /// <summary>The file that the case stands in.</summary>
    public string Path { get; init; } = "";

    /// <summary>The texts of that file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>One of those texts.</summary>
    public string Metadata(string key) => Texts.GetValueOrDefault(key) ?? throw new XunitException($"{Path} has no '{key}' in its metadata.");

    /// <summary>The network file that the case <c>NAME.expected.safetensors</c> is about: <c>NAME</c> with another ending.</summary>
    public string Neighbour(string ending) => Path.Replace(".expected.safetensors", ending, StringComparison.Ordinal);

    /// <summary>What was compared so far.</summary>
    public IReadOnlyList<Comparison> Comparisons => _comparisons;

    /// <summary>The names of the expected outputs, without <c>out.</c></summary>
    public IEnumerable<string> Outputs => Names("out.");

    /// <summary>The names of the inputs, without <c>in.</c></summary>
    public IEnumerable<string> Inputs => Names("in.");

    /// <summary>The names of the weights and buffers, without <c>w.</c></summary>
    public IEnumerable<string> Weights => Names("w.");

    /// <summary>Whether there is an expected output of this name.</summary>
    public bool Expects(string output) => tensors.ContainsKey("out." + output);

    public Tensor In(string name) => tensors["in." + name];

    public Tensor? InOrNull(string name) => tensors.GetValueOrDefault("in." + name);

    public Tensor Weight(string name) => tensors["w." + name];

    public Tensor? WeightOrNull(string name) => tensors.GetValueOrDefault("w." + name);

    /// <summary>An expected output, for cases whose later steps start from the stored result of earlier ones.</summary>
    public Tensor Expected(string output) => tensors["out." + output];

    /// <summary>
    /// Gives a network the weights of the case whose names begin with <paramref name="prefix"/>. Both must have the same names; only constants
    /// that a network of ours computes itself may be left over.
    /// </summary>
    public void Load(Module module, string prefix = "", Predicate<string>? computedByUs = null)
    {
        using var none = Autograd.NoGrad();
        var given = Weights.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]).ToHashSet();
        foreach (var (name, parameter) in module.State())
        {
            Assert.True(given.Remove(name), $"the case has no weight '{prefix}{name}', which the network has.");
            parameter.Value.CopyFrom(Weight(prefix + name).AssertShape(parameter.Value.Shape));
        }
        given.RemoveWhere(computedByUs ?? (_ => false));
        Assert.True(given.Count == 0, $"the network has no {string.Join(", ", given)}, which the case gives.");
    }

    /// <summary>Compares an output: |met - expected| may be at most the output's tolerance, everywhere.</summary>
    public void Check(string output, Tensor met)
    {
        if (!Expects(output))
            throw new XunitException($"the case expects no output '{output}'; it expects {string.Join(", ", Outputs)}.");
        if (!tolerances.TryGetValue(output, out var tolerance))
            throw new XunitException($"the case gives no tolerance for its output '{output}'.");
        _comparisons.Add(Comparison.Of(output, met, Expected(output), tolerance));
    }

    /// <summary>Notes something that is true or not, where there are no numbers to compare.</summary>
    public void Says(bool holds, string what) => _comparisons.Add(new(what, holds ? "" : "does not hold.", holds ? 0 : double.PositiveInfinity));

    /// <summary>Fails where an output is beyond its tolerance, worst first, or where one was not checked.</summary>
    public void Finish()
    {
        var wrong = _comparisons.Where(comparison => !comparison.Holds).OrderByDescending(comparison => comparison.Ratio).ToArray();
        var forgotten = Outputs.Except(_comparisons.Select(comparison => comparison.Output)).ToArray();
        if (wrong.Length > 0)
            throw new XunitException($"{wrong.Length} of {_comparisons.Count} outputs are beyond their tolerance:\n" + string.Join('\n', wrong.Take(40)));
        if (forgotten.Length > 0)
            throw new XunitException($"the handler of '{Kind}' left these outputs unchecked: {string.Join(", ", forgotten)}.");
        if (_comparisons.Count == 0)
            throw new XunitException("the case expects nothing: it cannot show anything.");
    }

    private IEnumerable<string> Names(string role) =>
        tensors.Keys.Where(name => name.StartsWith(role, StringComparison.Ordinal)).Select(name => name[role.Length..]);
}
