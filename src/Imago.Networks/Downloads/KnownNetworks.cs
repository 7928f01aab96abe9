namespace Imago.Networks.Downloads;

/// <summary>Public networks under the names that users of StyleGAN know. They belong to their makers, whose terms (mostly non-commercial) hold.</summary>
public static class KnownNetworks
{
    private const string Ada = "https://nvlabs-fi-cdn.nvidia.com/stylegan2-ada-pytorch/pretrained/";
    private const string Ngc = "https://api.ngc.nvidia.com/v2/models/nvidia/research/stylegan2/versions/1/files/stylegan2-";
    private const string StyleGan2 = "https://nvlabs-fi-cdn.nvidia.com/stylegan2/networks/stylegan2-";

    /// <summary>Names and addresses.</summary>
    public static IReadOnlyDictionary<string, Uri> All { get; } = new OrderedDictionary<string, Uri>(StringComparer.OrdinalIgnoreCase)
    {
        // Where StyleGAN2-ADA's own --resume begins.
        ["ffhq256"] = new(Ada + "transfer-learning-source-nets/ffhq-res256-mirror-paper256-noaug.pkl"),
        ["ffhq512"] = new(Ada + "transfer-learning-source-nets/ffhq-res512-mirror-stylegan2-noaug.pkl"),
        ["ffhq1024"] = new(Ada + "transfer-learning-source-nets/ffhq-res1024-mirror-stylegan2-noaug.pkl"),
        ["celebahq256"] = new(Ada + "transfer-learning-source-nets/celebahq-res256-mirror-paper256-kimg100000-ada-target0.5.pkl"),
        ["lsundog256"] = new(Ada + "transfer-learning-source-nets/lsundog-res256-paper256-kimg100000-noaug.pkl"),

        // What it was shown with.
        ["ffhq"] = new(Ada + "ffhq.pkl"),
        ["metfaces"] = new(Ada + "metfaces.pkl"),
        ["cifar10"] = new(Ada + "cifar10.pkl"),

        // StyleGAN2 in the StyleGAN3 repository.
        ["ffhqu256"] = new(Ngc + "ffhqu-256x256.pkl"),
        ["ffhqu1024"] = new(Ngc + "ffhqu-1024x1024.pkl"),
        ["metfaces1024"] = new(Ngc + "metfaces-1024x1024.pkl"),
        ["metfacesu1024"] = new(Ngc + "metfacesu-1024x1024.pkl"),
        ["afhqcat"] = new(Ngc + "afhqcat-512x512.pkl"),
        ["afhqcat512"] = new(Ngc + "afhqcat-512x512.pkl"),
        ["afhqdog"] = new(Ngc + "afhqdog-512x512.pkl"),
        ["afhqdog512"] = new(Ngc + "afhqdog-512x512.pkl"),
        ["afhqwild"] = new(Ngc + "afhqwild-512x512.pkl"),
        ["afhqwild512"] = new(Ngc + "afhqwild-512x512.pkl"),
        ["afhq512"] = new(Ngc + "afhqv2-512x512.pkl"),
        ["brecahad512"] = new(Ngc + "brecahad-512x512.pkl"),

        // StyleGAN2 of 2019, config F.
        ["lsuncar512"] = new(StyleGan2 + "car-config-f.pkl"),
        ["lsuncat256"] = new(StyleGan2 + "cat-config-f.pkl"),
        ["lsunchurch256"] = new(StyleGan2 + "church-config-f.pkl"),
        ["lsunhorse256"] = new(StyleGan2 + "horse-config-f.pkl"),
    };
}
