using Imago.Networks;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training.Loss;

/// <summary>The random choices that the loss makes, in one place, so that a test can give its own.</summary>
/// <param name="random">The source.</param>
/// <param name="noiseInputs">Whether generated pictures have noise.</param>
/// <param name="share">Which of a batch's pictures it draws for, where several processes divide it; null for all.</param>
/// <param name="choices">The source of what the host decides, on the CPU, so that nobody waits for a GPU to know it; null for the same.</param>
public class LossDraws(RandomGenerator random, bool noiseInputs = true, Share? share = null, RandomGenerator? choices = null)
{
    /// <summary>What is drawn for each picture; what is drawn for a batch is the same for all processes.</summary>
    private readonly RandomGenerator _each = random.Sharing(share ?? Share.Whole);

    private readonly RandomGenerator _choices = choices ?? random;

    /// <summary>The noise of generated pictures: fresh for each, or none.</summary>
    public virtual Noise Noise => noiseInputs ? Noise.From(_each) : Noise.None;

    /// <summary>The numbers behind the augmentation.</summary>
    public virtual IAugmentDraws Augment { get; } = new GeneratorDraws((choices ?? random).Sharing(share ?? Share.Whole), random.Sharing(share ?? Share.Whole));

    /// <summary>Latents [n, zDim].</summary>
    public virtual Tensor Latents(long count, long zDim) => Tensor.Randn([count, zDim], _each);

    /// <summary>
    /// From which w on a second latent takes over: uniform in 1 … numWs - 1 with the given probability, else numWs (no mixing).
    /// </summary>
    public virtual int MixingCutoff(int numWs, double probability)
    {
        if (probability <= 0)
            return numWs;
        using var scope = TensorScope.Open();
        var mixes = Tensor.Rand([1], _choices).ToScalar() < probability;
        var cutoff = (int)Tensor.RandInt(1, numWs, [1], _choices).ToScalar();
        return mixes ? cutoff : numWs;
    }

    /// <summary>The random pictures of the path length penalty, N(0, 1), of the given shape.</summary>
    public virtual Tensor PathLengthNoise(long[] shape) => Tensor.Randn(shape, _each);
}
