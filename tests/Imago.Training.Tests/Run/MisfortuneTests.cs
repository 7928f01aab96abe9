using Imago.Torch;
using Imago.Training.Data;
using Imago.Training.Run;
using Imago.Training.Tests.Quality;

namespace Imago.Training.Tests.Run;

/// <summary>What goes wrong in the middle of a training is one sentence, and the last good snapshot stays as it was.</summary>
[Collection(nameof(Alone))]
public sealed class MisfortuneTests : IDisposable
{
    private readonly SmallTraining _small = new();

    public void Dispose() => _small.Dispose();

    [Theory]
    [InlineData(1e30, 0.072)] // the numbers grow until the loss is none any more
    [InlineData(3e38, 0.056)] // as large as fp32 goes: the very last step before the snapshot spoils weights that gave a good loss
    public void A_training_that_diverges_ends_before_it_overwrites_anything_good(double rate, double kimg)
    {
        var options = _small.Resolve(_small.Request);
        var run = _small.NewRun(options);
        _small.Train(options with { Kimg = 0.048 }, run);
        var before = Snapshot(run);

        var message = Assert.Throws<TrainingException>(() => _small.Train(options with { GeneratorRate = rate, Kimg = kimg }, run)).Message;

        Assert.Contains($"the training has diverged; begin a new run with --resume {run.Network(48)} and a larger --gamma", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, Snapshot(run));
    }

    [Fact]
    public void A_data_set_that_vanishes_is_named_and_the_snapshot_stays()
    {
        var options = _small.Resolve(_small.Request);
        var run = _small.NewRun(options);
        _small.Train(options with { Kimg = 0.048 }, run);
        var before = Snapshot(run);
        using var data = new ImageDataset(_small.Data, new() { CacheBytes = 0 });
        var thief = new Thief(_small.Data);

        var message = Assert.Throws<DatasetException>(() => TrainingLoop.Run(options, run, data, thief, CancellationToken.None)).Message;
        Assert.True(Directory.Exists(_small.Data + "-gone"));

        Assert.Contains(".png", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, Snapshot(run));
    }

    [Fact]
    public void A_run_that_is_being_trained_is_not_trained_twice()
    {
        var options = _small.Resolve(_small.Request);
        var run = _small.NewRun(options);
        using (run.Claim())
            Assert.Contains("wait until the other training has ended", Assert.Throws<TrainingException>(() => _small.Train(options, run)).Message, StringComparison.Ordinal);
        run.Claim().Dispose();
    }

    private static List<(string Name, string Bytes)> Snapshot(RunFolder run) =>
        Directory.GetFiles(run.Path, "*.safetensors").Order().Select(file => (file, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))))).ToList();

    /// <summary>Takes the data set away after the first batch.</summary>
    private sealed class Thief(string folder) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            if (value is BatchDone && Directory.Exists(folder))
                Directory.Move(folder, folder + "-gone");
        }
    }
}
