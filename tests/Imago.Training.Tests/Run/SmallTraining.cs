using System.Text;
using Imago.Imaging;
using Imago.Torch;
using Imago.Training.Augment;
using Imago.Training.Data;
using Imago.Training.Run;
using Imago.Training.Tests.Data;

namespace Imago.Training.Tests.Run;

/// <summary>Trainings of a second: 16 x 16 pictures of three classes, 16 channels, 32-dimensional latents, 4 to 8 pictures a batch.</summary>
public sealed class SmallTraining : IDisposable
{
    private const int Pictures = 18;
    private readonly TempFolder _folder = new();
    private readonly Dictionary<TrainingOptions, RunFolder> _unstopped = [];

    public SmallTraining()
    {
        for (var i = 0; i < Pictures; i++)
            _folder.Write($"data/{i:00}.png", PictureWriter.Encode(Some.Picture(i), PictureFormat.Png));
        var labels = Enumerable.Range(0, Pictures).Select(i => $"[\"{i:00}.png\", {i % 3}]");
        _folder.Write("data/dataset.json", Encoding.UTF8.GetBytes($$"""{"labels": [{{string.Join(",", labels)}}]}"""));
    }

    /// <summary>The data set's folder.</summary>
    public string Data => _folder["data"];

    /// <summary>Where run folders go.</summary>
    public string Runs => _folder["runs"];

    public TrainingRequest Request => new()
    {
        Data = Data, Batch = 8, ChannelBase = 256, ChannelMax = 16, Kimg = 0.16, Tick = 0.024, Snap = 2, Threads = 2, Fp32 = true,
        QualityPictures = 0, PreviewPictures = 4, Aug = AugmentMode.Fixed, P = 0.4, Device = Device.Cpu,
    };

    /// <summary>What a request comes to, with small latents.</summary>
    public TrainingOptions Resolve(TrainingRequest request)
    {
        using var data = Open(request.Cond);
        var options = request.Resolve(data);
        return options with { Generator = options.Generator with { ZDim = 32, WDim = 32 } };
    }

    public ImageDataset Open(bool cond = false) => new(Data, new() { Labels = cond });

    public RunFolder NewRun(TrainingOptions options) => RunFolder.Create(Runs, "small", options);

    /// <summary>A run that was never stopped; made once.</summary>
    public RunFolder Unstopped(TrainingOptions options)
    {
        if (!_unstopped.TryGetValue(options, out var run))
            Train(options, _unstopped[options] = run = NewRun(options));
        return run;
    }

    /// <summary>Trains to the end, or until <paramref name="stopAfter"/> batches.</summary>
    /// <returns>What the watcher was told.</returns>
    public IReadOnlyList<TrainingEvent> Train(TrainingOptions options, RunFolder run, int stopAfter = int.MaxValue, Action<int>? afterBatch = null)
    {
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher { AfterBatch = batches =>
        {
            afterBatch?.Invoke(batches);
            if (batches == stopAfter)
                stop.Cancel();
        } };
        var before = TensorScope.LiveTensors;
        using (var data = Open(options.Cond))
        {
            try
            {
                TrainingLoop.Run(options, run, data, watcher, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped, as was asked.
            }
        }
        Assert.Equal(before, TensorScope.LiveTensors);
        return watcher.Events;
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Watcher : IProgress<TrainingEvent>
    {
        private int _batches;

        public List<TrainingEvent> Events { get; } = [];

        public required Action<int> AfterBatch { get; init; }

        public void Report(TrainingEvent value)
        {
            Events.Add(value);
            if (value is BatchDone)
                AfterBatch(++_batches);
        }
    }
}
