using Imago.Cli.Commands.Train;
using Imago.Training;
using Imago.Training.Quality;
using Imago.Training.Run;

namespace Imago.Cli.Commands.Demo;

/// <summary>Shows a training to somebody who never saw one: how far it is, where the newest pictures are, how good they are. The tick lines go to <c>log.txt</c>.</summary>
internal sealed class DemoScreen(Session session, RunFolder run, TrainingOptions options, ProgressMeter meter) : IProgress<TrainingEvent>
{
    /// <summary>The last quality numbers.</summary>
    internal QualityResult? Quality { get; private set; }

    /// <summary>The last tick.</summary>
    internal TickDone? Tick { get; private set; }

    /// <inheritdoc/>
    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case BatchDone batch:
                // The end is a time: how many pictures that will be is told by the pace so far.
                var all = options.StopAfter!.Value;
                var left = TimeSpan.FromSeconds(Math.Max(0, all.TotalSeconds - batch.Seconds));
                meter.Report(batch.Kimg * 1000, Math.Round(batch.Kimg * 1000 * Math.Max(1, all.TotalSeconds / batch.Seconds)), left);
                break;
            case TickDone tick:
                Tick = tick;
                RunFolder.AppendLine(run.Log, TrainingScreen.Line(tick));
                break;
            case PreviewDone preview:
                Show(preview.Kimg, preview.Fakes);
                break;
            case SnapshotDone snapshot:
                Show(snapshot.Kimg, snapshot.Fakes);
                if (snapshot.Quality is not { } quality) break;
                Quality = quality;
                session.Note($"     {quality.Words}");
                RunFolder.AppendLine(run.Log, quality.Words);
                break;
            case Notice notice:
                session.Warn(notice.Sentence);
                RunFolder.AppendLine(run.Log, notice.Sentence);
                break;
        }
    }

    private void Show(double kimg, string fakes) => session.Note($"     after {kimg * 1000:N0} pictures: {fakes}");
}
