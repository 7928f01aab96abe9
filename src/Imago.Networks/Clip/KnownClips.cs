namespace Imago.Networks;

/// <summary>A network that can be had by its name.</summary>
/// <param name="Address">Where its weights are.</param>
/// <param name="Activation">What it was trained with.</param>
public sealed record KnownClip(Uri Address, ClipActivation Activation);

/// <summary>Public CLIPs under their makers' names. They belong to their makers, whose terms hold.</summary>
public static class KnownClips
{
    private const string OpenAi = "https://openaipublic.azureedge.net/clip/models/", Laion = "https://huggingface.co/laion/CLIP-ViT-", Weights = "/resolve/main/open_clip_pytorch_model.bin";

    /// <summary>Names and networks.</summary>
    public static IReadOnlyDictionary<string, KnownClip> All { get; } = new OrderedDictionary<string, KnownClip>(StringComparer.OrdinalIgnoreCase)
    {
        ["ViT-B/32"] = new(new(OpenAi + "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt"), ClipActivation.QuickGelu),
        ["ViT-B/16"] = new(new(OpenAi + "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f/ViT-B-16.pt"), ClipActivation.QuickGelu),
        ["ViT-L/14"] = new(new(OpenAi + "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836/ViT-L-14.pt"), ClipActivation.QuickGelu),
        ["ViT-L/14@336px"] = new(new(OpenAi + "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02/ViT-L-14-336px.pt"), ClipActivation.QuickGelu),
        ["ViT-B/32-laion2b"] = new(new(Laion + "B-32-laion2B-s34B-b79K" + Weights), ClipActivation.Gelu),
        ["ViT-B/16-datacomp"] = new(new(Laion + "B-16-DataComp.XL-s13B-b90K" + Weights), ClipActivation.Gelu),
        ["ViT-L/14-datacomp"] = new(new(Laion + "L-14-DataComp.XL-s13B-b90K" + Weights), ClipActivation.Gelu),
        ["ViT-H/14-laion2b"] = new(new(Laion + "H-14-laion2B-s32B-b79K" + Weights), ClipActivation.Gelu),
    };
}
