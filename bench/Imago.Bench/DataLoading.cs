using BenchmarkDotNet.Attributes;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Bench;

/// <summary>How fast do batches of 16 pictures come, one thread after the other or ahead on all, decoded anew or kept? 64 painted portraits in a zip.</summary>
[MemoryDiagnoser]
public class DataLoading : IDisposable
{
    private const int Batch = 16, Pictures = 64;
    private string _folder = "";
    private ImageDataset _data = null!;
    private DataPrefetcher _ahead = null!;
    private byte[] _pixels = [];
    private int _next;

    /// <summary>Side of the pictures.</summary>
    [Params(64, 256)]
    public int Side { get; set; }

    /// <summary>Whether decoded pictures are kept in memory.</summary>
    [Params(false, true)]
    public bool Kept { get; set; }

    /// <summary>Paints the data set and reads all of it once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("imago-bench-").FullName;
        var zip = Path.Combine(_folder, "portraits.zip");
        PaintedDataset.Paint(new PaintOptions { Dest = zip, Count = Pictures, Resolution = Side });
        _data = new ImageDataset(zip, new() { Mirror = true, CacheBytes = Kept ? 1 << 30 : 0 });
        _pixels = new byte[_data.PictureBytes];
        for (var i = 0; i < _data.Count; i++) _data.Read(i, _pixels);
        _ahead = new DataPrefetcher(_data, new InfiniteSampler(_data.Count, 1).State, Batch, Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _ahead.Dispose();
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Picture after picture on the calling thread.</summary>
    [Benchmark(Baseline = true)]
    public void OneThread()
    {
        for (var i = 0; i < Batch; i++) _data.Read(_next++ % _data.Count, _pixels);
    }

    /// <summary>What the training loop does; here it does nothing else, so this is the rate of the workers.</summary>
    [Benchmark]
    public int Ahead() => _ahead.Next().Indices[0];
}
