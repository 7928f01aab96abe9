using Imago.Latent.Directions;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests.Directions;

public sealed class DirectionFileTests : LeakCheck
{
    private static readonly GeneratorOptions s_network = new() { WDim = 3, ImgResolution = 16 };

    private static readonly DirectionSet s_two = new()
    {
        Method = DirectionMethod.Sefa, Network = "0123456789abcdef", Layers = [1, 2], WDim = 3, Vectors = [0.6f, 0, 0.8f, 0, 1, 0], Scale = [10, 0.5f], Names = ["", "улыбка \"wide\""],
    };

    [Fact]
    public void Directions_and_their_names_come_back_as_they_were_written()
    {
        foreach (var method in new[] { DirectionMethod.Sefa, DirectionMethod.Pca })
        {
            DirectionFile.Write(At("d.safetensors"), s_two with { Method = method });
            var read = DirectionFile.Read(At("d.safetensors"));
            Assert.Equal((method, s_two.Network, 3), (read.Method, read.Network, read.WDim));
            Assert.Equal(s_two.Layers, read.Layers);
            Assert.Equal(s_two.Vectors, read.Vectors);
            Assert.Equal(s_two.Scale, read.Scale);
            Assert.Equal(s_two.Names, read.Names);
        }
        Assert.Equal(["d.safetensors"], Directory.EnumerateFileSystemEntries(At("")).Select(Path.GetFileName));
    }

    [Fact]
    public void Another_networks_directions_are_refused_unless_they_are_forced_and_fit()
    {
        DirectionFile.Write(At("d"), s_two);
        Assert.Equal(2, DirectionFile.Read(At("d"), s_network, "0123456789abcdef").Count);
        var error = Assert.Throws<LatentException>(() => DirectionFile.Read(At("d"), s_network, "ffff456789abcdef"));
        Assert.Contains("those of the network 0123456789abcdef, and this one is ffff456789abcdef", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, DirectionFile.Read(At("d"), s_network, "ffff456789abcdef", force: true).Count);
        Assert.Contains("have 3 dimensions, and the w of this network has 4", Assert.Throws<LatentException>(() => DirectionFile.Read(At("d"), s_network with { WDim = 4 }, "0123456789abcdef", force: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_kind_is_neither_read_nor_replaced()
    {
        using (var generator = Some.Generator())
            NetworkFile.Write(At("net"), generator, null, new TrainingRecord());
        File.WriteAllText(At("notes"), "mine");
        Assert.Contains("the format is imago.stylegan2/1, expected imago.directions/1", Assert.Throws<LatentException>(() => DirectionFile.Read(At("net"))).Message, StringComparison.Ordinal);
        Assert.Throws<SafeTensorsException>(() => DirectionFile.Read(At("notes")));
        Assert.Throws<SafeTensorsException>(() => DirectionFile.Read(At("missing")));
        foreach (var name in new[] { "net", "notes" })
            Assert.Contains("is not replaced", Assert.Throws<LatentException>(() => DirectionFile.Write(At(name), s_two)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("notes")));
        NetworkFile.Read(At("net")).Dispose();
    }

    [Theory]
    [InlineData("method", "other", "expected sefa or pca")]
    [InlineData("layers", "[]", "do not fit together")]
    [InlineData("layers", "[-1]", "do not fit together")]
    [InlineData("layers", "1-3", "the metadata 'layers' cannot be read")]
    [InlineData("names", "[\"one\"]", "do not fit together")]
    [InlineData("names", "[null, \"\"]", "do not fit together")]
    [InlineData("names", null, "the metadata 'names' cannot be read")]
    [InlineData("format", null, "the format is not said")]
    public void Metadata_that_contradict_the_numbers_are_refused(string key, string? value, string expected)
    {
        DirectionFile.Write(At("d"), s_two);
        Dictionary<string, string> metadata;
        using (var file = SafeTensorsFile.Open(At("d")))
            metadata = new(file.Metadata);
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        using (TensorScope.Open())
            SafeTensorsWriter.Write(At("bad"), [SafeTensors.Item("directions", Tensor.Ones([2, 3])), SafeTensors.Item("scale", Tensor.Ones([2]))], metadata);
        Assert.Contains(expected, Assert.Throws<LatentException>(() => DirectionFile.Read(At("bad"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 }, 1, "do not fit together")]
    [InlineData(new long[] { 6 }, new long[] { 2 }, 1, "expected [K, wDim]")]
    [InlineData(new long[] { 2, 3 }, new long[] { 2, 1 }, 1, "expected [K] of type F32")]
    [InlineData(new long[] { 2, 3 }, new long[] { 2 }, double.NaN, "not finite")]
    [InlineData(new long[] { 2, 3 }, new long[] { 2 }, -1, "do not fit together")]
    public void Numbers_that_are_none_are_refused(long[] directions, long[] scale, double value, string expected)
    {
        DirectionFile.Write(At("d"), s_two);
        using var file = SafeTensorsFile.Open(At("d"));
        using (TensorScope.Open())
            SafeTensorsWriter.Write(At("bad"), [SafeTensors.Item("directions", Tensor.Ones(directions)), SafeTensors.Item("scale", Tensor.Full(scale, value))], file.Metadata);
        Assert.Contains(expected, Assert.Throws<LatentException>(() => DirectionFile.Read(At("bad"))).Message, StringComparison.Ordinal);
    }
}
