using System.Collections.Concurrent;
using Imago.Torch;

namespace Imago.Training.Quality;

/// <summary>
/// Random 7×7 patches of the pyramid levels of a set of pictures: 128 a picture and level. Their mean and deviation are known
/// only when the last picture has come, so the patches wait, as 16-bit floats: 113 KB for an RGB picture of 64², 263 KB for one of 1024².
/// </summary>
internal sealed class PatchSet
{
    /// <summary>Width and height of a patch.</summary>
    public const int Side = 7;

    /// <summary>Patches taken from each picture and level.</summary>
    public const int PerPicture = 128;

    private readonly int _channels;
    private readonly Half[][] _patches; // a level: [pictures · 128, C · 49]
    private readonly double[][] _sums; // a picture: [levels, C, (Σ, Σ²)]
    private readonly ConcurrentBag<LaplacianPyramid> _pyramids = []; // one for each thread at work
    private readonly int _resolution;
    private readonly int[] _sides;

    public PatchSet(int resolution, int channels, int pictures)
    {
        _channels = channels;
        _sides = LaplacianPyramid.SidesOf(resolution);
        _patches = [.. _sides.Select(_ => new Half[(long)pictures * PerPicture * Dim])];
        _sums = new double[pictures][];
        _resolution = resolution;
        Pictures = pictures;
    }

    public int Pictures { get; }

    public int Levels => _sides.Length;

    public int Rows => Pictures * PerPicture;

    /// <summary>Numbers of one patch: C · 49.</summary>
    public int Dim => _channels * Side * Side;

    /// <summary>Takes the patches of one picture [C, H, W]. Different pictures may come from different threads, in any order.</summary>
    /// <param name="index">Its place in the set.</param>
    /// <param name="picture">Pixels.</param>
    /// <param name="seed">Draws the places of the patches.</param>
    public void Add(int index, ReadOnlySpan<byte> picture, long seed)
    {
        if (!_pyramids.TryTake(out var pyramid))
            pyramid = new LaplacianPyramid(_resolution, _channels);
        pyramid.Build(picture);
        var random = new NumpyRandom(seed + index);
        var sums = new double[Levels * _channels * 2];
        for (var level = 0; level < Levels; level++)
        {
            var side = _sides[level];
            var pixels = pyramid.Level(level);
            var rows = _patches[level].AsSpan(index * PerPicture * Dim, PerPicture * Dim);
            var at = 0;
            for (var patch = 0; patch < PerPicture; patch++)
            {
                var left = (int)random.Integers(0, side - Side + 1);
                var top = (int)random.Integers(0, side - Side + 1);
                for (var c = 0; c < _channels; c++)
                {
                    double sum = 0, squares = 0;
                    for (var y = 0; y < Side; y++)
                    {
                        foreach (var value in pixels.Slice((c * side + top + y) * side + left, Side))
                        {
                            rows[at++] = (Half)value;
                            sum += value;
                            squares += (double)value * value;
                        }
                    }
                    sums[(level * _channels + c) * 2] += sum;
                    sums[(level * _channels + c) * 2 + 1] += squares;
                }
            }
        }
        _sums[index] = sums;
        _pyramids.Add(pyramid);
    }

    /// <summary>Mean and standard deviation of a channel over all patches of a level.</summary>
    public (double Mean, double Deviation) Moments(int level, int channel)
    {
        double sum = 0, squares = 0;
        foreach (var picture in _sums) // in the order of the pictures, whatever thread they came from
        {
            sum += picture[(level * _channels + channel) * 2];
            squares += picture[(level * _channels + channel) * 2 + 1];
        }
        var count = (double)Rows * Side * Side;
        var mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)));
    }

    /// <summary>Patches of a level as 32-bit floats in tiles: [rows / tile, C · 49, tile], so that neighbours in memory are the same pixel of different patches.</summary>
    /// <param name="level">0 for full resolution.</param>
    /// <param name="firstRow">The first patch.</param>
    /// <param name="rows">How many, a multiple of the tile.</param>
    /// <param name="tile">Patches in a tile.</param>
    /// <param name="tiles">Receives them.</param>
    public void CopyTiles(int level, int firstRow, int rows, int tile, float[] tiles) => Parallel.For(0, rows / tile, t =>
    {
        ReadOnlySpan<Half> from = _patches[level].AsSpan((firstRow + t * tile) * Dim, tile * Dim);
        var to = tiles.AsSpan(t * tile * Dim, tile * Dim);
        for (var row = 0; row < tile; row++)
        {
            for (var i = 0; i < Dim; i++)
                to[i * tile + row] = (float)from[row * Dim + i];
        }
    });
}
