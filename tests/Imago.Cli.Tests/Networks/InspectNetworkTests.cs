namespace Imago.Cli.Tests.Networks;

public sealed class InspectNetworkTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task A_network_is_described_to_people_and_programs()
    {
        NetworkFiles.Write(At("run/network-000040.safetensors"), 2, ["apple", "pear"]);
        var run = await InProcess.RunAsync("inspect", At("run"));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        foreach (var part in new[] { "imago.stylegan2/1", "16 x 16, RGB", "z 24, w 20, 6 ws", "skip, 2 mapping layers", "resnet", "2: apple, pear", "40 kimg on portraits, from scratch", "all finite", "network-000040.safetensors --data DATA.zip" })
            Assert.Contains(part, run.Output, StringComparison.Ordinal);

        var json = (await InProcess.RunAsync("inspect", At("run"), "--json")).Json;
        Assert.Equal(16, json.GetProperty("generator").GetProperty("img_resolution").GetInt32());
        Assert.Equal(6, json.GetProperty("numWs").GetInt32());
        Assert.Equal("pear", json.GetProperty("training").GetProperty("classes")[1].GetString());
        Assert.True(json.GetProperty("discriminatorParameters").GetInt64() > 1000);
        Assert.Equal(0, json.GetProperty("notFinite").GetArrayLength());
    }

    [Theory]
    [InlineData("net.pkl", "anything", "a value is missing on its stack (byte 0)")]
    [InlineData("net.pkl", "cposix\nsystem\n(S'true'\ntR.", "the Python object posix.system, which is not among the plain data that Imago reads; nothing was executed")]
    [InlineData("net.pt", "", "it ends at byte 0")]
    [InlineData("renamed", "PK\u0003\u0004 a zip of PyTorch", "its zip is damaged")]
    [InlineData("picture.png", "no tensors here", "as safetensors")]
    [InlineData("empty", "", "0 bytes")]
    public async Task A_file_that_is_no_network_is_refused_in_one_sentence(string name, string content, string expected)
    {
        folder.File(name, content);
        foreach (var words in new string[][] { ["inspect", At(name)], ["generate", "--network", At(name), "--seeds", "1", "--outdir", At("out")] })
        {
            var run = await InProcess.RunAsync(words);
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            Assert.Contains(At(name), run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing.safetensors", "does not exist")]
    [InlineData("", "holds no network-*.safetensors")]
    public async Task A_name_without_a_network_is_refused(string name, string expected)
    {
        var run = await InProcess.RunAsync("inspect", At(name));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
