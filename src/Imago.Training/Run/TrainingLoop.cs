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
    /// <returns>The last network's file.</returns>
    /// <exception cref="TrainingException">The training cannot begin or go on; the last good snapshot is kept.</exception>
    /// <exception cref="DatasetException">The data set is not there, is damaged or has another size than the training began with.</exception>
    public static string Run(TrainingOptions options, RunFolder run, ImageDataset data, IProgress<TrainingEvent> watcher, CancellationToken stop)
    {
        using var claim = run.Claim();
        TorchLibrary.Threads = options.Threads;
        using var trainer = new Trainer(options);
        var (generator, random) = (trainer.Generator, trainer.Random);
        var draws = new LossDraws(random, options.NoiseInputs);
        var labels = new LabelDraws(data, random);
        var record = new TrainingRecord { Data = Path.GetFileName(options.Data), Parent = options.Resume, Classes = data.ClassNames };

        // Go on from the newest snapshot, or begin: from scratch, or with the weights of another network.
        var restored = Snapshot.Restore(trainer, run, sentence => watcher.Report(new Notice(sentence) { Kimg = 0 }));
        if (restored is null && options.Resume is not null && Transfer.Begin(trainer, options) is { } partial)
            watcher.Report(new Notice(partial) { Kimg = 0, Warns = options.AllowPartial });
        using var pictures = new DataPrefetcher(data, restored ?? new InfiniteSampler(data.Count, (ulong)options.Seed).State, options.Batch, options.Workers);
        RunFolder.KeepLinesUntil(run.Stats, trainer.Progress.Nimg / 1000.0);
        RunFolder.KeepLinesUntil(run.Metrics, trainer.Progress.Nimg / 1000.0);

        // Pictures for people: real ones, and the untrained network's.
        var preview = new PreviewGrid(data, options);
        PictureWriter.Save(run.Reals, preview.Reals(data));
        if (trainer.Progress.Nimg == 0)
            PictureWriter.Save(run.FakesInit, preview.Fakes(trainer.Average));
        using var quality = QualityPictures.Meter(data, options, stop);
        QualityResult? Measure(long nimg)
        {
            if (quality?.Measure(QualityPictures.Of(trainer.Average, labels, options), stop) is not { } measured)
                return null;
            RunFolder.AppendLine(run.Metrics, measured.ToJson(nimg / 1000.0));
            return measured;
        }
        void Show(long nimg, QualityResult? measured) =>
            watcher.Report(new SnapshotDone { Kimg = nimg / 1000.0, Network = run.Network(nimg), Fakes = run.Fakes(nimg), Quality = measured });

        // A run that was stopped while a snapshot was measured measures it now, and one that has come to its end has nothing else to do.
        bool AtEnd() => trainer.Progress.Nimg >= options.Kimg * 1000 || trainer.Progress.Seconds >= options.StopAfter?.TotalSeconds;
        bool SnapshotIsDue() => trainer.Progress.AtTick && (AtEnd() || trainer.Progress.Ticks % options.Snap == 0);
        if (restored is not null && SnapshotIsDue() && quality is not null && !RunFolder.HasLine(run.Metrics, trainer.Progress.Nimg / 1000.0))
            Show(trainer.Progress.Nimg, Measure(trainer.Progress.Nimg));
        if (restored is not null && AtEnd())
            return run.Network(trainer.Progress.Nimg);

        var phases = Phase.Of(trainer, options, draws);
        var clock = Stopwatch.StartNew();
        var (secondsBefore, waitBefore, maintenance) = (trainer.Progress.Seconds, 0.0, 0.0);
        while (true)
        {
            using var batchScope = TensorScope.Open();
            var progress = trainer.Progress;
            if (trainer.Augment is { } augment)
                augment.P = trainer.Ada.P;

            // Fetch real pictures; they are the same for all phases of the batch.
            var batch = pictures.Next();
            var real = Pixels.ToTensor(batch.Pixels, options.Batch, data.Channels, data.Resolution, trainer.Device); // [N, C, H, W]
            var realC = data.LabelDim > 0 ? Tensor.From(batch.Labels, options.Batch, data.LabelDim).To(trainer.Device) : null;

            // Every phase that is due: latents of its own, gradients summed over rounds, one step.
            foreach (var phase in phases.Where(phase => progress.Batches % phase.Every == 0))
            {
                using var phaseScope = TensorScope.Open();
                var z = Tensor.Randn([options.Batch, options.Generator.ZDim], random);
                var c = labels.Draw(options.Batch);
                phase.Step(trainer, new Round(real, realC, z, c), options.BatchGpu, measures =>
                {
                    trainer.Statistics.Add(measures);
                    if (measures.Values.TryGetValue("Loss/signs/real", out var signs))
                        trainer.Ada.Observe(signs.Sum(), signs.Length);
                });
            }

            // Let the average follow.
            MovingAverage.Update(trainer.Average, generator, MovingAverage.Beta(options.EmaKimg, options.EmaRampup, progress.Nimg, options.Batch));

            // Count, and let ADA decide.
            progress = trainer.Progress = progress with { Nimg = progress.Nimg + options.Batch, Batches = progress.Batches + 1, Seconds = secondsBefore + clock.Elapsed.TotalSeconds };
            if (trainer.Ada.EndBatch(options.Batch) is { } warning)
                watcher.Report(new Notice(warning) { Kimg = progress.Nimg / 1000.0 });
            watcher.Report(new BatchDone { Kimg = progress.Nimg / 1000.0, Seconds = progress.Seconds });

            // Once a tick: write down how it goes.
            var stopped = stop.IsCancellationRequested;
            var tickEnds = AtEnd() || progress.Nimg >= progress.TickStart + (options.Tick * 1000);
            if (!tickEnds && !stopped)
                continue;
            RefuseNonsense(trainer, run);
            if (tickEnds)
            {
                var seconds = progress.Seconds - progress.TickStartSeconds;
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
                    Statistics = trainer.Statistics.Take(),
                };
                RunFolder.AppendLine(run.Stats, StatsLine.Of(tick));
                watcher.Report(tick);
                progress = trainer.Progress = progress with { Ticks = progress.Ticks + 1, TickStart = progress.Nimg, TickStartSeconds = progress.Seconds };
                (waitBefore, maintenance) = (pictures.WaitSeconds, 0);
            }

            // Now and then, and at the end: a snapshot with pictures and quality numbers.
            var began = clock.Elapsed.TotalSeconds;
            if (SnapshotIsDue() || stopped)
            {
                PictureWriter.Save(run.Fakes(progress.Nimg), preview.Fakes(trainer.Average));
                Snapshot.Write(trainer, pictures.State, run, record);
                Show(progress.Nimg, SnapshotIsDue() ? Measure(progress.Nimg) : null);
            }
            // The first pictures change fastest: a grid after 1, 2, 4, 8 … ticks shows how they grow.
            else if (int.IsPow2(progress.Ticks))
            {
                PictureWriter.Save(run.Fakes(progress.Nimg), preview.Fakes(trainer.Average));
                watcher.Report(new PreviewDone { Kimg = progress.Nimg / 1000.0, Fakes = run.Fakes(progress.Nimg) });
            }
            maintenance += clock.Elapsed.TotalSeconds - began;
            if (AtEnd())
                return run.Network(progress.Nimg);
            // A signal that comes while this runs is answered after the next batch, with a snapshot of its own.
            if (stopped)
                stop.ThrowIfCancellationRequested();
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
