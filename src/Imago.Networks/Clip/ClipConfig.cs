using System.Text.Json;
using Imago.Networks.Formats;

namespace Imago.Networks;

/// <summary>What lies beside the weights and says what they do not: Hugging Face's <c>config.json</c> and <c>preprocessor_config.json</c>, or OpenCLIP's <c>open_clip_config.json</c>.</summary>
/// <param name="Activation">What bends; null where nothing is said.</param>
/// <param name="VisionHeads">Parts of the attention of the tower that looks.</param>
/// <param name="TextHeads">Of the tower that reads.</param>
/// <param name="Mean">Of each channel.</param>
/// <param name="Deviation">Of each channel.</param>
internal sealed record ClipConfig(ClipActivation? Activation = null, int? VisionHeads = null, int? TextHeads = null, double[]? Mean = null, double[]? Deviation = null)
{
    private const string Model = "config.json", Pictures = "preprocessor_config.json", OpenClip = "open_clip_config.json";

    /// <summary>Reads what lies beside a file; nothing where nothing does.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="huggingFace">Whether their names are Hugging Face's.</param>
    /// <exception cref="NetworkException">It cannot be read, or tells of another network.</exception>
    public static ClipConfig Beside(string weights, bool huggingFace)
    {
        if (!huggingFace)
            return Read(weights, OpenClip, static root => OfOpenClip(root)) ?? new();
        var config = Read(weights, Model, static root => OfHuggingFace(root)) ?? new();
        return Read(weights, Pictures, root => config with { Mean = Numbers(root, "image_mean"), Deviation = Numbers(root, "image_std") }) ?? config;
    }

    private static ClipConfig OfHuggingFace(JsonElement root)
    {
        if (root.TryGetProperty("model_type", out var type) && type.GetString() is { } kind and not "clip")
            throw new FormatException($"it tells of a network of the kind {kind}, expected clip");
        // Where nothing is said, that library takes the quick one.
        string Bends(string tower) => root.TryGetProperty(tower, out var part) && part.TryGetProperty("hidden_act", out var act) ? act.GetString() ?? "" : "quick_gelu";
        int? Heads(string tower) => root.TryGetProperty(tower, out var part) && part.TryGetProperty("num_attention_heads", out var heads) ? heads.GetInt32() : null;
        var (looks, reads) = (Bends("vision_config"), Bends("text_config"));
        return new((looks, reads) switch
        {
            ("quick_gelu", "quick_gelu") => ClipActivation.QuickGelu,
            ("gelu", "gelu") => ClipActivation.Gelu,
            _ => throw new FormatException($"its hidden_act are {looks} and {reads}, expected quick_gelu or gelu for both"),
        }, Heads("vision_config"), Heads("text_config"));
    }

    private static ClipConfig OfOpenClip(JsonElement root)
    {
        var model = root.GetProperty("model_cfg");
        var vision = model.GetProperty("vision_cfg");
        int? heads = vision.TryGetProperty("head_width", out var width) ? vision.GetProperty("width").GetInt32() / Math.Max(1, width.GetInt32()) : null;
        var (mean, deviation) = root.TryGetProperty("preprocess_cfg", out var pictures) ? (Numbers(pictures, "mean"), Numbers(pictures, "std")) : default;
        return new(
            model.TryGetProperty("quick_gelu", out var quick) && quick.GetBoolean() ? ClipActivation.QuickGelu : ClipActivation.Gelu,
            heads, model.GetProperty("text_cfg").TryGetProperty("heads", out var texts) ? texts.GetInt32() : null, mean, deviation);
    }

    private static double[]? Numbers(JsonElement at, string name) =>
        !at.TryGetProperty(name, out var list) ? null
        : list.EnumerateArray().Select(static one => one.GetDouble()).ToArray() is { Length: 3 } three && three.All(double.IsFinite) ? three
        : throw new FormatException($"its {name} is {list}, expected three numbers");

    private static ClipConfig? Read(string weights, string name, Func<JsonElement, ClipConfig> of)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weights))!, name);
        try
        {
            if (!File.Exists(path)) return null;
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return of(json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new NetworkException($"{path}, which lies beside the weights, cannot be used ({e.Message.TrimEnd('.')}): put the one there that belongs to them, or move it away.", e);
        }
    }
}
