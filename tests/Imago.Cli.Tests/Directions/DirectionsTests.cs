using Imago.Cli.Tests.Networks;
using Imago.Imaging;

namespace Imago.Cli.Tests.Directions;

public sealed class DirectionsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Theory]
    [InlineData("sefa", "coarse", "[0,1,2,3]")]
    [InlineData("pca", "all", "[0,1,2,3,4,5]")]
    public async Task Directions_are_found_drawn_named_and_followed(string method, string layers, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var found = await InProcess.RunAsync(
            "directions", "find", "--method", method, "--layers", layers, "--network", net, "--output", At("d.safetensors"), "--count", "3", "--samples", "2000", "--strips", At("strips"), "--seeds", "1,2", "--json");
        Assert.True(found.ExitCode == ExitCode.Done, found.Error);
        Assert.Equal(expected, found.Json.GetProperty("layers").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.Equal(method, found.Json.GetProperty("method").GetString());
        Assert.Equal(["direction00.png", "direction01.png", "direction02.png"], Names("strips"));

        var named = await InProcess.RunAsync("directions", "name", At("d.safetensors"), "1", "big hat");
        Assert.True(named.ExitCode == ExitCode.Done, named.Error);
        Assert.Contains("big hat", (await InProcess.RunAsync("directions", "list", At("d.safetensors"))).Output, StringComparison.Ordinal);

        async Task<Outcome> Apply(params string[] more) => await InProcess.RunAsync(["directions", "apply", At("d.safetensors"), "--network", net, "--seeds", "7-8", .. more]);
        var sheet = await Apply("--direction", "big hat", "--outdir", At("sheet"));
        Assert.True(sheet.ExitCode == ExitCode.Done, sheet.Error);
        Assert.Equal((7 * 128) + 16, PictureReader.Decode(At("sheet/directions.png")).Width);

        Assert.Equal(ExitCode.Done, (await Apply("--direction", "1=-2", "--strength", "0.5", "--outdir", At("one"))).ExitCode);
        Assert.Equal(ExitCode.Done, (await Apply("--direction", "big hat", "--strength", "-1", "--outdir", At("same"))).ExitCode);
        Assert.Equal(["seed0007.png", "seed0008.png"], Names("one"));
        Assert.Equal(await File.ReadAllBytesAsync(At("one/seed0008.png")), await File.ReadAllBytesAsync(At("same/seed0008.png")));

        Assert.Equal(ExitCode.Done, (await Apply("--direction", "0", "--strength", "0", "--trunc", "1", "--outdir", At("none"))).ExitCode);
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("generate", "--network", net, "--seeds", "7-8", "--outdir", At("plain"))).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(At("plain/seed0007.png")), await File.ReadAllBytesAsync(At("none/seed0007.png")));

        var film = await Apply("--direction", "0", "--direction", "big hat=0.5", "--film", At("film.webp"), "--seconds", "0.5", "--fps", "10", "--size", "32");
        Assert.True(film.ExitCode == ExitCode.Done, film.Error);
        Assert.Equal((64, 32, 5), PictureReader.Probe(At("film.webp")) is var info ? (info.Width, info.Height, info.Pages) : default);
    }

    [Fact]
    public async Task Another_networks_directions_are_refused_unless_forced()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("directions", "find", "--network", net, "--output", At("d"), "--count", "2")).ExitCode);
        NetworkFiles.Write(At("other.safetensors"), resolution: 32);
        string[] words = ["directions", "apply", At("d"), "--network", At("other.safetensors"), "--direction", "0", "--seeds", "1", "--outdir", At("out")];
        var refused = await InProcess.RunAsync(words);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("those of the network", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync([.. words, "--force"])).ExitCode);
        Assert.Contains("have 20 dimensions, and the w of this network has 512", (await InProcess.RunAsync("directions", "apply", At("d"), "--direction", "0", "--seeds", "1", "--outdir", At("more"), "--force")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "find --output D --count 21", "expected 1 to 20")]
    [InlineData(2, "find --output D --layers 0-6", "0 to 5")]
    [InlineData(2, "find --output D --method svd", "svd")]
    [InlineData(2, "find --output D --class 1", "without labels")]
    [InlineData(2, "find --output D --samples 1", "take 2 or more")]
    [InlineData(2, "find", "--output")]
    [InlineData(1, "find --output NET", "is not replaced")]
    [InlineData(1, "list NET", "expected imago.directions/1")]
    [InlineData(1, "apply NET --direction 0 --seeds 1 --outdir OUT", "expected imago.directions/1")]
    [InlineData(2, "apply FOUND --direction 2 --seeds 1 --outdir OUT", "expected a number from 0 to 1")]
    [InlineData(2, "apply FOUND --direction 0=x --seeds 1 --outdir OUT", "such as smile=2")]
    [InlineData(2, "apply FOUND --direction 0 --seeds 1 --outdir OUT --strength far", "expected a number such as 2, or a range")]
    [InlineData(2, "apply FOUND --direction 0 --seeds 1 --outdir OUT --steps 1", "expected 2 to 100")]
    [InlineData(2, "apply FOUND --direction 0 --seeds 1 --outdir NET", "is a file, and the pictures need a folder")]
    [InlineData(2, "apply FOUND --direction 0 --seeds 1", "give --outdir DIR, or --film FILE")]
    [InlineData(2, "apply FOUND --direction 0 --outdir OUT", "Nothing says which pictures")]
    [InlineData(2, "apply FOUND --direction 0 --seeds 1 --film OUT.webp --strength 2", "give a range")]
    [InlineData(1, "apply FOUND --direction 0 --seeds 1 --film OUT.avi", ".avi")]
    [InlineData(2, "name FOUND 0 3", "no number")]
    [InlineData(2, "name FOUND 9 hat", "expected a number from 0 to 1")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("directions", "find", "--network", net, "--output", At("found"), "--count", "2", "--samples", "100")).ExitCode);
        var given = words.Replace("OUT", At("out"), StringComparison.Ordinal).Split(' ').Select(word => word switch { "NET" => net, "D" => At("d"), "FOUND" => At("found"), _ => word }).ToList();
        if (given[0] is "find" or "apply") given.AddRange(["--network", net]);
        var run = await InProcess.RunAsync(["directions", .. given]);
        Assert.True(code == run.ExitCode, run.Error);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["found", "net.safetensors"], Names("."));
    }

    private string[] Names(string name) => [.. Directory.EnumerateFileSystemEntries(At(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
