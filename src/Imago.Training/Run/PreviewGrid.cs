using Imago.Imaging;
using Imago.Networks;
using Imago.Torch;
using Imago.Training.Data;

namespace Imago.Training.Run;

/// <summary>The grids of a run: some real pictures, and the same latents at every snapshot, so that one sees them grow.</summary>
internal sealed class PreviewGrid
{
    private readonly int _columns;
    private readonly int[] _reals;
    private readonly float[] _z;
    private readonly float[]? _labels;
    private readonly int _batch;

    /// <summary>
    /// As large as StyleGAN2-ADA's grids (8K: 7 to 32 columns, 4 to 32 rows), but of at most <see cref="TrainingOptions.PreviewPictures"/>. With
    /// labels, a class a row.
    /// </summary>
    internal PreviewGrid(ImageDataset data, TrainingOptions options)
    {
        var (columns, rows) = (Math.Clamp(7680 / data.Resolution, 7, 32), Math.Clamp(4320 / data.Resolution, 4, 32));
        if (columns * rows > options.PreviewPictures)
        {
            columns = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(options.PreviewPictures * 1.25)));
            rows = Math.Max(1, options.PreviewPictures / columns);
        }
        _columns = columns;
        _batch = options.BatchGpu;
        var random = new NumpyRandom(options.Seed);
        _reals = Choose(data, columns, rows, random);
        _z = Array.ConvertAll(random.Randn(_reals.Length * options.Generator.ZDim), value => (float)value);
        if (data.LabelDim > 0)
            _labels = _reals.SelectMany(data.Label).ToArray();
    }

    internal Picture Reals(ImageDataset data) =>
        PictureGrid.Compose(_reals.Select(index => Pixels.ToPicture(data.Read(index), data.Channels, data.Resolution)).ToList(), _columns);

    internal Picture Fakes(Generator generator)
    {
        var (count, zDim, cDim) = (_reals.Length, generator.Options.ZDim, generator.Options.CDim);
        var device = generator.Mapping.WAvg!.Device;
        var tiles = new List<Picture>();
        using var none = Autograd.NoGrad();
        for (var start = 0; start < count; start += _batch)
        {
            using var scope = TensorScope.Open();
            var n = Math.Min(_batch, count - start);
            var z = Tensor.From(_z.AsSpan(start * zDim, n * zDim), n, zDim).To(device);
            var c = _labels is null ? null : Tensor.From(_labels.AsSpan(start * cDim, n * cDim), n, cDim).To(device);
            tiles.AddRange(Pixels.ToPictures(generator.Forward(z, c, noise: Noise.Const)));
        }
        return PictureGrid.Compose(tiles, _columns);
    }

    /// <summary>Without labels any pictures; with labels each row keeps to one class, in the order in which they come.</summary>
    private static int[] Choose(ImageDataset data, int columns, int rows, NumpyRandom random)
    {
        var order = random.Permutation(data.Count);
        if (data.LabelDim == 0)
            return Enumerable.Range(0, columns * rows).Select(i => order[i % order.Length]).ToArray();
        var classes = order.GroupBy(index => string.Join(' ', data.Label(index)))
            .OrderByDescending(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToArray())
            .ToArray();
        return Enumerable.Range(0, rows)
            .SelectMany(row => Enumerable.Range(0, columns).Select(column =>
                classes[row % classes.Length] is var members ? members[((row / classes.Length * columns) + column) % members.Length] : 0))
            .ToArray();
    }
}
