using Imago.Imaging;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Tests.Networks;

public sealed class DreamTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task It_dreams_on_a_photograph_and_on_noise_and_films_it()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        PictureWriter.Save(At("photo.jpg"), new Picture(60, 44, 3, [.. Enumerable.Range(0, 60 * 44 * 3).Select(static i => (byte)(i * 7 % 251))]));
        var photo = await InProcess.RunAsync("dream", "--network", net, "--target", At("photo.jpg"), "--steps", "1", "--output", At("dream.png"), "--json");
        Assert.True(photo.ExitCode == ExitCode.Done, photo.Error);
        Assert.Equal((60, 44, "b8"), (photo.Json.GetProperty("width").GetInt32(), photo.Json.GetProperty("height").GetInt32(), photo.Json.GetProperty("layers")[0].GetString()));
        Assert.Equal((60, 44), PictureReader.Decode(At("dream.png")) is var dream ? (dream.Width, dream.Height) : default);

        var noise = await InProcess.RunAsync(
            "dream", "--network", net, "--layer", "b16.conv0=0.5", "--layer", "b8", "--size", "48x40", "--steps", "1", "--output", At("noise.webp"), "--film", At("frames/"), "--seconds", "0.4", "--fps", "10");
        Assert.True(noise.ExitCode == ExitCode.Done, noise.Error);
        Assert.Contains("48 x 40, b16.conv0, b8", noise.Output, StringComparison.Ordinal);
        Assert.Equal(["frame000000.png", "frame000001.png", "frame000002.png", "frame000003.png"], Directory.EnumerateFiles(At("frames")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(48, PictureReader.Decode(At("frames/frame000003.png")).Width);
    }

    [Theory]
    [InlineData(2, "--output D.png --layer b99", "choose b16.fromrgb, b16.conv0, b16.conv1, b16.skip, b16, b8.conv0")]
    [InlineData(2, "--output D.png --layer b8 --channel 16", "choose 0 to 15")]
    [InlineData(2, "--output D.png --layer b8 --channel some", "expected a number or all")]
    [InlineData(2, "--output D.png --layer b8=x", "such as b32.conv1=0.5")]
    [InlineData(2, "--output D.png --layer b8 --size 7", "expected 8 pixels or more")]
    [InlineData(2, "--output D.png --size 3x4x5", "expected a side such as 512")]
    [InlineData(2, "--output D.gif", ".gif")]
    [InlineData(2, "", "give --output FILE for a picture, or --film FILE")]
    [InlineData(2, "--film D.webp --seconds 0", "0 seconds at 30 frames")]
    [InlineData(2, "--film D.webp --seconds 0.1 --zoom 9 --size 32 --steps 0", "expected 0.5 to 2")]
    [InlineData(1, "--film D.avi", ".avi")]
    [InlineData(1, "--output D.png --target missing.jpg", "missing.jpg")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(["dream", "--network", net, .. words.Replace("D.", At("D."), StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == run.ExitCode, run.Error);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_network_without_a_discriminator_does_not_dream()
    {
        using (var random = new RandomGenerator(5))
        using (var generator = new Generator(new GeneratorOptions { ZDim = 8, WDim = 8, ImgResolution = 8, MappingLayers = 1, ChannelBase = 64, ChannelMax = 8 }, random))
            NetworkFile.Write(At("net.safetensors"), generator, null, new TrainingRecord());
        var run = await InProcess.RunAsync("dream", "--network", At("net.safetensors"), "--output", At("d.png"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("holds no discriminator", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
