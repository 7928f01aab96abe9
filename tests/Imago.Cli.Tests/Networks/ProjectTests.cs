using Imago.Imaging;
using Imago.Networks.Formats;

namespace Imago.Cli.Tests.Networks;

public sealed class ProjectTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    /// <summary>From the mean of w alone, seed 1 would settle in another pose, at 26.4 dB.</summary>
    [Theory]
    [InlineData("1", "1", "300")]
    [InlineData("2", "0.7", "120")]
    public async Task A_picture_of_the_network_that_comes_with_Imago_is_found_again(string seed, string trunc, string steps)
    {
        var made = await InProcess.RunAsync("generate", "--seeds", seed, "--trunc", trunc, "--outdir", At("made"));
        Assert.True(made.ExitCode == 0, made.Error);
        var run = await InProcess.RunAsync("project", "--target", At($"made/seed000{seed}.png"), "--num-steps", steps, "--outdir", At("out"), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(BundledNetwork.Location, run.Json.GetProperty("network").GetString());
        Assert.True(run.Json.GetProperty("psnr").GetDouble() > 28, $"{run.Json.GetProperty("psnr").GetDouble():0.0} dB");

        var shown = await InProcess.RunAsync("generate", "--latents", At("out/projected_w.safetensors"), "--outdir", At("shown"));
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Equal(PictureReader.Decode(At("out/proj.png")).Pixels, PictureReader.Decode(At("shown/proj00.png")).Pixels);
    }

    [Fact]
    public async Task All_that_was_asked_for_is_written_and_said()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(
            "project", "--network", net, "--target", Target(), "--num-steps", "4", "--space", "w+", "--tune", "2", "--noise-maps", "optimise", "--film", At("film.webp"), "--outdir", At("out"), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            ["target.png", "proj.png", "projected_w.safetensors", "tuned.safetensors", "tuned.png", "tuned_w.safetensors", At("film.webp")],
            run.Json.GetProperty("files").EnumerateArray().Select(static name => name.GetString()!));
        Assert.Equal(("w+", 4, "colour", 2), (run.Json.GetProperty("space").GetString(), run.Json.GetProperty("steps").GetInt32(), run.Json.GetProperty("distanceName").GetString(), run.Json.GetProperty("tunedSteps").GetInt32()));
        Assert.True(File.Exists(At("film.webp")));
        using var tuned = NetworkFile.Read(At("out/tuned.safetensors"));
        Assert.Equal("net.safetensors", tuned.Training.Parent);

        var text = await InProcess.RunAsync("project", "--network", net, "--target", Target(), "--num-steps", "2", "--outdir", At("again"));
        Assert.Contains("found in w in 2 steps, colour distance", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--num-steps 0", "0 steps, expected 1 or more")]
    [InlineData(2, "--starts -1", "expected 0 to 10000")]
    [InlineData(2, "--tune -1", "expected 0 or more")]
    [InlineData(2, "--lr 0", "above 0")]
    [InlineData(2, "--space z", "z")]
    [InlineData(2, "--class 1", "without labels")]
    [InlineData(2, "--distance lpips", "give --vgg FILE")]
    [InlineData(2, "--lpips x.pth", "has no use for x.pth")]
    [InlineData(1, "--vgg TARGET", "Cannot read")]
    [InlineData(1, "--vgg NET", "no tensor features.0.weight")]
    [InlineData(1, "--vgg missing.pth", "no such file")]
    [InlineData(1, "--target NET", "net.safetensors")]
    [InlineData(1, "--target missing.png", "missing.png")]
    [InlineData(1, "--network missing.safetensors", "does not exist")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var given = words.Split(' ').Select(word => word switch { "NET" => net, "TARGET" => Target(), _ => word }).ToArray();
        string[] usual = [.. given.Contains("--network") ? [] : (string[])["--network", net], .. given.Contains("--target") ? [] : (string[])["--target", Target()]];
        var run = await InProcess.RunAsync(["project", .. usual, "--outdir", At("out"), .. given]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
    }

    [Fact]
    public async Task A_stop_says_at_which_step_and_leaves_what_was_found()
    {
        using var program = RealProgram.Imago(null, "project", "--target", Target(), "--num-steps", "100000", "--outdir", At("out"));
        await program.SaysAsync("of 100,000 steps");
        program.Signal("INT");
        var outcome = await program.EndAsync();
        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("holds the best of", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(["proj.png", "projected_w.safetensors", "target.png"], Directory.GetFiles(At("out")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private string Target()
    {
        PictureWriter.Save(At("target-photo.png"), new Picture(20, 16, 3, [.. Enumerable.Range(0, 960).Select(static i => (byte)i)]));
        return At("target-photo.png");
    }
}
