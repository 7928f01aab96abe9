using System.Text.Json;
using Imago.Networks.Formats.Pickles;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Tests.Clip;

/// <summary>A case of the reference implementation: small random weights under OpenAI's names, pictures, tokens, and the features that they must give. Its tensors belong to the scope that is open.</summary>
internal sealed class TinyClip
{
    private readonly Dictionary<string, double> _tolerances;

    public TinyClip(string name = "clip_vit_tiny_2heads")
    {
        using var file = SafeTensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Clip", name + ".safetensors"));
        _tolerances = JsonDocument.Parse(file.Metadata["tolerance"]).RootElement.GetProperty("features").Deserialize<Dictionary<string, double>>()!;
        foreach (var entry in file.Entries.Keys.Where(static key => key.StartsWith("w.", StringComparison.Ordinal)))
            Weights[entry[2..]] = file.Read(entry);
        (Image, PictureFeatures, TextFeatures) = (file.Read("in.image"), file.Read("features/out.image_features"), file.Read("features/out.text_features"));
        var tokens = file.Read("in.tokens");
        Tokens = [.. tokens.To(ScalarType.Int64).ToArray<long>().Select(static token => (int)token).Chunk((int)tokens.Size(1))];
    }

    public Dictionary<string, Tensor> Weights { get; } = [];

    public Tensor Image { get; }

    public int[][] Tokens { get; set; }

    public Tensor PictureFeatures { get; }

    public Tensor TextFeatures { get; }

    /// <summary>How far the features of a file are from those expected, in tolerances: at most 1 is right.</summary>
    public (double Pictures, double Texts) Distance(string path, ClipActivation? activation = null, Tensor? image = null)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var clip = ClipFile.Read(path, activation: activation);
        double Far(string name, Tensor met, Tensor expected) => met.Sub(expected).Abs().Amax([0, 1]).ToScalar() / _tolerances[name];
        return (Far("image_features", clip.Visual.Forward(image ?? Image), PictureFeatures), Far("text_features", clip.Text.Forward(Tokens), TextFeatures));
    }

    /// <summary>The weights as Hugging Face writes them.</summary>
    public Dictionary<string, Tensor> HuggingFace()
    {
        var theirs = new Dictionary<string, Tensor> { ["vision_model.embeddings.position_ids"] = Tensor.Arange(37, ScalarType.Int64), ["logit_scale"] = Weights["logit_scale"] };
        foreach (var (name, value) in Weights.Where(static one => one.Key != "logit_scale"))
        {
            var visual = name.StartsWith("visual.", StringComparison.Ordinal);
            var (model, rest) = visual ? ("vision_model", name["visual.".Length..]) : ("text_model", name);
            if (rest is "proj" or "text_projection")
            {
                theirs[visual ? "visual_projection.weight" : "text_projection.weight"] = value.Transpose(0, 1).Contiguous();
                continue;
            }
            rest = rest switch
            {
                "conv1.weight" => "embeddings.patch_embedding.weight",
                "class_embedding" => "embeddings.class_embedding",
                "positional_embedding" => "embeddings.position_embedding.weight",
                "token_embedding.weight" => "embeddings.token_embedding.weight",
                _ => rest.Replace("ln_pre", "pre_layrnorm").Replace("ln_post", "post_layernorm").Replace("ln_final", "final_layer_norm").Replace("transformer.resblocks", "encoder.layers")
                    .Replace(".attn.", ".self_attn.").Replace("ln_1", "layer_norm1").Replace("ln_2", "layer_norm2").Replace("c_fc", "fc1").Replace("c_proj", "fc2"),
            };
            if (!rest.Contains("in_proj_", StringComparison.Ordinal))
            {
                theirs[$"{model}.{rest}"] = value;
                continue;
            }
            var third = value.Size(0) / 3;
            foreach (var (part, i) in new[] { "q", "k", "v" }.Select(static (part, i) => (part, i)))
                theirs[$"{model}.{rest.Replace("in_proj_", part + "_proj.")}"] = value.Slice(0, i * third, (i + 1) * third).Contiguous();
        }
        return theirs;
    }

    public static void Safe(string path, IEnumerable<KeyValuePair<string, Tensor>> weights) => SafeTensorsWriter.Write(path, [.. weights.Select(static one => SafeTensors.Item(one.Key, one.Value))]);

    public static void Torch(string path, IEnumerable<KeyValuePair<string, Tensor>> weights) => TorchWriter.Write(path, weights.Select(static one => KeyValuePair.Create(one.Key, (object)one.Value)));
}
