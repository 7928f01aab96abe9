using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// Choices from a random generator. How many numbers it takes depends only on the options and the batch, never on the numbers, so
/// that a training which restores the generator goes on with the same augmentations. A generator on the CPU is the quick one:
/// the choices are read back at once.
/// </summary>
/// <param name="generator">Not owned.</param>
public sealed class GeneratorDraws(RandomGenerator generator) : IAugmentDraws
{
    /// <inheritdoc/>
    public float[] Uniform(int count)
    {
        using var scope = TensorScope.Open();
        return Tensor.Rand([count], generator).ToFloats();
    }

    /// <inheritdoc/>
    public float[] Normal(int count)
    {
        using var scope = TensorScope.Open();
        return Tensor.Randn([count], generator).ToFloats();
    }

    /// <inheritdoc/>
    public float[] HalfNormal(int count) => Array.ConvertAll(Normal(count), Math.Abs);

    /// <inheritdoc/>
    public bool[] Gates(int count, double probability, bool again = false) => Array.ConvertAll(Uniform(count), number => number < probability);

    /// <inheritdoc/>
    public Tensor NormalPicture(params long[] shape) => Tensor.Randn(shape, generator);
}
