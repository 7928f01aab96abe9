using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Training.Data;
using Imago.Training.Quality;

namespace Imago.Training.Run;

/// <summary>
/// What a training leaves in its run folder, and tells whoever watches: ticks, grids, snapshots, quality numbers. Where several processes train together, the first
/// alone has one.
/// </summary>
internal sealed class Recorder(Trainer trainer, TrainingOptions options, RunFolder run, ImageDataset data, IProgress<TrainingEvent> watcher, CancellationToken stop) : IDisposable
{
    private readonly IDisposable _claim = run.Claim(options.Kimg);
    private readonly PreviewGrid _preview = new(data, options);
    private readonly TrainingRecord _record = new() { Data = Path.GetFileName(options.Data), Parent = Path.GetFileName(options.Resume), Classes = data.ClassNames };
    private QualityMeter? _quality;

    /// <summary>Thousands of pictures so far.</summary>
    private double Kimg => trainer.Progress.Nimg / 1000.0;

    /// <summary>Cuts off the lines of work that was lost, and shows what there is before the first batch: real pictures, and the untrained network's.</summary>
    internal void Begin()
    {
        RunFolder.KeepLinesUntil(run.Stats, Kimg);
        RunFolder.KeepLinesUntil(run.Metrics, Kimg);
        PictureWriter.Save(run.Reals, _preview.Reals(data));
        if (trainer.Progress.Nimg == 0)
            PictureWriter.Save(run.FakesInit, _preview.Fakes(trainer.Average));
        _quality = QualityPictures.Meter(data, options, stop);
    }

    /// <summary>Passes on a sentence.</summary>
    internal void Notice(string sentence, bool warns = true) => watcher.Report(new Notice(sentence) { Kimg = Kimg, Warns = warns });

    /// <summary>Says that a batch was done.</summary>
    internal void Batch() => watcher.Report(new BatchDone { Kimg = Kimg, Seconds = trainer.Progress.Seconds });

    /// <summary>A line of <c>stats.jsonl</c>.</summary>
    internal void Tick(TickDone tick)
    {
        RunFolder.AppendLine(run.Stats, StatsLine.Of(tick));
        watcher.Report(tick);
    }

    /// <summary>A grid of generated pictures.</summary>
    internal void Preview()
    {
        PictureWriter.Save(run.Fakes(trainer.Progress.Nimg), _preview.Fakes(trainer.Average));
        watcher.Report(new PreviewDone { Kimg = Kimg, Fakes = run.Fakes(trainer.Progress.Nimg) });
    }

    /// <summary>Writes everything down, with a grid; then measures, where it is time to.</summary>
    internal void Snapshot(SamplerState place, bool measure)
    {
        PictureWriter.Save(run.Fakes(trainer.Progress.Nimg), _preview.Fakes(trainer.Average));
        Run.Snapshot.Write(trainer, place, run, _record);
        Show(measure ? Measure() : null);
    }

    /// <summary>The quality numbers of a snapshot, where they were cut off.</summary>
    internal void MeasureIfMissing()
    {
        if (_quality is not null && !RunFolder.HasLine(run.Metrics, Kimg))
            Show(Measure());
    }

    /// <summary>
    /// Saves what was done when another process is lost in the middle of a batch: all weights are those of whole steps. The rest of that batch is left out, so that a run
    /// which goes on from here is not, bit for bit, one that lost nobody.
    /// </summary>
    /// <returns>What to say.</returns>
    internal TrainingException Rescue(SamplerState place, PeerLostException lost)
    {
        if (trainer.Progress.Nimg > 0 && !File.Exists(run.State(trainer.Progress.Nimg)) && trainer.FindNonsense() is null)
            Snapshot(place, measure: false);
        var last = run.Snapshots() is [var (_, state), ..] ? $"{Path.GetFileName(state)} holds what was done: start all processes again with --continue {run.Path}" : "nothing was done yet: start all processes again";
        return new TrainingException(FormattableString.Invariant($"The training has ended before kimg {Kimg + (options.Batch / 1000.0):0.###}, because {lost.Message.TrimEnd('.')}; {last}."), lost);
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        _quality?.Dispose();
        _claim.Dispose();
    }

    private QualityResult? Measure()
    {
        var labels = new LabelDraws(data, trainer.Device);
        if (_quality?.Measure(QualityPictures.Of(trainer.Average, labels, options), stop) is not { } measured)
            return null;
        RunFolder.AppendLine(run.Metrics, measured.ToJson(Kimg));
        return measured;
    }

    private void Show(QualityResult? measured) =>
        watcher.Report(new SnapshotDone { Kimg = Kimg, Network = run.Network(trainer.Progress.Nimg), Fakes = run.Fakes(trainer.Progress.Nimg), Quality = measured });
}
