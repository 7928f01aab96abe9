using System.Diagnostics;
using Imago.Training.Data;

namespace Imago.Training.Run;

/// <summary>How fast a training would run on this machine, found by beginning it and throwing the beginning away.</summary>
public static class TrainingSpeed
{
    /// <summary>R1 comes with the first batch and then with few: by its weight in time, a batch costs this much more than one without.</summary>
    private const double WithRegularisation = 1.1;

    /// <summary>Trains a few batches in a temporary folder. The first one, which sets everything up, is not counted.</summary>
    /// <param name="options">What would run; with <see cref="TrainingOptions.PathLengthWeight"/> the answer is too low by its batches.</param>
    /// <param name="data">The data set.</param>
    /// <param name="atMost">Looked at after each batch: at least two are done.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>Seconds for a thousand pictures.</returns>
    /// <exception cref="TrainingException">The training cannot begin.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static double SecondsPerKimg(TrainingOptions options, ImageDataset data, TimeSpan atMost, CancellationToken stop = default)
    {
        var folder = Directory.CreateTempSubdirectory("imago-speed-").FullName;
        try
        {
            var few = options with { QualityPictures = 0, PreviewPictures = 1, Tick = options.Kimg };
            var watcher = new Watcher(atMost, stop);
            try
            {
                // The watcher ends it by an exception, so that no snapshot is written.
                TrainingLoop.Run(few, RunFolder.Create(folder, "speed", few), data, watcher, CancellationToken.None);
            }
            catch (EnoughException)
            {
                // Now the batches are timed.
            }
            stop.ThrowIfCancellationRequested();
            return watcher.SecondsPerBatch * WithRegularisation / options.Batch * 1000;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Watcher(TimeSpan atMost, CancellationToken stop) : IProgress<TrainingEvent>
    {
        private readonly Stopwatch _all = Stopwatch.StartNew();
        private readonly List<double> _ends = [];

        /// <summary>The fastest: others on the machine only make batches slower.</summary>
        public double SecondsPerBatch => _ends.Zip(_ends.Skip(1), (before, after) => after - before).Min();

        public void Report(TrainingEvent value)
        {
            if (value is not BatchDone)
                return;
            _ends.Add(_all.Elapsed.TotalSeconds);
            if (stop.IsCancellationRequested || (_ends.Count > 1 && _all.Elapsed >= atMost))
                throw new EnoughException();
        }
    }

    private sealed class EnoughException : Exception;
}
