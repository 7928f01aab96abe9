using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Networks;

/// <summary>
/// Weights under the names that <see cref="ClipModel"/> gives them, out of a file that names them otherwise. OpenAI and OpenCLIP leave out what stands before the text tower; Hugging Face has other
/// names, turns the two projections, and keeps queries, keys and values apart.
/// </summary>
internal sealed class ClipNames
{
    private static readonly (string Ours, string Theirs)[] s_huggingFace =
    [
        ("visual.conv1.", "vision_model.embeddings.patch_embedding."),
        ("visual.class_embedding", "vision_model.embeddings.class_embedding"),
        ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
        ("visual.ln_pre.", "vision_model.pre_layrnorm."), // as it is spelt there
        ("visual.ln_post.", "vision_model.post_layernorm."),
        ("visual.proj", "visual_projection.weight"),
        ("visual.transformer.resblocks.", "vision_model.encoder.layers."),
        ("text.token_embedding.", "text_model.embeddings.token_embedding."),
        ("text.positional_embedding", "text_model.embeddings.position_embedding.weight"),
        ("text.ln_final.", "text_model.final_layer_norm."),
        ("text.text_projection", "text_projection.weight"),
        ("text.transformer.resblocks.", "text_model.encoder.layers."),
        (".attn.", ".self_attn."), (".ln_1.", ".layer_norm1."), (".ln_2.", ".layer_norm2."), (".mlp.c_fc.", ".mlp.fc1."), (".mlp.c_proj.", ".mlp.fc2."),
    ];

    private readonly NamedTensors _file;
    private readonly string _prefix;

    /// <summary>Finds out how a file names its tensors.</summary>
    /// <exception cref="NetworkException">It is no CLIP, or one of a kind that is not read.</exception>
    public ClipNames(NamedTensors file)
    {
        _file = file;
        _prefix = file.All.ContainsKey("module.logit_scale") ? "module." : ""; // of a training on several devices
        bool Has(string start) => file.All.Keys.Any(name => name.StartsWith(_prefix + start, StringComparison.Ordinal));
        if (Has("logit_bias") || Has("vision_model.head.") || Has("visual.trunk.attn_pool."))
            throw new NetworkException($"{file.Source} is a SigLIP network, which Imago does not read: give a CLIP of OpenAI or OpenCLIP with a vision transformer, such as ViT-B/32.");
        if (Has("visual.layer1.") || Has("visual.trunk."))
            throw new NetworkException($"{file.Source} is a CLIP without CLIP's own vision transformer (a ResNet, or a trunk of another library), which Imago does not read: give one such as ViT-B/32.");
        HuggingFace = Has("vision_model.") || Has("text_model.");
        if (!HuggingFace && !Has("visual.conv1.weight"))
            throw new NetworkException(
                $"{file.Source} has neither the tensor visual.conv1.weight nor vision_model.embeddings.patch_embedding.weight, so it is no CLIP: give a file of OpenAI, OpenCLIP or Hugging Face, such as ViT-B-32.pt.");
    }

    /// <summary>Whether the names are Hugging Face's.</summary>
    public bool HuggingFace { get; }

    /// <summary>What the file calls a tensor; its first third, of the three that are joined.</summary>
    public string Of(string name)
    {
        if (!HuggingFace)
            return _prefix + (name.StartsWith("text.", StringComparison.Ordinal) ? name["text.".Length..] : name);
        foreach (var (ours, theirs) in s_huggingFace)
            name = name.Replace(ours, theirs, StringComparison.Ordinal);
        return _prefix + name.Replace(".in_proj_", ".q_proj.", StringComparison.Ordinal);
    }

    /// <summary>Whether the file has a tensor.</summary>
    public bool Has(string name) => _file.All.ContainsKey(Of(name));

    /// <summary>The shape of a tensor, as the model has it.</summary>
    /// <exception cref="NetworkException">It is missing, or has another number of dimensions, or sizes beyond any network's.</exception>
    public long[] Shape(string name, int dimensions)
    {
        if (!_file.All.TryGetValue(Of(name), out var tensor))
            throw new NetworkException($"{_file.Source}: the tensor {Of(name)} is missing: it is only a part of a CLIP, or another network.");
        if (tensor.Shape.Length != dimensions || tensor.Shape.Any(static n => n is < 1 or > 1 << 20))
            throw new NetworkException($"{_file.Source}: the tensor {Of(name)} has the shape [{string.Join(", ", tensor.Shape)}], expected {dimensions} dimensions of 1 to {1 << 20:N0}: copy or download it again.");
        return IsTurned(name) ? [tensor.Shape[1], tensor.Shape[0]] : tensor.Shape;
    }

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="NetworkException">It is missing or of another shape.</exception>
    public Tensor Read(string name, long[] shape)
    {
        if (IsTurned(name))
            return _file.Expect(Of(name), [shape[1], shape[0]]).Read().Transpose(0, 1);
        if (!HuggingFace || !name.Contains(".in_proj_", StringComparison.Ordinal))
            return _file.Expect(Of(name), shape).Read();
        var first = Of(name);
        return Tensor.Cat(Array.ConvertAll((string[])["q", "k", "v"], part => _file.Expect(first.Replace(".q_proj.", $".{part}_proj.", StringComparison.Ordinal), [shape[0] / 3, .. shape[1..]]).Read()), 0);
    }

    private bool IsTurned(string name) => HuggingFace && (name is "visual.proj" or "text.text_projection");
}
