using Imago.Networks;
using Imago.Torch;
using Imago.Training.Data;
using Imago.Training.Quality;

namespace Imago.Training.Run;

/// <summary>The generated pictures of a snapshot's quality numbers: fresh noise, no truncation, the same latents every time.</summary>
internal static class QualityPictures
{
    private const ulong Seed = 20201006;
    private const int SmallestSide = 16;

    /// <summary>Looks at the real pictures; null where no numbers are asked for, or none can be had of so few or so small pictures.</summary>
    internal static QualityMeter? Meter(ImageDataset data, TrainingOptions options, CancellationToken stop)
    {
        if (options.QualityPictures == 0 || data.PictureCount < QualityMeter.FewestReals || data.Resolution < SmallestSide)
            return null;
        // Without its mirror images, so that a picture and its own never stand on both sides of the floor.
        var reals = new PictureSet(data.PictureCount, data.Channels, data.Resolution, data.Read);
        return new QualityMeter(reals, new QualityOptions { Pictures = options.QualityPictures, Mirror = options.Mirror }, stop);
    }

    internal static IEnumerable<byte[]> Of(Generator generator, LabelDraws labels, TrainingOptions options)
    {
        using var random = new RandomGenerator(Seed, Device.Parse(options.Device));
        while (true)
            yield return Next(generator, labels, options, random);
    }

    private static byte[] Next(Generator generator, LabelDraws labels, TrainingOptions options, RandomGenerator random)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var z = Tensor.Randn([options.BatchGpu, options.Generator.ZDim], random);
        return Pixels.ToBytes(generator.Forward(z, labels.Draw(options.BatchGpu, random), noise: Noise.From(random)));
    }
}
