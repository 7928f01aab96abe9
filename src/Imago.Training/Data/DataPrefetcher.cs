using System.Diagnostics;
using Imago.Imaging;
using Imago.Torch;

namespace Imago.Training.Data;

/// <summary>Pictures and labels for one step.</summary>
/// <param name="Pixels">[N, C, H, W], 0 to 255.</param>
/// <param name="Labels">[N, labelDim]; empty without labels.</param>
/// <param name="Indices">[N], which pictures of the data set they are.</param>
public sealed record Batch(byte[] Pixels, float[] Labels, int[] Indices);

/// <summary>
/// Reads and decodes the next batches on worker threads while the loop computes. Batches come in the sampler's exact order,
/// the same bytes however many threads there are. For one consumer.
/// </summary>
public sealed class DataPrefetcher : IDisposable
{
    private readonly ImageDataset _dataset;
    private readonly InfiniteSampler _drawn; // has drawn what is under way too
    private readonly InfiniteSampler _consumed; // follows what Next has handed out
    private readonly int _batchSize, _ahead;
    private readonly Share _share;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskFactory _workers;
    private readonly Queue<(Batch Batch, Task[] Pictures)> _underWay = new();
    private long _waited;

    /// <summary>Begins to read.</summary>
    /// <param name="dataset">Stays the caller's, and open until this is disposed.</param>
    /// <param name="state">Where in the endless order to begin: a new <see cref="InfiniteSampler"/>'s state, or a saved <see cref="State"/>.</param>
    /// <param name="batchSize">Pictures a batch, 1 or more.</param>
    /// <param name="threads">Worker threads; 0 takes half of the processor's, 8 at most.</param>
    /// <param name="ahead">Batches that are kept ready, 1 or more.</param>
    /// <param name="share">Which of the pictures are read, where several processes divide a batch that is so many times larger; null for all.</param>
    /// <exception cref="DatasetException">The state is of a data set with another number of pictures.</exception>
    public DataPrefetcher(ImageDataset dataset, SamplerState state, int batchSize, int threads = 0, int ahead = 3, Share? share = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (state.Order.Length != dataset.Count)
            throw new DatasetException($"{dataset.Location} gives {dataset.Count:N0} pictures, the saved run had {state.Order.Length:N0}; continue with the data set, subset and mirror it began with.");
        (_dataset, _batchSize, _ahead, _share) = (dataset, batchSize, ahead, share ?? Share.Whole);
        (_drawn, _consumed) = (new InfiniteSampler(state), new InfiniteSampler(state));
        _workers = OrderedWork.Workers(threads > 0 ? threads : Math.Clamp(Environment.ProcessorCount / 2, 1, 8), _stop.Token);
        while (_underWay.Count < _ahead) BeginOne();
    }

    /// <summary>
    /// The sampler's state after the batches that <see cref="Next"/> has handed out, whatever was read ahead: who saves it
    /// with the weights continues with the very next picture.
    /// </summary>
    public SamplerState State => _consumed.State;

    /// <summary>Seconds that <see cref="Next"/> has waited for pictures so far.</summary>
    public double WaitSeconds => (double)_waited / Stopwatch.Frequency;

    /// <summary>The next batch; waits where it is not ready.</summary>
    /// <exception cref="DatasetException">A picture vanished or is damaged; so says every later call too.</exception>
    /// <exception cref="ObjectDisposedException">The prefetcher was disposed.</exception>
    public Batch Next()
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        var (batch, pictures) = _underWay.Peek();
        var began = Stopwatch.GetTimestamp();
        OrderedWork.Drain(pictures);
        _waited += Stopwatch.GetTimestamp() - began;
        foreach (var picture in pictures) picture.GetAwaiter().GetResult();
        _underWay.Dequeue();
        BeginOne();
        for (var i = 0; i < _batchSize * _share.Of; i++) _consumed.Next();
        return batch;
    }

    /// <summary>Stops reading ahead; returns when no worker is busy any more.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        OrderedWork.Drain(_underWay.SelectMany(static next => next.Pictures));
        _stop.Dispose();
    }

    private void BeginOne()
    {
        var bytes = _dataset.PictureBytes;
        var labelDim = _dataset.LabelDim;
        var batch = new Batch(new byte[_batchSize * bytes], new float[_batchSize * labelDim], new int[_batchSize]);
        var pictures = new Task[_batchSize];
        for (var i = 0; i < _batchSize * _share.Of; i++)
        {
            var (place, index) = (i / _share.Of, _drawn.Next());
            if (i % _share.Of != _share.Rank) continue;
            batch.Indices[place] = index;
            pictures[place] = _workers.StartNew(() =>
            {
                _dataset.Read(index, batch.Pixels.AsSpan(place * bytes, bytes));
                _dataset.Label(index, batch.Labels.AsSpan(place * labelDim, labelDim));
            });
        }
        _underWay.Enqueue((batch, pictures));
    }
}
