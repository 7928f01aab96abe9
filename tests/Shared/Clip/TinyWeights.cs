using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Tests;

/// <summary>A small CLIP with random weights under OpenAI's names, with CLIP's own vocabulary: pictures of 32², patches of 8², vectors of 32 numbers.</summary>
public static class TinyWeights
{
    /// <summary>Writes it as safetensors and gives the path back.</summary>
    public static string Write(string path, int vocabulary = 49_408)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(9);
        var weights = new List<SafeTensorsItem>();
        void Add(string name, params long[] shape) =>
            weights.Add(SafeTensors.Item(name, name.Contains("ln_", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal) ? Tensor.Ones(shape) : Tensor.Randn(shape, random).Mul(0.1)));
        Add("visual.conv1.weight", 64, 3, 8, 8);
        Add("visual.class_embedding", 64);
        Add("visual.positional_embedding", 17, 64);
        Add("visual.proj", 64, 32);
        Add("token_embedding.weight", vocabulary, 64);
        Add("positional_embedding", 77, 64);
        Add("text_projection", 64, 32);
        Add("logit_scale");
        foreach (var norm in (string[])["visual.ln_pre", "visual.ln_post", "ln_final", "visual.transformer.resblocks.0.ln_1", "visual.transformer.resblocks.0.ln_2", "transformer.resblocks.0.ln_1", "transformer.resblocks.0.ln_2"])
        {
            Add($"{norm}.weight", 64);
            Add($"{norm}.bias", 64);
        }
        foreach (var block in (string[])["visual.transformer.resblocks.0", "transformer.resblocks.0"])
        {
            Add($"{block}.attn.in_proj_weight", 192, 64);
            Add($"{block}.attn.in_proj_bias", 192);
            Add($"{block}.attn.out_proj.weight", 64, 64);
            Add($"{block}.attn.out_proj.bias", 64);
            Add($"{block}.mlp.c_fc.weight", 256, 64);
            Add($"{block}.mlp.c_fc.bias", 256);
            Add($"{block}.mlp.c_proj.weight", 64, 256);
            Add($"{block}.mlp.c_proj.bias", 64);
        }
        SafeTensorsWriter.Write(path, weights);
        return path;
    }
}
