using Imago.Networks;
using Imago.Torch;

namespace Imago.Cli.Commands.Bench;

/// <summary>Times the making of pictures.</summary>
internal static class GenerationBench
{
    /// <summary>Times one precision and batch.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="precision">fp32 or bf16.</param>
    /// <param name="batch">Pictures at once.</param>
    /// <param name="peak">The machine's best convolution in this type, in thousand million operations a second.</param>
    /// <param name="repeat">How often.</param>
    /// <param name="stop">Ends it early.</param>
    public static GenerationTime Measure(Generator generator, string precision, int batch, double peak, int repeat, CancellationToken stop)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        generator.Synthesis.Precision = precision == "bf16" ? Precision.BFloat16 : Precision.Float32;
        var z = Tensor.Randn([batch, generator.Options.ZDim], random);
        var c = generator.Options.CDim == 0 ? null : Tensor.Randn([batch, generator.Options.CDim], random);
        using var none = Autograd.NoGrad();
        var ws = generator.Mapping.Forward(z, c);
        var whole = Timing.Median(repeat, 2, () => generator.Forward(z, c, noise: Noise.Const), stop: stop) / batch;
        var fromW = Timing.Median(repeat, 2, () => generator.Synthesis.Forward(ws, Noise.Const), stop: stop) / batch;
        return new(precision, batch, whole * 1000, fromW * 1000, 1 / whole, Gflop(generator.Options) / fromW / peak);
    }

    /// <summary>
    /// Arithmetic of a picture's convolutions, a multiplication and an addition counted as two: 2·9·in·out for each input pixel of an enlarging layer, which is a
    /// transposed convolution, and for each pixel of the others; ToRGB's 1×1.
    /// </summary>
    public static double Gflop(GeneratorOptions options)
    {
        var sum = 0.0;
        for (var side = 4; side <= options.ImgResolution; side *= 2)
        {
            double pixels = (double)side * side, channels = options.Channels(side);
            if (side > 4) sum += 18 * options.Channels(side / 2) * channels * pixels / 4;
            sum += 18 * channels * channels * pixels;
            if (options.Architecture == Architecture.Skip || side == options.ImgResolution) sum += 2 * channels * options.ImgChannels * pixels;
            if (options.Architecture == Architecture.Resnet && side > 4) sum += 2 * options.Channels(side / 2) * channels * pixels / 4;
        }
        return sum / 1e9;
    }
}
