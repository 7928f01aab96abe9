using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training.Loss;

namespace Imago.Training.Run;

/// <summary>One step of one network within a batch.</summary>
/// <param name="Name">Upstream's name: Gmain, Greg, Dmain or Dreg.</param>
/// <param name="Trains">The network that learns.</param>
/// <param name="Adam">Its optimiser.</param>
/// <param name="Every">It is due every so many batches.</param>
/// <param name="Accumulate">Computes the loss of a round and adds its gradients.</param>
internal sealed record Phase(string Name, Module Trains, Adam Adam, int Every, Func<Round, GradientAccumulator, Measures> Accumulate)
{
    /// <summary>Averages the gradients over the processes; null where there is one.</summary>
    private GradientReducer? Reducer { get; init; }

    /// <summary>The phases of a batch, in their order. Regularisation is lazy: now and then, but stronger (StyleGAN2, appendix B).</summary>
    public static IReadOnlyList<Phase> Of(Trainer trainer, TrainingOptions options, LossDraws draws)
    {
        var (generator, discriminator, loss) = (trainer.Generator, trainer.Discriminator, trainer.Loss);
        var phases = new List<Phase>
        {
            new("Gmain", generator, trainer.GeneratorAdam, Every: 1, (round, gradients) => loss.GeneratorMain(round.Z, round.C, draws, gradients)),
            new("Dmain", discriminator, trainer.DiscriminatorAdam, Every: 1, (round, gradients) =>
                loss.DiscriminatorMain(round.Real, round.RealC, round.Z, round.C, draws, gradients)),
            new("Dreg", discriminator, trainer.DiscriminatorAdam, Every: options.DiscriminatorRegInterval, (round, gradients) =>
                loss.DiscriminatorRegularisation(round.Real, round.RealC, options.DiscriminatorRegInterval, draws, gradients)),
        };
        if (options.PathLengthWeight > 0)
            phases.Insert(1, new("Greg", generator, trainer.GeneratorAdam, Every: options.GeneratorRegInterval, (round, gradients) =>
                loss.GeneratorRegularisation(round.Z, round.C, options.GeneratorRegInterval, draws, gradients)));
        return trainer.Group.Size == 1 ? phases : phases.ConvertAll(phase => phase with { Reducer = new(trainer.Group) });
    }

    /// <summary>Does the step: gradients summed over rounds, then the optimiser.</summary>
    /// <param name="trainer">Both networks, of which the other stands still.</param>
    /// <param name="batch">The whole batch, or this process's share of it.</param>
    /// <param name="perRound">Pictures in a round.</param>
    /// <param name="seen">Told what each round measured.</param>
    public void Step(Trainer trainer, Round batch, int perRound, Action<Measures> seen)
    {
        trainer.Generator.Record(Trains == trainer.Generator);
        trainer.Discriminator.Record(Trains == trainer.Discriminator);
        var gradients = new GradientAccumulator(Adam, Reducer);
        var size = (int)batch.Z.Size(0);
        for (var start = 0; start < size; start += perRound)
        {
            gradients.InLastRound = start + perRound >= size;
            seen(Accumulate(batch.Slice(start, Math.Min(start + perRound, size)), gradients));
        }
        Adam.Step(gradients.Take());
    }
}

/// <summary>What a phase works on.</summary>
/// <param name="Real">Real pictures [N, C, H, W].</param>
/// <param name="RealC">Their labels [N, cDim], or null.</param>
/// <param name="Z">Latents [N, zDim].</param>
/// <param name="C">Labels of the pictures to be generated [N, cDim], or null.</param>
internal readonly record struct Round(Tensor Real, Tensor? RealC, Tensor Z, Tensor? C)
{
    /// <summary>A part of it.</summary>
    public Round Slice(int start, int end) => new(Real.Slice(0, start, end), RealC?.Slice(0, start, end), Z.Slice(0, start, end), C?.Slice(0, start, end));
}
