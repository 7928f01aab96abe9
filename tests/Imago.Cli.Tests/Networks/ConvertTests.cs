using Imago.Networks.Formats;

namespace Imago.Cli.Tests.Networks;

public sealed class ConvertTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task A_network_travels_to_another_program_and_back_and_makes_the_same_picture()
    {
        NetworkFiles.Write(At("a.safetensors"));
        await Done("convert", At("a.safetensors"), At("b.pt"));
        await Done("convert", At("b.pt"), At("c.safetensors"));
        foreach (var name in new[] { "a.safetensors", "b.pt", "c.safetensors" })
            await Done("generate", "--network", At(name), "--seeds", "3", "--trunc", "0.7", "--outdir", At("out-" + name));
        var pictures = new[] { "a.safetensors", "b.pt", "c.safetensors" }.Select(name => File.ReadAllBytes(At($"out-{name}/seed0003.png"))).ToList();
        Assert.Equal(pictures[0], pictures[1]);
        Assert.Equal(pictures[0], pictures[2]);
        Assert.Contains("a file of rosinality's stylegan2-pytorch", (await Done("inspect", At("b.pt"))).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16")]
    public async Task Half_precision_takes_half_the_size(string dtype)
    {
        NetworkFiles.Write(At("a.safetensors"));
        await Done("convert", At("a.safetensors"), At("b.safetensors"), "--dtype", dtype);
        Assert.InRange(new FileInfo(At("b.safetensors")).Length, 1, new FileInfo(At("a.safetensors")).Length * 6 / 10);
        await Done("generate", "--network", At("b.safetensors"), "--seeds", "3", "--outdir", At("out"));
    }

    [Fact]
    public async Task What_stands_at_the_destination_is_replaced_only_on_request()
    {
        NetworkFiles.Write(At("a.safetensors"));
        folder.File("b.pt", "precious");
        var refused = await InProcess.RunAsync("convert", At("a.safetensors"), At("b.pt"));
        Assert.Equal(ExitCode.WrongUse, refused.ExitCode);
        Assert.Contains("exists already", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(At("b.pt")));
        await Done("convert", At("a.safetensors"), At("b.pt"), "--force");
    }

    [Fact]
    public async Task Two_networks_are_blended_at_a_resolution()
    {
        NetworkFiles.Write(At("a.safetensors"));
        NetworkFiles.Write(At("b.safetensors"));
        var json = (await Done("convert", At("a.safetensors"), At("c.safetensors"), "--blend", At("b.safetensors"), "--split-res", "8", "--json")).Json;
        Assert.Equal("generator", json.GetProperty("holds")[0].GetString());
        using var read = NetworkFile.Read(At("c.safetensors"));
        Assert.Null(read.Discriminator);
        Assert.Equal("a.safetensors, blended with b.safetensors from 8 on", read.Training.Parent);
        var wrong = await InProcess.RunAsync("convert", At("a.safetensors"), At("d.safetensors"), "--blend", At("b.safetensors"), "--split-res", "12");
        Assert.Contains("split at 12, expected a power of two from 8 to 16", wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("d.safetensors")));
    }

    [Theory]
    [InlineData("c.onnx", "ends with .safetensors")]
    [InlineData("c.pt --dtype fp16", "--dtype fp16 is for .safetensors files")]
    public async Task A_wrong_destination_is_wrong_use(string words, string expected)
    {
        NetworkFiles.Write(At("a.safetensors"));
        var run = await InProcess.RunAsync(["convert", At("a.safetensors"), .. At(words).Split(' ')]);
        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private static async Task<Outcome> Done(params string[] words)
    {
        var run = await InProcess.RunAsync(words);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return run;
    }
}
