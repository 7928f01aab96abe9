using System.Globalization;
using Imago.Training;
using Imago.Training.Run;

namespace Imago.Cli.Commands.Train;

/// <summary>
/// Shows a training: a line a tick as users of StyleGAN2-ADA know it, quality numbers with each snapshot, and in between how far it is.
/// What is shown goes to <c>log.txt</c> too.
/// </summary>
internal static class TrainingScreen
{
    internal static async Task<string> ShowAsync(Session session, RunFolder folder, TrainingOptions options, Func<IProgress<TrainingEvent>, string> train)
    {
        try
        {
            return await session.WithProgressAsync("Training", "kimg", meter => train(new Watcher(session, folder, options, meter))).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && !session.Silent && !folder.IsClaimed())
        {
            // Not where another process trains: this one was only turned away.
            Record(folder, Failure.Of(e, goOn: null, CancellationToken.None).Sentence);
            throw;
        }
    }

    private static void Record(RunFolder folder, string sentence)
    {
        try
        {
            folder.LogFailure(sentence);
        }
        catch (IOException)
        {
            // The disk may be full, which is then the very failure: it is told on the screen.
        }
    }

    /// <summary>The tick line.</summary>
    internal static string Line(TickDone tick)
    {
        string Mean(string name) => tick.Statistics.TryGetValue(name, out var statistic) ? statistic.Mean.ToString("0.000", CultureInfo.InvariantCulture) : "-";
        return string.Create(CultureInfo.InvariantCulture, $"tick {tick.Tick,-4} kimg {tick.Kimg,-8:0.0} time {Duration.Of(TimeSpan.FromSeconds(tick.Seconds)),-9} sec/tick {tick.SecondsPerTick,-7:0.0} sec/kimg {tick.SecondsPerKimg,-7:0.00} maintenance {tick.Maintenance,-6:0.0} mem {tick.MemoryGb,-5:0.0} augment {tick.Augment:0.000} G {Mean("Loss/G/loss")} D {Mean("Loss/D/loss")} R1 {Mean("Loss/r1_penalty")} pl {Mean("Loss/pl_mean")} wait {tick.DataWait:p0} left {Duration.Of(TimeSpan.FromSeconds(tick.SecondsLeft))}");
    }

    private sealed class Watcher(Session session, RunFolder folder, TrainingOptions options, ProgressMeter meter) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            switch (value)
            {
                case BatchDone batch:
                    meter.Report(batch.Kimg, options.Kimg);
                    break;
                case TickDone tick:
                    Write(Line(tick));
                    break;
                case SnapshotDone snapshot:
                    Write($"snapshot {Path.GetFileName(snapshot.Network)}, {Path.GetFileName(snapshot.Fakes)}");
                    if (snapshot.Quality is { } quality)
                        Write(quality.Words);
                    break;
                case Notice notice:
                    if (notice.Warns) session.Warn(notice.Sentence);
                    else session.Note(notice.Sentence);
                    RunFolder.AppendLine(folder.Log, notice.Sentence);
                    break;
            }
        }

        private void Write(string line)
        {
            session.Note(line);
            RunFolder.AppendLine(folder.Log, line);
        }
    }
}
