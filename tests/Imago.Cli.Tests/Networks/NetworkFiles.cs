using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Tests.Networks;

/// <summary>Small networks as files.</summary>
internal static class NetworkFiles
{
    internal static string Write(string path, int cDim = 0, string[]? classes = null, int resolution = 16)
    {
        using var random = new RandomGenerator(5);
        using var generator = new Generator(
            new GeneratorOptions { ZDim = 24, WDim = 20, CDim = cDim, ImgResolution = resolution, MappingLayers = 2, ChannelBase = resolution * 16, ChannelMax = 16 }, random);
        using var discriminator = new Discriminator(new DiscriminatorOptions { CDim = cDim, ImgResolution = resolution, ChannelBase = resolution * 16, ChannelMax = 16 }, random);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NetworkFile.Write(path, generator, discriminator, new TrainingRecord { Data = "portraits", Kimg = 40, Classes = classes });
        return path;
    }
}
