using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// Where the pipe's random choices come from, in the order in which it asks: for each augmentation first its values, one a picture
/// (or two, x and y), then the gates that say which pictures get it.
/// </summary>
public interface IAugmentDraws
{
    /// <summary>Uniform numbers in [0, 1), so many for each of the pictures.</summary>
    float[] Uniform(int count, int each = 1);

    /// <summary>Standard normal numbers, so many for each of the pictures.</summary>
    float[] Normal(int count, int each = 1);

    /// <summary>Absolute values of standard normal numbers.</summary>
    float[] HalfNormal(int count);

    /// <summary>Which of the pictures get an augmentation, each with the given probability.</summary>
    /// <param name="count">Pictures.</param>
    /// <param name="probability">0 to 1; more counts as 1.</param>
    /// <param name="again">The same augmentation was offered before in this batch: the second of the two rotations.</param>
    bool[] Gates(int count, double probability, bool again = false);

    /// <summary>A picture of standard normal numbers of a shape [N, C, H, W], in 32-bit floats.</summary>
    Tensor NormalPicture(params long[] shape);
}
