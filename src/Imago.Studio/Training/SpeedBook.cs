using System.Globalization;
using System.Text.Json;
using Imago.Studio.Work;
using Imago.Training;
using Imago.Training.Augment;

namespace Imago.Studio.Training;

/// <summary>How fast a training is, and how that is known.</summary>
/// <param name="SecondsPerKimg">Seconds for a thousand pictures.</param>
/// <param name="Run">The earlier run of the same networks that tells; null where it was measured.</param>
/// <param name="Measured">When it was measured; null where a run tells.</param>
public sealed record TrainingSpeed(double SecondsPerKimg, string? Run, DateTimeOffset? Measured)
{
    /// <summary>How long so many thousands of pictures take.</summary>
    public TimeSpan For(double kimg) => Span.OfSeconds(kimg * SecondsPerKimg);

    /// <summary>How many thousands of pictures fit into a time, in whole pictures.</summary>
    public double KimgIn(TimeSpan time) => Math.Max(0.001, Math.Round(time.TotalSeconds / SecondsPerKimg, 3));
}

/// <summary>
/// How fast trainings are on this machine: as earlier runs were, else as <c>imago bench</c> measured. A measurement is a command like any other, and its result lies where those of commands lie.
/// </summary>
/// <param name="jobs">The measurements.</param>
public sealed class SpeedBook(Jobs jobs)
{
    // A workspace may be carried to another machine, which is faster or slower.
    private static readonly string s_kind = $"speed-{Environment.MachineName}";

    /// <summary>What is known; null where it would have to be measured.</summary>
    /// <param name="options">What would run.</param>
    /// <param name="runs">The earlier ones.</param>
    /// <param name="measurement">See <see cref="Measurement"/>.</param>
    public static TrainingSpeed? Of(TrainingOptions options, IReadOnlyList<TrainingRun> runs, Job? measurement)
    {
        var key = Key(options);
        var run = runs.FirstOrDefault(run => run.Ticks.Count > 1 && run.SecondsPerKimg is not null && Key(run.Options) == key);
        return run is not null ? new TrainingSpeed(run.SecondsPerKimg!.Value, run.Name, null) : measurement is { State: JobState.Done } job ? Read(job) : null;
    }

    /// <summary>Whether it can be measured: the bench measures the processor, not a GPU.</summary>
    public static bool CanMeasure(TrainingOptions options) => options.Device == "cpu";

    /// <summary>The newest measurement of these networks, whatever became of it; null where there is none.</summary>
    public Job? Measurement(TrainingOptions options)
    {
        var arguments = Arguments(options);
        return jobs.All().FirstOrDefault(job => job.Request.Kind == s_kind && job.Request.Arguments.SkipLast(1).SequenceEqual(arguments));
    }

    /// <summary>Measures, unless that is being done.</summary>
    /// <exception cref="StudioException">It cannot be started.</exception>
    public Job Measure(TrainingOptions options, string title) => Measurement(options) is { State: JobState.Running } job ? job : jobs.Start(s_kind, title, Arguments(options));

    private static string[] Arguments(TrainingOptions options) =>
    [
        "bench", "--repeat", "1", "--resolution", Text(options.Resolution), "--cfg", options.Cfg, "--batch", Text(options.Batch), "--threads", Text(options.Threads),
        "--cbase", Text(options.Generator.ChannelBase), "--cmax", Text(options.Generator.ChannelMax), "--map-depth", Text(options.Generator.MappingLayers),
    ];

    private static TrainingSpeed? Read(Job job) =>
        job.Result() is { } result && result.TryGetProperty("training", out var training) && training.ValueKind == JsonValueKind.Object && training.GetProperty("speed") is var speed
            ? new(1000 * speed.GetProperty("secondsPerBatch").GetDouble() / speed.GetProperty("batch").GetInt32(), null, job.Request.Begun)
            : null;

    /// <summary>All that the time of a step depends on.</summary>
    private static string Key(TrainingOptions options) => JsonSerializer.Serialize(new
    {
        options.Resolution, options.Channels, options.Batch, options.BatchGpu, options.Processes, options.Threads, options.Device, options.PrecisionType, options.PrecisionBlocks,
        options.PathLengthWeight, Augmented = options.Aug != AugmentMode.Off, options.Generator, options.Discriminator,
    });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
