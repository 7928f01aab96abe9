using System.Diagnostics;
using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training.Data;
using Imago.Training.Loss;
using Imago.Training.Quality;

namespace Imago.Training.Run;

/// <summary>The training of StyleGAN2-ADA (Karras et al. 2020, arXiv:2006.06676), from the first batch to the last snapshot.</summary>
public static class TrainingLoop
{
    /// <summary>
    /// Trains until <see cref="TrainingOptions.Kimg"/> or <see cref="TrainingOptions.StopAfter"/>, or until stopped; in all cases the last snapshot holds all that was done. Where the
    /// folder holds a snapshot, the training goes on from it bit for bit.
    /// </summary>
    /// <param name="options">What is trained; the same for all processes.</param>
    /// <param name="run">Where it is written down, by the first process; the others read the snapshot there that they go on from.</param>
    /// <param name="data">The pictures, the same for all processes.</param>
    /// <param name="watcher">Told by the first process what happens.</param>
    /// <param name="stop">Stops all processes, whichever of them is asked.</param>
    /// <param name="group">The processes that train together; null for one. Each takes its share of every batch.</param>
    /// <returns>The last network's file.</returns>
    /// <exception cref="TrainingException">The training cannot begin or go on; the last good snapshot is kept.</exception>
    /// <exception cref="DatasetException">The data set is not there, is damaged or has another size than the training began with.</exception>
    /// <exception cref="PeerLostException">Another process is gone; the first says so by a <see cref="TrainingException"/>, with a snapshot.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string Run(TrainingOptions options, RunFolder run, ImageDataset data, IProgress<TrainingEvent> watcher, CancellationToken stop, ProcessGroup? group = null)
    {
        group ??= ProcessGroup.Alone;
        if (options.Processes != group.Size)
            throw new TrainingException($"{run.Path} is trained by {options.Processes} {(options.Processes == 1 ? "process" : "processes")} and {group.Size} {(group.Size == 1 ? "was" : "were")} started: a run goes on exactly with as many only; start {options.Processes}, or begin a new run with --resume {run.Path}.");
        TorchLibrary.Threads = options.Threads;
        using var trainer = new Trainer(options, group);
        using var recorder = group.IsFirst ? new Recorder(trainer, options, run, data, watcher, stop) : null;
        var (generator, share) = (trainer.Generator, options.Batch / group.Size);
        var (random, choices) = (trainer.Random.Sharing(group.Share), trainer.Choices.Sharing(group.Share));
        var (draws, labels) = (new LossDraws(trainer.Random, options.NoiseInputs, group.Share, trainer.Choices), new LabelDraws(data, trainer.Device));

        // Go on from the newest snapshot, or begin: from scratch, or with the weights of another network.
        var restored = Snapshot.Restore(trainer, run, sentence => recorder?.Notice(sentence));
        if (restored is null && options.Resume is not null && Transfer.Begin(trainer, options) is { } partial)
            recorder?.Notice(partial, warns: options.AllowPartial);
        if (!group.AllHave(trainer.Fingerprint))
            throw new TrainingException($"process {group.Rank} of {group.Size} and another do not begin with the same weights: let all see the same --continue folder or --resume file, and run the same program on the same libtorch ({TorchLibrary.Version} here).");
        using var pictures = new DataPrefetcher(data, restored ?? new InfiniteSampler(data.Count, (ulong)options.Seed).State, share, options.Workers, share: group.Share);
        recorder?.Begin();

        // A run that was stopped while a snapshot was measured measures it now, and one that has come to its end has nothing else to do.
        bool AtEnd() => trainer.Progress.Nimg >= options.Kimg * 1000 || trainer.Progress.Seconds >= options.StopAfter?.TotalSeconds;
        bool SnapshotIsDue() => trainer.Progress.AtTick && (AtEnd() || trainer.Progress.Ticks % options.Snap == 0);
        if (restored is not null && SnapshotIsDue())
            recorder?.MeasureIfMissing();
        if (restored is not null && AtEnd())
            return run.Network(trainer.Progress.Nimg);

        var phases = Phase.Of(trainer, options, draws);
        var clock = Stopwatch.StartNew();
        var (secondsBefore, waitBefore, peersBefore, maintenance) = (trainer.Progress.Seconds, 0.0, group.WaitSeconds, 0.0);
        try
        {
            while (true)
            {
                using var batchScope = TensorScope.Open();
                var progress = trainer.Progress;
                if (trainer.Augment is { } augment)
                    augment.P = trainer.Ada.P;

                // Fetch real pictures; they are the same for all phases of the batch.
                var batch = pictures.Next();
                var real = Pixels.ToTensor(batch.Pixels, share, data.Channels, data.Resolution, trainer.Device); // [N, C, H, W]
                var realC = data.LabelDim > 0 ? Tensor.From(batch.Labels, share, data.LabelDim).To(trainer.Device) : null;

                // Every phase that is due: latents of its own, gradients summed over rounds and processes, one step.
                var measured = new List<Measures>();
                trainer.Unread.Add(measured);
                foreach (var phase in phases.Where(phase => progress.Batches % phase.Every == 0))
                {
                    using var phaseScope = TensorScope.Open();
                    var z = Tensor.Randn([share, options.Generator.ZDim], random);
                    var c = labels.Draw(share, choices);
                    phase.Step(trainer, new Round(real, realC, z, c), options.BatchGpu, measured.Add);
                }

                // Let the average follow; the running mean of w is that of all processes' latents.
                group.Average(generator.Mapping.WAvg!);
                MovingAverage.Update(trainer.Average, generator, MovingAverage.Beta(options.EmaKimg, options.EmaRampup, progress.Nimg, options.Batch));

                // Count, by the clock of the first process.
                var seconds = group.Sum(group.IsFirst ? secondsBefore + clock.Elapsed.TotalSeconds : 0)[0];
                progress = trainer.Progress = progress with { Nimg = progress.Nimg + options.Batch, Batches = progress.Batches + 1, Seconds = seconds };
                recorder?.Batch();
                var stopped = group.Any(stop.IsCancellationRequested);
                var tickEnds = AtEnd() || progress.Nimg >= progress.TickStart + (options.Tick * 1000);

                // Look at what was measured only where it is needed, since a GPU is waited for: where ADA decides, and at the end of a tick.
                if (trainer.Ada.DecidesNext || tickEnds || stopped)
                    trainer.ReadMeasures();
                if (trainer.Ada.EndBatch(options.Batch) is { } warning)
                    recorder?.Notice(warning);

                // Once a tick: write down how it goes.
                if (!tickEnds && !stopped)
                    continue;
                RefuseNonsense(trainer, run);
                if (tickEnds)
                {
                    seconds -= progress.TickStartSeconds;
                    var secondsPerKimg = (seconds - maintenance) / (progress.Nimg - progress.TickStart) * 1000;
                    var tick = new TickDone
                    {
                        Kimg = progress.Nimg / 1000.0,
                        Tick = progress.Ticks,
                        Seconds = progress.Seconds,
                        SecondsPerTick = seconds,
                        SecondsPerKimg = secondsPerKimg,
                        Maintenance = maintenance,
                        MemoryGb = ProcessMemory.PeakGb(),
                        Augment = trainer.Ada.P,
                        DataWait = Math.Min(1, (pictures.WaitSeconds - waitBefore) / Math.Max(seconds, 1e-9)),
                        SecondsLeft = Math.Max(0, Math.Min((options.Kimg - (progress.Nimg / 1000.0)) * secondsPerKimg, (options.StopAfter?.TotalSeconds ?? double.MaxValue) - progress.Seconds)),
                        PeerWait = group.Size == 1 ? null : Math.Min(1, (group.WaitSeconds - peersBefore) / Math.Max(seconds, 1e-9)),
                        Statistics = trainer.Statistics.Take(),
                    };
                    recorder?.Tick(tick);
                    progress = trainer.Progress = progress with { Ticks = progress.Ticks + 1, TickStart = progress.Nimg, TickStartSeconds = progress.Seconds };
                    (waitBefore, peersBefore, maintenance) = (pictures.WaitSeconds, group.WaitSeconds, 0);
                }

                // Now and then, and at the end: a snapshot with pictures and quality numbers.
                var began = clock.Elapsed.TotalSeconds;
                if (SnapshotIsDue() || stopped)
                    recorder?.Snapshot(pictures.State, measure: SnapshotIsDue());
                // The first pictures change fastest: a grid after 1, 2, 4, 8 … ticks shows how they grow.
                else if (int.IsPow2(progress.Ticks))
                    recorder?.Preview();
                maintenance += clock.Elapsed.TotalSeconds - began;
                if (AtEnd())
                    return run.Network(progress.Nimg);
                // A signal that comes while this runs is answered after the next batch, with a snapshot of its own.
                if (stopped)
                    throw new OperationCanceledException(stop);
            }
        }
        catch (PeerLostException lost) when (recorder is not null)
        {
            throw recorder.Rescue(pictures.State, lost);
        }
        catch (PeerLostException) when (stop.IsCancellationRequested)
        {
            // All were asked to stop, and the first was the first to do so.
            throw new OperationCanceledException(stop);
        }
    }

    /// <summary>What is no number any more never becomes one again: end while the last snapshot is good.</summary>
    private static void RefuseNonsense(Trainer trainer, RunFolder run)
    {
        if (trainer.FindNonsense() is not { } what)
            return;
        var begin = run.LatestNetwork() is { } network ? $"begin a new run with --resume {network} and" : "begin again with";
        throw new TrainingException(FormattableString.Invariant(
            $"{what} before kimg {trainer.Progress.Nimg / 1000.0:0.###}: the training has diverged; {begin} a larger --gamma, a smaller --glr and --dlr, or --fp32."));
    }
}
