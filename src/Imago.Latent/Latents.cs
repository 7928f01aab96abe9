namespace Imago.Latent;

/// <summary>Where a latent lies.</summary>
public enum LatentSpace
{
    /// <summary>Before the mapping network: [zDim], standard normal.</summary>
    Z,

    /// <summary>Behind it, one w for each layer: [numWs, wDim].</summary>
    W,
}

/// <summary>Given latents as plain numbers, one for each picture.</summary>
/// <param name="Space">Where they lie.</param>
/// <param name="Count">How many.</param>
/// <param name="Values">[Count, zDim] or [Count, numWs, wDim], rows first.</param>
/// <param name="Labels">[Count, cDim] for latents in z of a network with labels, or null.</param>
public sealed record Latents(LatentSpace Space, int Count, float[] Values, float[]? Labels = null);
