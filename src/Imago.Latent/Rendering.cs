using Imago.Imaging;

namespace Imago.Latent;

/// <summary>One picture as the network gives it, before it is rounded to bytes.</summary>
/// <param name="Index">Its number among those asked for.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Resolution">Its side.</param>
/// <param name="Values">[Channels, Resolution, Resolution], about -1 to 1.</param>
public sealed record Rendering(int Index, int Channels, int Resolution, float[] Values)
{
    /// <summary>
    /// The picture in 8 bits: x·127.5 + 128, cut to 0 … 255 and truncated, as StyleGAN2-ADA's tools do it (so -1 is 0, and 1 is 255).
    /// </summary>
    public Picture ToPicture()
    {
        var (area, pixels) = (Resolution * Resolution, new byte[Values.Length]);
        for (var channel = 0; channel < Channels; channel++)
        {
            var plane = Values.AsSpan(channel * area, area);
            for (var i = 0; i < plane.Length; i++)
                pixels[(i * Channels) + channel] = (byte)Math.Clamp((plane[i] * 127.5f) + 128f, 0f, 255f); // [C, H, W] → [H, W, C]
        }
        return new Picture(Resolution, Resolution, Channels, pixels);
    }
}
