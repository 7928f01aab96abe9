using Imago.Studio.Workspaces;
using Imago.Training;
using Imago.Training.Augment;

namespace Imago.Studio.Training;

/// <summary>How much a hint weighs.</summary>
public enum HintWeight
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>The run may be ill.</summary>
    Warning,

    /// <summary>The run is ill.</summary>
    Bad,
}

/// <summary>A hint in plain words: what it means and what to do next stand in the texts, under <c>training.hint-KEY</c>.</summary>
/// <param name="Key">Which.</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Value">The number in its words.</param>
public sealed record Hint(string Key, HintWeight Weight, double Value = 0);

/// <summary>What the machine adds to a run's own files.</summary>
/// <param name="Now">The time.</param>
/// <param name="FreeBytes">Free on the disk.</param>
/// <param name="SnapshotBytes">Bytes of a network and its state.</param>
public sealed record Surroundings(DateTimeOffset Now, long FreeBytes, long SnapshotBytes);

/// <summary>Tells from a run's numbers whether it is ill.</summary>
public static class RunHealth
{
    /// <summary>Fewer pictures than this: in the ADA paper (arXiv:2006.06676, fig. 7) results from scratch fall off steeply below 1,000 and transfer carries to some hundreds.</summary>
    private const int FewPictures = 500;

    /// <summary>
    /// The discriminator's loss is softplus(D(fake)) + softplus(-D(real)): 0.1 means that it is over 95 % sure of every picture. A healthy run has 0.6 to 1 here, and signs of ±0.6 to ±0.75;
    /// in its first 20 kimg, before the generator has learnt anything, it may look the same, and recovers.
    /// </summary>
    private const double SureLoss = 0.1, SureSign = 0.95, LostLoss = 5, StartKimg = 20;

    /// <summary>From one snapshot to the next a healthy run's SWD goes up and down by a tenth or so: twice the best, at two snapshots in a row, is no chance.</summary>
    private const double FarWorse = 2;

    /// <summary>The kernel distance comes with the range that it lies in; the lower end at this multiple of the best upper end is no chance either.</summary>
    private const double FarWorseKid = 3;

    /// <summary>As long as half of the run, and at least this many kimg and snapshots, without a better SWD.</summary>
    private const double PlateauKimg = 200;

    private const int PlateauMeasures = 5;

    /// <summary>A line is late when it takes five times as long as the last; short ticks may wait for a snapshot's measuring.</summary>
    private const double LateTicks = 5, LateSeconds = 300;

    /// <summary>Space for so many snapshots is little.</summary>
    private const int FewSnapshots = 4;

    /// <summary>The hints, worst first.</summary>
    public static IReadOnlyList<Hint> Look(TrainingRun run, Surroundings around)
    {
        IEnumerable<Hint?> all = [NotFinite(run), DiskFull(run, around), Collapsed(run), DiscriminatorWon(run), AdaAtOne(run), Silent(run, around), FewPicturesIn(run.Options), Plateau(run)];
        return [.. all.OfType<Hint>().OrderByDescending(static hint => hint.Weight)];
    }

    private static Hint? NotFinite(TrainingRun run) =>
        run.Ticks is [.., var last] && !(double.IsFinite(last.GeneratorLoss) && double.IsFinite(last.DiscriminatorLoss)) || run.Failure?.Contains("diverged", StringComparison.Ordinal) == true
            ? new("not-finite", HintWeight.Bad, run.Kimg) : null;

    private static Hint? DiskFull(TrainingRun run, Surroundings around) =>
        run.State is not RunState.Done && around.FreeBytes < Math.Max(Workspace.LittleRoom, FewSnapshots * around.SnapshotBytes) ? new("disk", HintWeight.Bad, around.FreeBytes / 1e9) : null;

    private static Hint? Collapsed(TrainingRun run)
    {
        if (run.Measures is not [_, _, _, ..])
            return null;
        // The best so far is of those before the two that are judged.
        var (before, last) = (run.Measures.SkipLast(2).ToList(), run.Measures.TakeLast(2).ToList());
        var best = before.MinBy(static one => one.Swd)!;
        var kid = before.Min(static one => one.KidHigh);
        var worse = last.All(one => one.Swd > FarWorse * best.Swd && one.Swd > FarWorse * one.SwdFloor) || (kid > 0 && last.All(one => one.KidLow > FarWorseKid * kid));
        return worse ? new("collapsed", HintWeight.Bad, best.Kimg) : null;
    }

    private static Hint? DiscriminatorWon(TrainingRun run)
    {
        var last = run.Ticks.TakeLast(3).ToList();
        return last.Count == 3 && run.Kimg >= StartKimg && last.All(static tick => tick is { DiscriminatorLoss: < SureLoss, GeneratorLoss: > LostLoss, SignReal: > SureSign, SignFake: < -SureSign })
            ? new("won", HintWeight.Bad, last[^1].GeneratorLoss) : null;
    }

    private static Hint? AdaAtOne(TrainingRun run)
    {
        // The same limits as the training's own warning.
        if (run.Options.Aug != AugmentMode.Adaptive || run.Ticks is not [.., { Augment: > AdaController.Saturated } last])
            return null;
        var since = run.Ticks.LastOrDefault(static tick => tick.Augment <= AdaController.Saturated)?.Kimg ?? 0;
        return last.Kimg - since >= AdaController.WarnAfterKimg ? new("ada", HintWeight.Warning, last.Kimg - since) : null;
    }

    private static Hint? Silent(TrainingRun run, Surroundings around)
    {
        if (run is not { State: RunState.Training, Ticks: [.., var last] } || run.Claim?.Since > last.At)
            return null;
        var silence = (around.Now - last.At).TotalSeconds;
        return silence > LateSeconds && silence > LateTicks * last.SecondsPerTick ? new("silent", HintWeight.Warning, Math.Round(silence / 60)) : null;
    }

    private static Hint? FewPicturesIn(TrainingOptions options)
    {
        var pictures = options.PictureCount / (options.Mirror ? 2 : 1);
        return pictures >= FewPictures ? null : new(options.Mirror && options.Resume is not null ? "few-still" : "few", HintWeight.Note, pictures);
    }

    private static Hint? Plateau(TrainingRun run)
    {
        if (run.Measures.Count <= PlateauMeasures || run.Measures.MinBy(static one => one.Swd) is not { } best)
            return null;
        var (last, since) = (run.Measures[^1], run.Measures.Count(one => one.Kimg > best.Kimg));
        return since >= PlateauMeasures && last.Kimg - best.Kimg >= Math.Max(PlateauKimg, last.Kimg / 2) ? new("plateau", HintWeight.Note, best.Kimg) : null;
    }
}
