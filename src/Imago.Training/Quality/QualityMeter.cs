using System.Diagnostics;
using Imago.Torch;

namespace Imago.Training.Quality;

/// <summary>
/// Two numbers that tell how near a network's pictures come to the real ones, without any foreign weights: the sliced Wasserstein distance of
/// patches per octave (SWD; Karras et al. 2018, section 5), which sees texture, and the unbiased kernel distance (KID; Bińkowski et al. 2018) on a
/// fixed untrained network, which sees layout, colour and lost modes. Each stands beside its floor: reals against as many other reals. Neither sees memorising.
/// What the reals give is computed once; each snapshot then costs its own pictures alone. All on the CPU, with all cores.
/// </summary>
/// <remarks>One measurement at a time. The same seed, pictures and thread count give the same numbers.</remarks>
/// <example><code>
/// using var meter = new QualityMeter(reals, new QualityOptions { Pictures = 1000 });
/// var result = meter.Measure(batches);   // byte[] of [n, C, H, W], as many as meter.Pictures
/// log.WriteLine(result.Words);
/// metrics.WriteLine(result.ToJson(kimg));
/// </code></example>
public sealed class QualityMeter : IDisposable
{
    /// <summary>Fewer reals than this give no number at all.</summary>
    public const int FewestReals = 16;

    private const long GeneratedSeed = 1 << 23; // keeps the places of the generated pictures' patches apart from the reals'

    private readonly PictureSet _reals;
    private readonly QualityOptions _options;
    private readonly RandomVgg _network;
    private readonly double[] _directions;
    private readonly int[] _sides;
    private readonly PatchDistribution[] _realPatches; // of one half of the reals
    private readonly KernelDistance _realFeatures; // of all reals taken
    private readonly double[] _swdFloor;
    private readonly KernelDistanceResult _kidFloor;

    /// <summary>Looks at the reals: twice <see cref="Pictures"/>, or all where there are fewer.</summary>
    /// <param name="reals">The data set.</param>
    /// <param name="options">How many, mirrored or not; null for the defaults.</param>
    /// <param name="stop">Cancels.</param>
    /// <exception cref="ArgumentException">Too few pictures, too small ones, or options out of range.</exception>
    public QualityMeter(PictureSet reals, QualityOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(reals);
        _options = options ?? new QualityOptions();
        _reals = reals;
        Check(reals, _options);
        var watch = Stopwatch.StartNew();
        Pictures = Math.Min(_options.Pictures, reals.Count / 2);
        _sides = LaplacianPyramid.SidesOf(reals.Resolution);
        _network = new RandomVgg(reals.Channels);
        try
        {
            _directions = PatchDistribution.DrawDirections(_options.Seed);
            var order = new NumpyRandom(_options.Seed).Permutation(reals.Count);
            var (features, patches) = LookAt(order.AsSpan(0, Pictures), _options.Seed, stop);
            var (otherFeatures, otherPatches) = LookAt(order.AsSpan(Pictures, Pictures), _options.Seed + Pictures, stop);
            _realPatches = patches;
            _swdFloor = [.. patches.Zip(otherPatches, PatchDistribution.Distance)];
            _kidFloor = new KernelDistance(features, RandomVgg.Features).To(new KernelDistance(otherFeatures, RandomVgg.Features));
            _realFeatures = new KernelDistance([.. features, .. otherFeatures], RandomVgg.Features);
        }
        catch
        {
            _network.Dispose();
            throw;
        }
        // Two halves of as many pictures were looked at, so one of them is what a snapshot will cost.
        SecondsToMeasure = watch.Elapsed.TotalSeconds / 2;
    }

    /// <summary>Pictures on each side: what was asked, or half of the data set where that is less.</summary>
    public int Pictures { get; }

    /// <summary>About how long <see cref="Measure"/> takes, without the making of the pictures.</summary>
    public double SecondsToMeasure { get; }

    /// <summary>Compares a network's pictures with the reals.</summary>
    /// <param name="batches">Parts [n, C, H, W] of bytes 0 to 255, n of any size; they are asked for one by one until <see cref="Pictures"/> have come.</param>
    /// <param name="stop">Cancels.</param>
    /// <exception cref="ArgumentException">A part is no whole number of pictures, or there are too few.</exception>
    public QualityResult Measure(IEnumerable<byte[]> batches, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var watch = new Stopwatch();
        var statistics = new PictureStatistics(_reals.Resolution, _reals.Channels, Pictures, _network, _options.Seed + GeneratedSeed);
        foreach (var batch in batches)
        {
            watch.Start();
            if (batch.Length % _reals.PictureBytes != 0)
                throw new ArgumentException($"{batch.Length:N0} bytes were given, expected whole pictures of {_reals.PictureBytes:N0} bytes ([{_reals.Channels}, {_reals.Resolution}, {_reals.Resolution}]).", nameof(batches));
            statistics.Add(batch.AsMemory(0, Math.Min(batch.Length, statistics.Missing * _reals.PictureBytes)), stop);
            watch.Stop();
            if (statistics.Missing == 0)
                break;
        }
        if (statistics.Missing > 0)
            throw new ArgumentException($"{Pictures - statistics.Missing:N0} pictures came, expected {Pictures:N0}; generate as many as the meter's Pictures says.", nameof(batches));
        watch.Start();
        var kid = _realFeatures.To(new KernelDistance(statistics.Features, RandomVgg.Features));
        stop.ThrowIfCancellationRequested();
        var swd = statistics.Distributions(_directions).Zip(_realPatches, PatchDistribution.Distance).ToArray();
        return new QualityResult
        {
            Levels = [.. _sides.Select((side, level) => new SwdLevel(side, swd[level], _swdFloor[level]))],
            Kid = kid,
            KidFloor = _kidFloor,
            Pictures = Pictures,
            PicturesAsked = _options.Pictures,
            Reals = 2 * Pictures,
            RealsInSet = _reals.Count,
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _network.Dispose();

    private (float[] Features, PatchDistribution[] Patches) LookAt(ReadOnlySpan<int> indices, long seed, CancellationToken stop)
    {
        var statistics = new PictureStatistics(_reals.Resolution, _reals.Channels, indices.Length, _network, seed);
        for (var rest = indices.ToArray().AsMemory(); rest.Length > 0;)
        {
            var part = rest[..Math.Min(rest.Length, PictureStatistics.BatchFor(_reals.Resolution))];
            var batch = new byte[part.Length * _reals.PictureBytes];
            Parallel.For(0, part.Length, i => Read(part.Span[i], batch.AsSpan(i * _reals.PictureBytes, _reals.PictureBytes)));
            statistics.Add(batch, stop);
            rest = rest[part.Length..];
        }
        return (statistics.Features, statistics.Distributions(_directions));
    }

    private void Read(int index, Span<byte> pixels)
    {
        _reals.Read(index, pixels);
        if (!_options.Mirror || new NumpyRandom((_options.Seed + index) % uint.MaxValue).Integers(0, 2) == 0)
            return;
        for (var row = 0; row < pixels.Length; row += _reals.Resolution)
            pixels.Slice(row, _reals.Resolution).Reverse();
    }

    private static void Check(PictureSet reals, QualityOptions options)
    {
        if (reals.Count < FewestReals)
            throw new ArgumentException($"the quality numbers need {FewestReals} or more real pictures, the data set has {reals.Count}; add pictures or train without the numbers.", nameof(reals));
        if (reals.Channels is not (1 or 3) || !int.IsPow2(reals.Resolution) || reals.Resolution is < LaplacianPyramid.Smallest or > 1024)
            throw new ArgumentException($"the quality numbers are for pictures of 1 or 3 channels and a side of 16, 32, … 1024; the data set has {reals.Channels} channels at {reals.Resolution}.", nameof(reals));
        if (options.Pictures < FewestReals / 2 || options.Pictures > GeneratedSeed / 2)
            throw new ArgumentException($"{options.Pictures} pictures were asked for, expected {FewestReals / 2} to {GeneratedSeed / 2:N0}.", nameof(options));
        if (options.Seed < 0 || options.Seed > uint.MaxValue - 2 * GeneratedSeed)
            throw new ArgumentException($"the seed is {options.Seed}, expected 0 to {uint.MaxValue - 2 * GeneratedSeed}.", nameof(options));
    }
}
