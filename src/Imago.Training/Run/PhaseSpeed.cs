using Imago.Torch;
using Imago.Training.Loss;

namespace Imago.Training.Run;

/// <summary>How long a phase of training takes.</summary>
/// <param name="Name">Gmain, Greg, Dmain or Dreg.</param>
/// <param name="Every">It is due every so many batches.</param>
/// <param name="Seconds">Seconds for a batch, its optimiser's step counted: the median.</param>
public sealed record PhaseTime(string Name, int Every, double Seconds);

/// <summary>How fast a training is on this machine, phase by phase, on random pictures and without writing anything.</summary>
/// <param name="Phases">The phases in their order.</param>
/// <param name="AverageSeconds">Seconds for the generator's moving average, once a batch: the median.</param>
/// <param name="Batch">Pictures in a batch.</param>
public sealed record PhaseSpeed(IReadOnlyList<PhaseTime> Phases, double AverageSeconds, int Batch)
{
    /// <summary>Seconds for a batch, every phase as often as it is due.</summary>
    public double SecondsPerBatch => Phases.Sum(static phase => phase.Seconds / phase.Every) + AverageSeconds;

    /// <summary>Real pictures shown in a second.</summary>
    public double ImagesPerSecond => Batch / SecondsPerBatch;

    /// <summary>Runs every phase a few times with random weights and pictures; the first time, which sets everything up, is not counted.</summary>
    /// <param name="options">What would be trained; augmentation at the strength <see cref="TrainingOptions.P"/>.</param>
    /// <param name="repeat">How often each phase is timed, 1 or more.</param>
    /// <param name="done">Told after each.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static PhaseSpeed Measure(TrainingOptions options, int repeat, Action? done = null, CancellationToken stop = default)
    {
        TorchLibrary.Threads = options.Threads;
        using var trainer = new Trainer(options);
        if (trainer.Augment is { } augment) augment.P = options.P;
        var draws = new LossDraws(trainer.Random, options.NoiseInputs, choices: trainer.Choices);
        using var scope = TensorScope.Open();
        var batch = new Round(
            Tensor.Randn([options.Batch, options.Channels, options.Resolution, options.Resolution], trainer.Random).Clamp(-1, 1),
            Labels(options, trainer),
            Tensor.Randn([options.Batch, options.Generator.ZDim], trainer.Random),
            Labels(options, trainer));
        var times = Phase.Of(trainer, options, draws).Select(phase => new PhaseTime(phase.Name, phase.Every, Median(() => phase.Step(trainer, batch, options.BatchGpu, static measures => measures.Dispose())))).ToList();
        var average = Median(() => MovingAverage.Update(trainer.Average, trainer.Generator, beta: 0.999));
        return new(times, average, options.Batch);

        double Median(Action step) => Timing.Median(repeat, 1, step, done, stop);
    }

    private static Tensor? Labels(TrainingOptions options, Trainer trainer) =>
        options.LabelDim == 0 ? null : Tensor.Randn([options.Batch, options.LabelDim], trainer.Random);
}
