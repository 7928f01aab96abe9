using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Training.Augment;
using Imago.Training.Data;
using Imago.Training.Data.Import;
using Imago.Training.Run;
using Imago.Training.Tests.Data;

namespace Imago.Training.Tests.Run;

/// <summary>A training that ends after a time, the grids on its way, and how its speed is foretold.</summary>
public sealed class StopAfterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ImageDataset _data;
    private readonly TrainingOptions _options;

    public StopAfterTests()
    {
        PaintedDataset.Paint(new PaintOptions { Dest = _folder["data.zip"], Count = 12, Resolution = 8 });
        _data = new ImageDataset(_folder["data.zip"]);
        _options = new TrainingRequest
        {
            Data = _folder["data.zip"], Batch = 4, ChannelBase = 128, ChannelMax = 16, Kimg = 1000, Tick = 0.004, Snap = 1000, Aug = AugmentMode.Off,
            QualityPictures = 0, PreviewPictures = 2, Threads = 1, Fp32 = true, Device = Device.Cpu,
        }.Resolve(_data);
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_training_ends_after_its_time_with_a_snapshot_and_goes_on_without_that_end()
    {
        var run = RunFolder.Create(_folder["runs"], "timed", _options with { StopAfter = TimeSpan.FromSeconds(1) });
        var watcher = new Watcher();
        var network = TrainingLoop.Run(_options with { StopAfter = TimeSpan.FromSeconds(1) }, run, _data, watcher, CancellationToken.None);

        var ticks = watcher.Events.OfType<TickDone>().ToArray();
        Assert.InRange(ticks[^1].Seconds, 1, 10);
        Assert.All(ticks[..^1], static tick => Assert.InRange(tick.Seconds, 0, 1));
        Assert.All(ticks, static tick => Assert.InRange(tick.SecondsLeft, 0, 1));
        Assert.Equal([(network, run.State((long)Math.Round(ticks[^1].Kimg * 1000)))], run.Snapshots());

        var stored = RunFolder.Open(run.Path).Options;
        Assert.Null(stored.StopAfter);
        var further = Math.Round(ticks[^1].Kimg + 0.02, 3);
        TrainingLoop.Run(stored with { Kimg = further }, run, _data, watcher, CancellationToken.None);
        Assert.Equal(further, watcher.Events.OfType<TickDone>().Last().Kimg);
    }

    [Fact]
    public void A_grid_is_made_after_1_2_4_8_ticks_and_at_the_end()
    {
        var run = RunFolder.Create(_folder["runs"], "grids", _options);
        var watcher = new Watcher();
        TrainingLoop.Run(_options with { Kimg = 0.048 }, run, _data, watcher, CancellationToken.None);

        Assert.Equal([0.004, 0.008, 0.016, 0.032, 0.048], run.Previews().Select(static preview => preview.Kimg));
        Assert.Equal(run.Previews().SkipLast(1).Select(static preview => preview.File), watcher.Events.OfType<PreviewDone>().Select(static preview => preview.Fakes));
    }

    [Fact]
    public void The_speed_is_measured_and_nothing_is_left_of_it()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "imago-speed-*");
        Assert.InRange(TrainingSpeed.SecondsPerKimg(_options, _data, TimeSpan.FromSeconds(0.2)), 0.1, 10_000);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => TrainingSpeed.SecondsPerKimg(_options, _data, TimeSpan.FromMinutes(10), stopped.Token));
        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "imago-speed-*"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_noise_inputs_the_noise_strengths_stay_0(bool noise)
    {
        var options = _options with { NoiseInputs = noise, Kimg = 0.012 };
        var network = TrainingLoop.Run(options, RunFolder.Create(_folder["runs"], $"{noise}", options), _data, new Watcher(), CancellationToken.None);
        using var read = NetworkFile.Read(network);
        using var scope = TensorScope.Open();
        var strengths = read.Generator.NamedParameters().Where(static one => one.Key.EndsWith("noise_strength", StringComparison.Ordinal)).Select(static one => one.Value.Value.ToScalar()).ToArray();
        Assert.Equal(noise ? 0 : 3, strengths.Count(static strength => strength == 0));
        Assert.Equal(3, strengths.Length);
    }

    private sealed class Watcher : IProgress<TrainingEvent>
    {
        public List<TrainingEvent> Events { get; } = [];

        public void Report(TrainingEvent value) => Events.Add(value);
    }
}
