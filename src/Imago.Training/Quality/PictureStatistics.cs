namespace Imago.Training.Quality;

/// <summary>Both numbers' view of one set of pictures, gathered picture by picture: patches for the sliced Wasserstein distance, features for the kernel distance.</summary>
internal sealed class PictureStatistics
{
    private readonly int _resolution;
    private readonly int _pictureBytes;
    private readonly RandomVgg _network;
    private readonly float[] _features; // [pictures, 512]
    private readonly PatchSet _patches;
    private readonly long _seed;
    private int _count;

    public PictureStatistics(int resolution, int channels, int pictures, RandomVgg network, long seed)
    {
        _resolution = resolution;
        _pictureBytes = channels * resolution * resolution;
        _network = network;
        _features = new float[pictures * RandomVgg.Features];
        _patches = new PatchSet(resolution, channels, pictures);
        _seed = seed;
    }

    /// <summary>Pictures that are still to come.</summary>
    public int Missing => _patches.Pictures - _count;

    public float[] Features => _features;

    /// <summary>How many pictures are best given at a time: 32 MB of the network's widest layer.</summary>
    public static int BatchFor(int resolution) => Math.Max(1, 64 * 64 * 64 / (RandomVgg.SideFor(resolution) * RandomVgg.SideFor(resolution)));

    /// <summary>Takes the next pictures.</summary>
    /// <param name="pictures">[n, C, H, W].</param>
    /// <param name="stop">Cancels between parts of the work.</param>
    public void Add(ReadOnlyMemory<byte> pictures, CancellationToken stop)
    {
        var side = RandomVgg.SideFor(_resolution);
        var preparedLength = _pictureBytes / (_resolution * _resolution) * side * side;
        var all = pictures.Length / _pictureBytes;
        for (var first = 0; first < all;)
        {
            stop.ThrowIfCancellationRequested();
            var (start, n) = (first, Math.Min(BatchFor(_resolution), all - first));
            var prepared = new float[n * preparedLength];
            Parallel.For(0, n, i =>
            {
                var picture = pictures.Span.Slice((start + i) * _pictureBytes, _pictureBytes);
                _patches.Add(_count + i, picture, _seed);
                RandomVgg.Prepare(picture, _resolution, prepared.AsSpan(i * preparedLength, preparedLength));
            });
            _network.Apply(prepared, side).CopyTo(_features.AsSpan(_count * RandomVgg.Features));
            first += n;
            _count += n;
        }
    }

    /// <summary>The spread of the patches, level by level, once all pictures are in.</summary>
    public PatchDistribution[] Distributions(double[] directions) => [.. Enumerable.Range(0, _patches.Levels).Select(level => new PatchDistribution(_patches, level, directions))];
}
