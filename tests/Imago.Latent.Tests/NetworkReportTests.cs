using System.Text.Json.Nodes;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests;

public sealed class NetworkReportTests : LeakCheck
{
    [Fact]
    public void A_network_is_described_by_what_is_in_its_file()
    {
        var path = Write(At("net.safetensors"));
        var report = NetworkReport.Of(path);
        Assert.Equal((path, new FileInfo(path).Length, "imago.stylegan2/1", 6), (report.Path, report.Bytes, report.Format, report.NumWs));
        Assert.Equal((16, 24, 20, 2), (report.Generator.ImgResolution, report.Generator.ZDim, report.Generator.WDim, report.Generator.MappingLayers));
        using (var generator = Some.Generator())
            Assert.Equal(generator.NamedParameters().Sum(entry => entry.Value.Value.Count), report.GeneratorParameters);
        // By hand: b16 and b8 (fromRGB at the top, two convolutions, skip), b4 with its convolution on one channel more, two full layers.
        Assert.Equal((16 * 3) + 16 + (2 * ((2 * ((16 * 16 * 9) + 16)) + (16 * 16))) + (16 * 17 * 9) + 16 + (256 * 16) + 16 + 16 + 1, report.DiscriminatorParameters);
        Assert.Equal(("portraits", 12.5, "old.safetensors"), (report.Training.Data, report.Training.Kimg, report.Training.Parent));
        Assert.Empty(report.NotFinite);
        Assert.InRange(report.WAvgNorm, 0.5, 5);
    }

    [Fact]
    public void Damaged_weights_are_named()
    {
        var path = Write(At("net.safetensors"), generator =>
        {
            using var scope = TensorScope.Open();
            generator.State().First(entry => entry.Key == "synthesis.b8.conv0.bias").Value.Value.CopyFrom(Tensor.Full([16], double.PositiveInfinity));
        });
        Assert.Equal(["synthesis.b8.conv0.bias"], NetworkReport.Of(path).NotFinite);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var bytes = File.ReadAllBytes(Write(At("net.safetensors")));
        foreach (var length in new[] { 0, 7, 100, 5000, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(At("cut.safetensors"), bytes[..length]);
            Assert.Contains("cut.safetensors", Assert.Throws<SafeTensorsException>(() => NetworkReport.Of(At("cut.safetensors"))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("synthesis.b8.conv0.weight")]
    [InlineData("mapping.w_avg")]
    [InlineData("mapping.fc1.weight")]
    [InlineData("D.b4.fc.bias")]
    public void A_missing_tensor_or_one_of_another_shape_is_named(string name)
    {
        var path = Write(At("net.safetensors"));
        Rewrite(path, tensors => tensors.Remove(name));
        Assert.Contains($"the tensor {name} is missing", Assert.Throws<NetworkException>(() => NetworkReport.Of(path)).Message, StringComparison.Ordinal);
        Write(path);
        Rewrite(path, tensors => tensors[name] = tensors[name].Reshape(-1).Slice(0, 0, 1));
        Assert.Contains($"the tensor {name} has the shape [1], expected [", Assert.Throws<NetworkException>(() => NetworkReport.Of(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generator", "img_resolution", 1 << 30, "img_resolution is 1073741824")]
    [InlineData("generator", "img_resolution", 4096, "synthesis.b32.conv1.weight is missing")]
    [InlineData("generator", "img_resolution", 12, "power of two")]
    [InlineData("generator", "z_dim", -1, "z_dim is -1")]
    [InlineData("generator", "z_dim", 1_000_000, "mapping.fc0.weight")]
    [InlineData("generator", "num_layers", 2_000_000_000, "num_layers")]
    [InlineData("generator", "channel_max", 100_000, "has the shape")]
    [InlineData("generator", "c_dim", 100_000, "mapping.fc0.weight")]
    [InlineData("discriminator", "channel_max", 100_000, "has the shape")]
    [InlineData("discriminator", "mbstd_num_channels", 1_000_000, "D.b4.conv.weight")]
    [InlineData("discriminator", "c_dim", 1_000_000, "D.b4.out.weight")]
    public void Options_that_lie_about_the_tensors_take_no_memory(string which, string option, int value, string expected)
    {
        var path = Write(At("net.safetensors"));
        Rewrite(path, _ => { }, metadata =>
        {
            var options = JsonNode.Parse(metadata[which])!.AsObject();
            options[option] = value;
            if (option == "img_resolution" && value == 4096)
                options["channel_base"] = 4096;
            metadata[which] = options.ToJsonString();
        });
        Assert.Contains(expected, Assert.Throws<NetworkException>(() => NetworkReport.Of(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"img_resolution\": \"big\"}")]
    [InlineData("{\"img_resolution\": 16, \"architecture\": \"gothic\"}")]
    public void Options_that_cannot_be_read_are_refused(string json)
    {
        var path = Write(At("net.safetensors"));
        Rewrite(path, _ => { }, metadata => metadata["generator"] = json);
        Assert.Contains("'generator'", Assert.Throws<NetworkException>(() => NetworkReport.Of(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_another_kind_are_no_network()
    {
        var path = Some.File(At("latents.safetensors"), ("z", Tensor.Ones([1, 4])));
        Assert.Contains("the format is not said, expected imago.stylegan2/1", Assert.Throws<NetworkException>(() => NetworkReport.Of(path)).Message, StringComparison.Ordinal);
    }

    private static string Write(string path, Action<Generator>? change = null)
    {
        using var random = new RandomGenerator(2);
        using var generator = Some.Generator();
        using var discriminator = new Discriminator(new DiscriminatorOptions { ImgResolution = 16, ChannelBase = 256, ChannelMax = 16 }, random);
        using (Autograd.NoGrad())
            change?.Invoke(generator);
        NetworkFile.Write(path, generator, discriminator, new TrainingRecord { Data = "portraits", Kimg = 12.5, Parent = "old.safetensors" });
        return path;
    }

    /// <summary>Writes a file again with other tensors or metadata.</summary>
    private static void Rewrite(string path, Action<Dictionary<string, Tensor>> change, Action<Dictionary<string, string>>? tell = null)
    {
        using var scope = TensorScope.Open();
        Dictionary<string, Tensor> tensors;
        Dictionary<string, string> metadata;
        using (var file = SafeTensorsFile.Open(path))
            (tensors, metadata) = (file.Entries.Keys.ToDictionary(name => name, name => file.Read(name)), new(file.Metadata));
        change(tensors);
        tell?.Invoke(metadata);
        SafeTensorsWriter.Write(path, [.. tensors.Select(one => SafeTensors.Item(one.Key, one.Value))], metadata);
    }
}
