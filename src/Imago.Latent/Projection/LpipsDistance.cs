using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>The perceptual distance <see cref="Lpips"/> of pictures of at most 256 × 256: larger ones are averaged down first, as StyleGAN2's projector does it.</summary>
/// <param name="lpips">Taken over, and moved to the device.</param>
public sealed class LpipsDistance(Lpips lpips) : IPictureDistance
{
    /// <summary>The largest side that is looked at.</summary>
    public const int LargestSide = 256;

    /// <inheritdoc/>
    public string Name => "lpips";

    /// <summary>Five maps of features; pictures of one channel are taken as grey.</summary>
    /// <exception cref="ArgumentException">The pictures are smaller than VGG16 can halve.</exception>
    public Tensor[] Features(Tensor pictures)
    {
        using var scope = TensorScope.Open();
        if (pictures.Size(2) < Vgg16.SmallestSide)
            throw new ArgumentException($"The network's pictures have {pictures.Size(2)} pixels a side, and VGG16 needs {Vgg16.SmallestSide} or more: choose the distance colour.");
        while (pictures.Size(2) > LargestSide)
            pictures = ColourDistance.Half(pictures);
        return scope.Keep(lpips.Features(pictures.Size(1) == 1 ? pictures.Expand(-1, 3, -1, -1) : pictures));
    }

    /// <inheritdoc/>
    public Tensor Between(Tensor[] features, Tensor[] others) => lpips.Between(features, others);

    /// <inheritdoc/>
    public void MoveTo(Device device) => lpips.MoveTo(device);

    /// <summary>Frees the network.</summary>
    public void Dispose() => lpips.Dispose();
}
