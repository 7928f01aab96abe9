using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks.Tests.Formats;

/// <summary>What is written for other programs comes back bit for bit.</summary>
public sealed class CheckpointRoundTripTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imago-test-");

    private string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rosinality_file_gives_back_both_networks(bool discriminator)
    {
        using var written = Random(new GeneratorOptions { ImgResolution = 32, ZDim = 12, WDim = 16, LayerFeatures = 16, MappingLayers = 3, ChannelBase = 256, ChannelMax = 20 }, discriminator);
        Rosinality.Write(File("a.pt"), written);
        using var read = NetworkFile.Read(File("a.pt"));
        Assert.Equal(CheckpointKind.Rosinality, read.Kind);
        Same(written.Generator, read.Generator);
        Assert.Equal(written.Generator.Options with { ResampleFilter = [] }, read.Generator.Options with { ResampleFilter = [] });
        Assert.Equal(discriminator, read.Discriminator is not null);
        if (discriminator) Same(written.Discriminator!, read.Discriminator!);

        // Once more, and the file is the same byte for byte.
        Rosinality.Write(File("b.pt"), read);
        Assert.Equal(System.IO.File.ReadAllBytes(File("a.pt")), System.IO.File.ReadAllBytes(File("b.pt")));
    }

    [Theory]
    [InlineData(0, Architecture.Skip)]
    [InlineData(5, Architecture.Skip)]
    [InlineData(5, Architecture.Resnet)]
    [InlineData(0, Architecture.Orig)]
    public void A_state_dictionary_gives_back_the_generator_with_its_options_found_in_its_shapes(int classes, Architecture architecture)
    {
        var options = new GeneratorOptions
        {
            ImgResolution = 16, ZDim = 12, CDim = classes, WDim = 16, EmbedFeatures = classes > 0 ? 7 : null, LayerFeatures = 16, MappingLayers = 2, ChannelBase = 128, ChannelMax = 20,
            Architecture = architecture, ImgChannels = 1, ConvClamp = 256,
        };
        using var written = Random(options, discriminator: false);
        StateDict.Write(File("a.pt"), written);
        using var read = NetworkFile.Read(File("a.pt"));
        Assert.Equal(CheckpointKind.StateDictionary, read.Kind);
        Same(written.Generator, read.Generator);
        Assert.Equal(options with { ResampleFilter = [] }, read.Generator.Options with { ResampleFilter = [] });
    }

    [Fact]
    public void What_rosinality_has_no_place_for_is_refused_and_nothing_is_written()
    {
        using var labelled = Random(new GeneratorOptions { ImgResolution = 8, CDim = 3, ZDim = 8, WDim = 8, MappingLayers = 1, ChannelBase = 64, ChannelMax = 8 }, discriminator: false);
        Assert.Contains("3 classes", Assert.Throws<NetworkException>(() => Rosinality.Write(File("a.pt"), labelled)).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    private static Network Random(GeneratorOptions options, bool discriminator)
    {
        using var random = new RandomGenerator(4);
        var network = new Network(
            new Generator(options, random),
            discriminator ? new Discriminator(new DiscriminatorOptions { ImgResolution = options.ImgResolution, ChannelBase = options.ChannelBase, ChannelMax = options.ChannelMax }, random) : null,
            new TrainingRecord());
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        foreach (var (name, parameter) in network.Generator.State())
            if (!name.EndsWith("resample_filter", StringComparison.Ordinal)) parameter.Value.CopyFrom(Tensor.Randn(parameter.Value.Shape, random));
        return network;
    }

    private static void Same(Module expected, Module met)
    {
        var found = met.State().ToDictionary();
        foreach (var (name, parameter) in expected.State())
            Assert.True(parameter.Value.ToArray<float>().AsSpan().SequenceEqual(found[name].Value.ToArray<float>()), $"{name} has changed.");
        Assert.Equal(expected.State().Count(), found.Count);
    }
}
