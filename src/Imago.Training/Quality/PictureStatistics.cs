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
    private readonly float[] _waiting; // pictures prepared for the network, until a batch is full
    private readonly int _preparedLength;
    private int _count;
    private int _waitingCount;

    public PictureStatistics(int resolution, int channels, int pictures, RandomVgg network, long seed)
    {
        _resolution = resolution;
        _pictureBytes = channels * resolution * resolution;
        _network = network;
        _features = new float[pictures * RandomVgg.Features];
        _patches = new PatchSet(resolution, channels, pictures);
        _seed = seed;
        var side = RandomVgg.SideFor(resolution);
        _preparedLength = channels * side * side;
        _waiting = new float[Math.Min(pictures, BatchFor(resolution)) * _preparedLength];
    }

    /// <summary>Pictures that are still to come.</summary>
    public int Missing => _patches.Pictures - _count;

    public float[] Features => _features;

    /// <summary>Pictures that the network sees at a time: 32 MB of its widest layer.</summary>
    public static int BatchFor(int resolution) => Math.Max(1, 64 * 64 * 64 / (RandomVgg.SideFor(resolution) * RandomVgg.SideFor(resolution)));

    /// <summary>Takes the next pictures. The numbers do not depend on how many come at a time.</summary>
    /// <param name="pictures">[n, C, H, W], n at most <see cref="Missing"/>.</param>
    /// <param name="stop">Cancels between parts of the work.</param>
    public void Add(ReadOnlyMemory<byte> pictures, CancellationToken stop)
    {
        while (pictures.Length > 0)
        {
            stop.ThrowIfCancellationRequested();
            var n = Math.Min(pictures.Length / _pictureBytes, _waiting.Length / _preparedLength - _waitingCount);
            var part = pictures[..(n * _pictureBytes)];
            Parallel.For(0, n, i =>
            {
                var picture = part.Span.Slice(i * _pictureBytes, _pictureBytes);
                _patches.Add(_count + i, picture, _seed);
                RandomVgg.Prepare(picture, _resolution, _waiting.AsSpan((_waitingCount + i) * _preparedLength, _preparedLength));
            });
            _count += n;
            _waitingCount += n;
            if (_waitingCount * _preparedLength == _waiting.Length || Missing == 0)
                ApplyNetwork();
            pictures = pictures[part.Length..];
        }
    }

    private void ApplyNetwork()
    {
        var features = _network.Apply(_waiting.AsSpan(0, _waitingCount * _preparedLength), RandomVgg.SideFor(_resolution));
        features.CopyTo(_features.AsSpan((_count - _waitingCount) * RandomVgg.Features));
        _waitingCount = 0;
    }

    /// <summary>The spread of the patches, level by level, once all pictures are in.</summary>
    public PatchDistribution[] Distributions(double[] directions) => [.. Enumerable.Range(0, _patches.Levels).Select(level => new PatchDistribution(_patches, level, directions))];
}
