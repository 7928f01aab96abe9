using Imago.Networks;
using Imago.Torch;

namespace Imago.Training.Run;

/// <summary>The generated pictures of a snapshot's quality numbers: fresh noise, no truncation, the same latents every time.</summary>
internal static class QualityPictures
{
    private const ulong Seed = 20201006;

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
