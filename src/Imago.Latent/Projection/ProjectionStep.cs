using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>A step of a projection or tuning, told while it is done.</summary>
/// <param name="number">1 for the first.</param>
/// <param name="distance">How far its picture is from the target.</param>
/// <param name="image">[1, channels, R, R].</param>
public readonly ref struct ProjectionStep(int number, double distance, Tensor image)
{
    private readonly Tensor _image = image;

    /// <summary>1 for the first.</summary>
    public int Number { get; } = number;

    /// <summary>How far its picture is from the target.</summary>
    public double Distance { get; } = distance;

    /// <summary>Its picture.</summary>
    public Rendering Rendering() => TargetPicture.Rendering(_image);
}
