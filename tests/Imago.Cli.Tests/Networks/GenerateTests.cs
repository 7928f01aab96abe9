using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Cli.Tests.Networks;

public sealed class GenerateTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task Seeds_become_pictures_of_their_names_with_a_grid()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync("generate", "--network", net, "--seeds", "85,1-2", "--trunc", "0.7", "--outdir", At("out"), "--grid", "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal((3, 16, "fp32"), (run.Json.GetProperty("pictures").GetInt32(), run.Json.GetProperty("resolution").GetInt32(), run.Json.GetProperty("precision").GetString()));
        Assert.Equal(["seed0085.png", "seed0001.png", "seed0002.png"], run.Json.GetProperty("files").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["grid.png", "seed0001.png", "seed0002.png", "seed0085.png"], Names("out"));

        var text = await InProcess.RunAsync("generate", "--network", net, "--seeds", "85", "--trunc", "0.7", "--outdir", At("again"));
        Assert.Contains("1 picture of 16 x 16, fp32 on", text.Output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(At("out/seed0085.png")), await File.ReadAllBytesAsync(At("again/seed0085.png")));
    }

    [Fact]
    public async Task Without_a_network_it_is_the_one_that_comes_with_Imago()
    {
        var run = await InProcess.RunAsync("generate", "--seeds", "3", "--outdir", At("out"), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(BundledNetwork.Location, run.Json.GetProperty("network").GetString());

        var named = await InProcess.RunAsync("generate", "--network", "portraits", "--seeds", "3", "--outdir", At("named"));
        Assert.True(named.ExitCode == 0, named.Error);
        Assert.Equal(File.ReadAllBytes(At("out/seed0003.png")), File.ReadAllBytes(At("named/seed0003.png")));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("webp")]
    public async Task Other_formats_have_their_endings(string format)
    {
        var run = await InProcess.RunAsync("generate", "--network", NetworkFiles.Write(At("net.safetensors")), "--seeds", "3", "--outdir", At("out"), "--format", format, "--noise-mode", "random");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal([$"seed0003.{format}"], Names("out"));
        Assert.Equal(16, PictureReader.Decode(At($"out/seed0003.{format}")).Width);
    }

    [Fact]
    public async Task The_newest_network_of_a_run_folder_is_taken()
    {
        NetworkFiles.Write(At("run/network-000900.safetensors"));
        NetworkFiles.Write(At("run/network-001200.safetensors"), resolution: 32);
        NetworkFiles.Write(At("run/network-001000.500.safetensors"));
        await File.WriteAllTextAsync(At("run/network-copy.safetensors"), "");
        var run = await InProcess.RunAsync("generate", "--network", At("run"), "--seeds", "3", "--outdir", At("out"), "--json");
        Assert.Equal(32, run.Json.GetProperty("resolution").GetInt32());
        Assert.EndsWith("network-001200.safetensors", run.Json.GetProperty("network").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_named_or_numbered_and_asked_for_where_it_is_missing()
    {
        var net = NetworkFiles.Write(At("net.safetensors"), 2, ["apple", "pear"]);
        async Task<Outcome> Run(params string[] more) => await InProcess.RunAsync(["generate", "--network", net, "--seeds", "3", "--outdir", At("out"), .. more]);
        var missing = await Run();
        Assert.Equal(ExitCode.WrongUse, missing.ExitCode);
        Assert.Contains("0 (apple), 1 (pear)", Assert.Single(missing.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));

        Assert.Equal(ExitCode.Done, (await Run("--class", "pear")).ExitCode);
        var named = await File.ReadAllBytesAsync(At("out/seed0003.png"));
        Assert.Equal(ExitCode.Done, (await Run("--class", "1")).ExitCode);
        Assert.Equal(named, await File.ReadAllBytesAsync(At("out/seed0003.png")));
        Assert.Equal(ExitCode.Done, (await Run("--class", "apple")).ExitCode);
        Assert.NotEqual(named, await File.ReadAllBytesAsync(At("out/seed0003.png")));
    }

    [Theory]
    [InlineData(2, "--outdir OUT", "give --seeds")]
    [InlineData(2, "--seeds 1 --latents x --outdir OUT", "Both --seeds and --latents")]
    [InlineData(2, "--seeds 1", "give --outdir DIR")]
    [InlineData(2, "--seeds 1 --save-tensor OUT --grid", "give --outdir DIR too")]
    [InlineData(2, "--seeds 1-x --outdir OUT", "such as 1,5,7-9")]
    [InlineData(2, "--seeds 1 --outdir OUT --class 0", "without labels")]
    [InlineData(2, "--seeds 1 --outdir OUT --trunc NaN", "NaN")]
    [InlineData(2, "--seeds 1 --outdir OUT --trunc-cutoff 9", "0 to 6")]
    [InlineData(2, "--seeds 1 --outdir OUT --batch 0", "expected 1 or more")]
    [InlineData(2, "--seeds 1 --outdir OUT --device gpu", "expected cpu, cuda or cuda:N")]
    [InlineData(2, "--seeds 1 --outdir OUT --device cuda:99", "CUDA devices")]
    [InlineData(2, "--seeds 1 --outdir OUT --device cpu --precision fp16", "choose fp32 or bf16")]
    [InlineData(2, "--seeds 1 --outdir OUT --noise-mode loud", "loud")]
    [InlineData(2, "--seeds 1 --outdir NET", "is a file, and the pictures need a folder")]
    [InlineData(1, "--latents NET --outdir OUT", "expected either z [N, 24] or w [N, 6, 20]")]
    [InlineData(1, "--latents missing.safetensors --outdir OUT", "no such file")]
    [InlineData(1, "--seeds 1 --save-tensor NET", "not replaced")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var before = await File.ReadAllBytesAsync(net);
        var run = await InProcess.RunAsync(["generate", "--network", net, .. words.Split(' ').Select(word => word switch { "OUT" => At("out"), "NET" => net, _ => word })]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Names("."));
        Assert.Equal(before, await File.ReadAllBytesAsync(net));
    }

    [Fact]
    public async Task Saved_latents_make_the_same_pictures_again()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync("generate", "--network", net, "--seeds", "5,6", "--trunc", "0.5", "--outdir", At("a"), "--save-latents", At("w.safetensors"));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("generate", "--network", net, "--latents", At("w.safetensors"), "--outdir", At("b"))).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(At("a/seed0006.png")), await File.ReadAllBytesAsync(At("b/proj01.png")));
        var over = await InProcess.RunAsync("generate", "--network", net, "--seeds", "5", "--outdir", At("a"), "--save-latents", net);
        Assert.Equal(ExitCode.Failed, over.ExitCode);
        Assert.Contains("is no file of latents: it is not replaced", over.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latents_of_another_network_are_taken_only_by_force()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        using (TensorScope.Open())
            SafeTensorsWriter.Write(At("w.safetensors"), [SafeTensors.Item("w", Tensor.Ones([1, 6, 20]))], new Dictionary<string, string> { ["network"] = "0123456789abcdef" });
        string[] words = ["generate", "--network", net, "--latents", At("w.safetensors"), "--trunc", "0.5", "--outdir", At("out")];
        var run = await InProcess.RunAsync(words);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("belongs to the network 0123456789abcdef", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync([.. words, "--force"])).ExitCode);
        Assert.Equal(["proj00.png"], Names("out"));
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_leaves_whole_pictures_only()
    {
        var net = NetworkFiles.Write(At("net.safetensors"), resolution: 64);
        using var program = RealProgram.Imago(null, "generate", "--network", net, "--seeds", "0-99999", "--outdir", At("out"), "--save-tensor", At("t.safetensors"));
        for (var i = 0; i < 600 && !File.Exists(At("out/seed0020.png")); i++)
            await Task.Delay(100);
        program.Signal("INT");
        var run = await program.EndAsync();
        Assert.Equal((ExitCode.Stopped, ""), (run.ExitCode, run.Output));
        Assert.Contains("Stopped.", run.Error, StringComparison.Ordinal);
        Assert.Equal(["net.safetensors", "out"], Names("."));
        var names = Names("out");
        Assert.True(names.Length is > 20 and < 100_000, $"{names.Length} pictures");
        Assert.All(names, name => Assert.Equal(64, PictureReader.Decode(At($"out/{name}")).Height));
    }

    private string[] Names(string name) => [.. Directory.EnumerateFileSystemEntries(At(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
