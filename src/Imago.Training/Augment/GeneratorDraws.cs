using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// Choices from a random generator. How many numbers it takes depends only on the options and the batch, never on the numbers, so
/// that a training which restores the generator goes on with the same augmentations. A generator on the CPU is the quick one:
/// the choices are read back at once.
/// </summary>
/// <param name="generator">Not owned.</param>
/// <param name="pictures">Where pictures of noise are drawn, such as on a GPU; null for the same.</param>
public sealed class GeneratorDraws(RandomGenerator generator, RandomGenerator? pictures = null) : IAugmentDraws
{
    /// <inheritdoc/>
    public float[] Uniform(int count, int each)
    {
        using var scope = TensorScope.Open();
        return Tensor.Rand([count, each], generator).ToFloats();
    }

    /// <inheritdoc/>
    public float[] Normal(int count, int each)
    {
        using var scope = TensorScope.Open();
        return Tensor.Randn([count, each], generator).ToFloats();
    }

    /// <inheritdoc/>
    public float[] HalfNormal(int count) => Array.ConvertAll(Normal(count, 1), Math.Abs);

    /// <inheritdoc/>
    public bool[] Gates(int count, double probability, bool again = false) => Array.ConvertAll(Uniform(count, 1), number => number < probability);

    /// <inheritdoc/>
    public Tensor NormalPicture(params long[] shape) => Tensor.Randn(shape, pictures ?? generator);
}
