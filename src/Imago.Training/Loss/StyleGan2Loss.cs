using Imago.Networks;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training.Loss;

/// <summary>What the loss is set to.</summary>
public sealed record LossOptions
{
    /// <summary>Weight γ of the R1 penalty.</summary>
    public required double R1Gamma { get; init; }

    /// <summary>Weight of the path length penalty; 0 for none.</summary>
    public double PathLengthWeight { get; init; } = 2;

    /// <summary>How fast the mean path length follows.</summary>
    public double PathLengthDecay { get; init; } = 0.01;

    /// <summary>The path length is measured on a batch divided by this.</summary>
    public int PathLengthShrink { get; init; } = 2;

    /// <summary>Probability of style mixing for a batch.</summary>
    public double StyleMixing { get; init; } = 0.9;
}

/// <summary>
/// The loss of StyleGAN2-ADA: non-saturating logistic (Goodfellow et al. 2014), R1 on real pictures (Mescheder et al. 2018,
/// arXiv:1801.04406), path length on generated ones (Karras et al. 2020, arXiv:1912.04958, section 3.2). The discriminator only ever
/// sees augmented pictures (Karras et al. 2020, arXiv:2006.06676). Each phase adds its gradient and answers with what it measured.
/// </summary>
/// <param name="generator">Not owned.</param>
/// <param name="discriminator">Not owned.</param>
/// <param name="augment">What the discriminator sees pictures through; null for nothing.</param>
/// <param name="options">What it is set to.</param>
/// <param name="group">The processes among which a batch is divided; null for one. The mean of path lengths is that of all their pictures.</param>
public sealed class StyleGan2Loss(Generator generator, Discriminator discriminator, AugmentPipe? augment, LossOptions options, ProcessGroup? group = null) : IDisposable
{
    private readonly ProcessGroup _group = group ?? ProcessGroup.Alone;

    /// <summary>The running mean of path lengths, a scalar.</summary>
    public Tensor PathLengthMean { get; } = TensorScope.Free(Tensor.Zeros([]));

    /// <summary>Generator: softplus(-D(G(z))).</summary>
    public Measures GeneratorMain(Tensor z, Tensor? c, LossDraws draws, GradientAccumulator gradients)
    {
        using var scope = TensorScope.Open();
        var (fake, _) = Generate(z, c, draws);
        var scores = Judge(fake, c, draws);
        var loss = scores.Neg().Softplus();
        gradients.Add(loss.Mean());
        return new Measures().Scores("fake", scores).Add("Loss/G/loss", loss);
    }

    /// <summary>
    /// Path length: |Jᵀy| for random pictures y should not depend on where in W one stands. Penalises the squared distance to the
    /// running mean, which is part of the graph.
    /// </summary>
    public Measures GeneratorRegularisation(Tensor z, Tensor? c, double gain, LossDraws draws, GradientAccumulator gradients)
    {
        using var scope = TensorScope.Open();
        var count = Math.Max(z.Size(0) / options.PathLengthShrink, 1);
        var (fake, ws) = Generate(z.Slice(0, 0, count), c?.Slice(0, 0, count), draws);
        // y is scaled so that lengths do not depend on the resolution.
        var y = draws.PathLengthNoise(fake.Shape).To(fake.Device).Div(Math.Sqrt(fake.Size(2) * fake.Size(3))); // [N, C, H, W]
        var weighted = fake.Mul(y).Sum();
        var slope = Autograd.Grad(weighted, ws, createGraph: true); // [N, numWs, wDim]
        var lengths = slope.Square().Sum([2]).Mean([1]).Sqrt(); // [N]
        // Every picture's penalty depends on every other's length, by the mean: so each process takes the penalties of all pictures, and its own part of their gradient.
        var all = _group.Gather(lengths);
        var mean = PathLengthMean.Lerp(all.Mean(), options.PathLengthDecay);
        gradients.Add(all.Sub(mean).Square().Mul(options.PathLengthWeight).Mean().Mul(gain * _group.Size));
        var penalty = lengths.Sub(mean).Square();
        var loss = penalty.Mul(options.PathLengthWeight);
        using (Autograd.NoGrad())
            PathLengthMean.CopyFrom(mean.Detach());
        return new Measures().Add("Loss/pl_penalty", penalty).Add("Loss/G/reg", loss).Add("Loss/pl_mean", mean);
    }

    /// <summary>Discriminator: softplus(D(G(z))) + softplus(-D(x)), one after the other to halve the memory.</summary>
    public Measures DiscriminatorMain(Tensor real, Tensor? realC, Tensor z, Tensor? c, LossDraws draws, GradientAccumulator gradients)
    {
        using var scope = TensorScope.Open();
        Tensor fake;
        using (Autograd.NoGrad())
            (fake, _) = Generate(z, c, draws);
        var fakeScores = Judge(fake, c, draws);
        var fakeLoss = fakeScores.Softplus();
        gradients.Add(fakeLoss.Mean(), moreToCome: true);
        var measures = new Measures().Scores("fake", fakeScores);

        var realScores = Judge(real, realC, draws);
        var realLoss = realScores.Neg().Softplus();
        gradients.Add(realLoss.Mean());
        return measures.Scores("real", realScores).Add("Loss/D/loss", fakeLoss.Detach().Add(realLoss.Detach()));
    }

    /// <summary>R1: γ/2 · |∇D(x)|², with respect to the real pictures before augmentation.</summary>
    public Measures DiscriminatorRegularisation(Tensor real, Tensor? realC, double gain, LossDraws draws, GradientAccumulator gradients)
    {
        using var scope = TensorScope.Open();
        var x = real.Detach().SetRequiresGrad(true);
        var scores = Judge(x, realC, draws);
        var slope = Autograd.Grad(scores.Sum(), x, createGraph: true);
        var penalty = slope.Square().Sum([1, 2, 3]); // [N]
        var loss = penalty.Mul(options.R1Gamma / 2);
        gradients.Add(loss.Mean().Mul(gain));
        return new Measures().Add("Loss/r1_penalty", penalty).Add("Loss/D/reg", loss).Scores("real", scores, signs: false);
    }

    /// <summary>Frees the running mean.</summary>
    public void Dispose() => PathLengthMean.Dispose();

    private (Tensor Img, Tensor Ws) Generate(Tensor z, Tensor? c, LossDraws draws)
    {
        var ws = generator.Mapping.Forward(z, c, updateWAvg: true); // [N, numWs, wDim]
        var numWs = generator.Options.NumWs;
        var cutoff = draws.MixingCutoff(numWs, options.StyleMixing);
        if (cutoff < numWs)
        {
            var other = generator.Mapping.Forward(draws.Latents(z.Size(0), z.Size(1)), c);
            ws = Tensor.Cat([ws.Slice(1, 0, cutoff), other.Slice(1, cutoff, numWs)], 1);
        }
        return (generator.Synthesis.Forward(ws, draws.Noise), ws);
    }

    private Tensor Judge(Tensor img, Tensor? c, LossDraws draws) =>
        discriminator.Forward(augment is null ? img : augment.Apply(img, draws.Augment), c);
}
