using Imago.Cli.Tests.Networks;

namespace Imago.Cli.Tests.Films;

public sealed class MixTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task Rows_and_columns_become_pictures_a_table_and_a_film()
    {
        var run = await InProcess.RunAsync(
            "mix", "--network", NetworkFiles.Write(At("net.safetensors")), "--rows", "85,100", "--cols", "55", "--styles", "0-3", "--outdir", At("out"), "--film", At("mix.webp"), "--seconds", "0.2", "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(["100-55.png", "85-55.png", "grid.png"], Directory.EnumerateFiles(At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2, 3], run.Json.GetProperty("styles").EnumerateArray().Select(one => one.GetInt32()));
        Assert.Equal((6, 12 + 32, 12 + 48), (run.Json.GetProperty("film").GetProperty("frames").GetInt32(), run.Json.GetProperty("film").GetProperty("width").GetInt32(), run.Json.GetProperty("film").GetProperty("height").GetInt32()));
        Assert.True(File.Exists(At("mix.webp")));
    }

    [Theory]
    [InlineData(2, "--rows 1 --cols 2", "Nothing says where the mixture goes")]
    [InlineData(2, "--rows 1 --cols 2 --styles 6 --outdir OUT", "'6', and a picture of this network has the ws 0 to 5")]
    [InlineData(2, "--rows one --cols 2 --outdir OUT", "'one'")]
    [InlineData(2, "--rows 1 --outdir OUT", "--cols")]
    [InlineData(2, "--rows 1 --cols 2 --styles 0-3 --outdir NET", "is a file, and the pictures need a folder")]
    [InlineData(1, "--rows NET --cols 2 --styles 0-3 --outdir OUT", "expected either z")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(["mix", "--network", net, .. words.Split(' ').Select(word => word switch { "NET" => net, "OUT" => At("out"), _ => word })]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
