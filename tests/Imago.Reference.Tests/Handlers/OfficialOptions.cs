using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Imago.Networks;

namespace Imago.Reference.Tests.Handlers;

/// <summary>
/// The reference's constructor arguments as options of ours, which have the same names but are flat. An argument that ours does not know
/// fails the test, so that nothing is silently left out.
/// </summary>
internal static class OfficialOptions
{
    private static readonly JsonSerializerOptions s_strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    // Where the reference computes in fp16, and how it orders the same mathematics. The cases are all fp32.
    private static readonly string[] s_meaningless = ["num_fp16_res", "fused_modconv_default", "channels_last", "fp16_channels_last"];

    // What the reference lets one choose and everybody leaves as it is; ours has no option for it.
    private static readonly Dictionary<string, string> s_fixed = new() { ["activation"] = "\"lrelu\"", ["lr_multiplier"] = "0.01", ["use_noise"] = "true" };

    public static GeneratorOptions Generator(JsonObject kwargs) => Flat(kwargs, "mapping_kwargs", "synthesis_kwargs").Deserialize<GeneratorOptions>(s_strict)!;

    public static DiscriminatorOptions Discriminator(JsonObject kwargs) =>
        Flat(kwargs, "mapping_kwargs", "block_kwargs", "epilogue_kwargs").Deserialize<DiscriminatorOptions>(s_strict)!;

    private static JsonObject Flat(JsonObject kwargs, params string[] parts)
    {
        var flat = new JsonObject();
        foreach (var (name, value) in kwargs.Where(entry => !parts.Contains(entry.Key)).Concat(parts.SelectMany(part => kwargs.Part(part))))
            if (!s_meaningless.Contains(name) && !IsFixed(name, value))
                flat.Add(name, value?.DeepClone());
        return flat;
    }

    /// <summary>Whether an argument says what ours always does.</summary>
    private static bool IsFixed(string name, JsonNode? value) => s_fixed.TryGetValue(name, out var ours) && value?.ToJsonString() == ours;
}
