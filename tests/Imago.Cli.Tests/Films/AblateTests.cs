using System.Text.Json;
using Imago.Cli.Tests.Networks;
using Imago.Imaging;

namespace Imago.Cli.Tests.Films;

public sealed class AblateTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task A_death_is_a_film_and_a_timeline_and_any_frame_of_it_is_made_again()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(
            "ablate", "--network", net, "--seeds", "1-3", "--grid", "3x1", "--order", "fine-to-coarse", "--curve", "ease", "--seconds", "1", "--fps", "12", "--output", At("dark/"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal((12, 48, 16), (run.Json.GetProperty("frames").GetInt32(), run.Json.GetProperty("width").GetInt32(), run.Json.GetProperty("height").GetInt32()));
        Assert.Equal(At("dark.json"), run.Json.GetProperty("files").EnumerateArray().Single().GetString());
        using var timeline = JsonDocument.Parse(await File.ReadAllTextAsync(At("dark.json")));
        Assert.Equal((80, 12), (timeline.RootElement.GetProperty("units").GetArrayLength(), timeline.RootElement.GetProperty("distances").GetArrayLength()));
        Assert.StartsWith("b16.conv", timeline.RootElement.GetProperty("events")[0].GetProperty("layer").GetString(), StringComparison.Ordinal);

        var again = await InProcess.RunAsync("ablate", "--network", net, "--timeline", At("dark.json"), "--frame", "7", "--output", At("frame.png"));
        Assert.True(again.ExitCode == ExitCode.Done, again.Error);
        Assert.Equal(PictureReader.Decode(At("dark/frame000007.png")).Pixels, PictureReader.Decode(At("frame.png")).Pixels);
    }

    [Fact]
    public async Task A_bent_network_dies_bent_and_any_frame_is_made_again_bent()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        string[] seen = ["--network", net, "--seeds", "1", "--bend", "16: rotate 20"];
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync(["ablate", .. seen, "--curve", "linear", "--seconds", "0.4", "--output", At("dark/")])).ExitCode);
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync(["bend", .. seen, "--outdir", At("still")])).ExitCode);
        Assert.Equal(PictureReader.Decode(At("still/seed0001.png")).Pixels, PictureReader.Decode(At("dark/frame000000.png")).Pixels);
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("ablate", "--network", net, "--timeline", At("dark.json"), "--frame", "5", "--output", At("frame.png"))).ExitCode);
        Assert.Equal(PictureReader.Decode(At("dark/frame000005.png")).Pixels, PictureReader.Decode(At("frame.png")).Pixels);
        Assert.NotEqual(PictureReader.Decode(At("still/seed0001.png")).Pixels, PictureReader.Decode(At("frame.png")).Pixels);
    }

    [Fact]
    public async Task With_a_map_pictures_are_large_enough_to_read_it()
    {
        var run = await InProcess.RunAsync(
            "ablate", "--network", NetworkFiles.Write(At("net.safetensors")), "--seeds", "1", "--map", "--revive", "--units", "7", "--mode", "mean", "--order", "weakest", "--seconds", "0.2", "--output", At("dark.webp"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal((6, 1024, 512), (run.Json.GetProperty("frames").GetInt32(), run.Json.GetProperty("width").GetInt32(), run.Json.GetProperty("height").GetInt32()));
        Assert.True(File.Exists(At("dark.json")));
    }

    [Theory]
    [InlineData(2, "--seeds 1 --units 81 --output W.webp", "81 units are to die")]
    [InlineData(2, "--seeds 1-3 --grid 2x2 --output W.webp", "which is 4 faces, and 3 are given")]
    [InlineData(2, "--seeds 1 --units some --output W.webp", "--units is 'some'")]
    [InlineData(2, "--seeds 1 --seed -1 --output W.webp", "--seed is -1")]
    [InlineData(2, "--seeds 1 --layers b64 --output W.webp", "'b64'")]
    [InlineData(2, "--seeds 1 --frame 3 --output W.png", "--timeline")]
    [InlineData(1, "--timeline NET --frame 3 --output W.png", "no timeline")]
    [InlineData(1, "--timeline missing.json --frame 3 --output W.png", "missing.json")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(["ablate", "--network", net, .. words.Replace("W.", At("W."), StringComparison.Ordinal).Split(' ').Select(word => word == "NET" ? net : word)]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
