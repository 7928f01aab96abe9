using Imago.Imaging;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests;

internal static class Some
{
    /// <summary>Small, with noise and a running mean that are not zero, so that truncation and noise show.</summary>
    internal static Generator Generator(int cDim = 0, int channels = 3)
    {
        using var random = new RandomGenerator(5);
        var generator = new Generator(
            new GeneratorOptions { ZDim = 24, WDim = 20, CDim = cDim, ImgResolution = 16, ImgChannels = channels, MappingLayers = 2, ChannelBase = 256, ChannelMax = 16 }, random);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        foreach (var (name, parameter) in generator.State())
            if (name.EndsWith("noise_strength", StringComparison.Ordinal))
                parameter.Value.CopyFrom(Tensor.Scalar(0.3));
            else if (name == "mapping.w_avg")
                parameter.Value.CopyFrom(Tensor.Randn([20], random).Mul(0.5));
        return generator;
    }

    internal static Renderer Renderer(int cDim = 0, int channels = 3, params string[] classes) =>
        new(new Network(Generator(cDim, channels), null, new TrainingRecord { Classes = classes.Length == 0 ? null : classes }));

    internal static RenderRequest Request(long seed) => new() { Latent = LatentCode.OfSeed(seed, 24) };

    internal static RenderRequest[] Requests(params long[] seeds) => [.. seeds.Select(Request)];

    /// <summary>Soft stains of colour, which differ everywhere.</summary>
    internal static Picture Picture(int width, int height) => new(width, height, 3, [.. from y in Enumerable.Range(0, height)
        from x in Enumerable.Range(0, width) from channel in Enumerable.Range(0, 3)
        select (byte)(128 + (60 * Math.Sin((0.31 * x) + (1.7 * channel))) + (50 * Math.Cos((0.23 * y) - (0.11 * x) + channel)))]);

    internal static float[] Numbers(int count, long seed = 3) => Seeds.Z(seed, count);

    /// <summary>Writes tensors as a file of latents.</summary>
    internal static string File(string path, params (string Name, Tensor Value)[] tensors)
    {
        using var scope = TensorScope.Open();
        SafeTensorsWriter.Write(path, [.. tensors.Select(one => SafeTensors.Item(one.Name, one.Value))]);
        foreach (var (_, value) in tensors)
            value.Dispose();
        return path;
    }
}
