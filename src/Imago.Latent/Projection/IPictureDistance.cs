using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>How unlike two pictures look: 0 for equal ones, differentiable. What is compared of a picture is computed apart, so that a target pays once.</summary>
public interface IPictureDistance : IDisposable
{
    /// <summary>Its name in results: <c>colour</c>, <c>lpips</c>.</summary>
    string Name { get; }

    /// <summary>What is compared of pictures [N, channels, R, R] of about -1 to 1: tensors [N, …], belonging to the open scope.</summary>
    Tensor[] Features(Tensor pictures);

    /// <summary>The distance of each picture from its partner, or from the only one of the others: [N].</summary>
    /// <param name="features">Of N pictures.</param>
    /// <param name="others">Of N pictures or of one.</param>
    Tensor Between(Tensor[] features, Tensor[] others);

    /// <summary>Moves what it computes with to where the pictures are.</summary>
    void MoveTo(Device device);
}
