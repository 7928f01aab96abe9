using Imago.Torch;

namespace Imago.Latent;

/// <summary>
/// Style mixing (Karras et al. 2019, arXiv:1812.04948, section 3.1): a picture that takes some layers' w from another. Low indices steer pose
/// and shape, high ones colour and texture.
/// </summary>
public static class StyleMixing
{
    /// <summary>ws of one picture with those at <paramref name="layers"/> from another.</summary>
    /// <param name="into">[numWs, wDim].</param>
    /// <param name="from">[numWs, wDim].</param>
    /// <param name="layers">Indices 0 to numWs - 1.</param>
    /// <returns>[numWs, wDim].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index that these networks do not have.</exception>
    public static Tensor Mix(Tensor into, Tensor from, params IReadOnlyCollection<int> layers)
    {
        using var scope = TensorScope.Open();
        from.AssertShape(into.Shape);
        var count = into.Size(0);
        if (layers.Any(layer => layer < 0 || layer >= count))
            throw new ArgumentOutOfRangeException(nameof(layers), $"layers {string.Join(", ", layers)} were asked for, but a picture of this network has the layers 0 to {count - 1}: leave out the others.");
        return scope.Keep(Tensor.Stack([.. Enumerable.Range(0, (int)count).Select(layer => (layers.Contains(layer) ? from : into).Select(0, layer))]));
    }
}
