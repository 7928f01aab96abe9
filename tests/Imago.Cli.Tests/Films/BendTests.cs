using Imago.Cli.Tests.Networks;
using Imago.Imaging;

namespace Imago.Cli.Tests.Films;

public sealed class BendTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task Pictures_of_a_bent_network_go_into_a_folder_and_on_a_grid()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync("bend", "--network", net, "--seeds", "3-6", "--bend", "16/40%: rotate 20", "--bend", "8: erode 0.1", "--outdir", At("out"), "--grid", "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(["16/40%: rotate 20 reflect", "8: erode 0.1"], run.Json.GetProperty("bends").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(4, run.Json.GetProperty("pictures").GetProperty("pictures").GetInt32());
        Assert.Equal(["grid.png", "seed0003.png", "seed0004.png", "seed0005.png", "seed0006.png"], Directory.EnumerateFiles(At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(32, PictureReader.Decode(At("out/grid.png")).Width);

        var plain = await InProcess.RunAsync("generate", "--network", net, "--seeds", "3", "--trunc", "0.7", "--precision", "auto", "--outdir", At("plain"));
        Assert.True(plain.ExitCode == ExitCode.Done, plain.Error);
        Assert.NotEqual(PictureReader.Decode(At("plain/seed0003.png")).Pixels, PictureReader.Decode(At("out/seed0003.png")).Pixels);
    }

    [Fact]
    public async Task A_film_of_a_file_goes_from_one_setting_to_the_other()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        await File.WriteAllTextAsync(At("turn.yaml"), "from:\n  - 8/50%: rotate -40\nbend:\n  - 8/50%: rotate 40\n  - 16: dilate 0.1\n");
        var run = await InProcess.RunAsync("bend", "--network", net, "--seeds", "1-3", "--config", At("turn.yaml"), "--columns", "3", "--seconds", "1", "--fps", "12", "--film", At("turn/"));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("12 frames of 48 x 16", run.Output, StringComparison.Ordinal);
        foreach (var (name, bends) in new[] { ("first", (string[])["8/50%: rotate -40"]), ("last", ["8/50%: rotate 40", "16: dilate 0.1"]) })
        {
            run = await InProcess.RunAsync(["bend", "--network", net, "--seeds", "1-3", .. bends.SelectMany(bend => (string[])["--bend", bend]), "--outdir", At(name)]);
            Assert.True(run.ExitCode == ExitCode.Done, run.Error);
            var stills = PictureGrid.Compose([.. Enumerable.Range(1, 3).Select(seed => PictureReader.Decode(At($"{name}/seed000{seed}.png")))], 3);
            Assert.Equal(stills.Pixels, PictureReader.Decode(At($"turn/frame{(name == "first" ? 0 : 11):000000}.png")).Pixels);
        }
    }

    [Fact]
    public async Task From_and_loop_are_written_as_options_too()
    {
        var run = await InProcess.RunAsync(
            "bend", "--network", NetworkFiles.Write(At("net.safetensors")), "--seeds", "1", "--from", "8: zoom 0.8", "--bend", "8: zoom 1.3", "--loop", "--easing", "sine", "--seconds", "0.5", "--film", At("a.webp"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal((15, "8: zoom 0.8 reflect"), (run.Json.GetProperty("film").GetProperty("frames").GetInt32(), run.Json.GetProperty("from")[0].GetString()));
        Assert.True(File.Exists(At("a.webp")));
    }

    [Theory]
    [InlineData(2, "--seeds|1|--bend|8: spin 3|--outdir|OUT", "'spin 3' is no transform: expected scale FACTOR")]
    [InlineData(2, "--seeds|1|--bend|b64: rotate 3|--outdir|OUT", "'b64', and the layers of this network are b4.conv1")]
    [InlineData(2, "--seeds|1|--bend|8/16: rotate 3|--outdir|OUT", "0 to 15")]
    [InlineData(2, "--seeds|1|--bend|8: erode 2|--film|OUT.webp", "of the picture's side")]
    [InlineData(2, "--seeds|1|--bend|8: rotate 3", "--outdir DIR")]
    [InlineData(2, "--seeds|1|--bend|8: rotate 3|--outdir|OUT|--film|OUT.webp", "Both --outdir and --film")]
    [InlineData(2, "--seeds|1|--bend|8: rotate 3|--outdir|OUT|--loop", "--loop goes with a film")]
    [InlineData(2, "--seeds|1|--bend|8: rotate 3|--film|OUT.webp|--grid", "--grid goes with pictures")]
    [InlineData(2, "--seeds|1|--outdir|OUT", "Nothing says how to bend")]
    [InlineData(2, "--bend|8: rotate 3|--outdir|OUT", "Nothing says which pictures")]
    [InlineData(2, "--seeds|1|--config|NET|--bend|8: rotate 3|--outdir|OUT", "Both --bend and --config")]
    [InlineData(1, "--seeds|1|--config|NET|--outdir|OUT", "net.safetensors, line 1: ")]
    [InlineData(1, "--seeds|1|--config|missing.yaml|--outdir|OUT", "missing.yaml")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(["bend", "--network", net, .. words.Replace("OUT", At("out"), StringComparison.Ordinal).Split('|').Select(word => word == "NET" ? net : word)]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
