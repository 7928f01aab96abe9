using Imago.Cli.Commands.Bench;
using Imago.Cli.Tests.Networks;
using Imago.Networks;

namespace Imago.Cli.Tests.Bench;

/// <summary><c>imago bench</c>: what it counts, and that its numbers belong together. How fast a machine is, no test can say.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_arithmetic_of_a_picture_is_that_of_its_convolutions()
    {
        // By hand, 8²: 4² of 4 → 4 channels; 8² of 4 → 4, enlarging from 16 pixels, and once more; ToRGB at both.
        var tiny = new GeneratorOptions { ImgResolution = 8, ChannelBase = 32, ChannelMax = 4 };
        Assert.Equal(((18 * 4 * 4 * 16) + (2 * 4 * 3 * 16) + (18 * 4 * 4 * 16) + (18 * 4 * 4 * 64) + (2 * 4 * 3 * 64)) / 1e9, GenerationBench.Gflop(tiny), 1e-12);
        // Configuration F, as counted elsewhere: 148 GFLOP.
        Assert.InRange(GenerationBench.Gflop(new GeneratorOptions { ImgResolution = 1024 }), 147, 149);
    }

    [Fact]
    public async Task Speeds_of_a_network_belong_together()
    {
        var network = NetworkFiles.Write(Path.Combine(folder.Path, "net.safetensors"));
        var run = await InProcess.RunAsync("bench", "--network", network, "--batch", "4", "--repeat", "1", "--threads", "2", "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(16, run.Json.GetProperty("resolution").GetInt32());
        Assert.Equal(["fp32 1", "fp32 4", "bf16 1", "bf16 4"], run.Json.GetProperty("generation").EnumerateArray().Select(static one => $"{one.GetProperty("precision").GetString()} {one.GetProperty("batch").GetInt32()}"));
        Assert.All(run.Json.GetProperty("generation").EnumerateArray(), static one =>
            Assert.Equal(1000, one.GetProperty("milliseconds").GetDouble() * one.GetProperty("imagesPerSecond").GetDouble(), 1e-6));
        var speed = run.Json.GetProperty("training").GetProperty("speed");
        var phases = speed.GetProperty("phases").EnumerateArray().ToList();
        Assert.Equal(["Gmain 1", "Greg 4", "Dmain 1", "Dreg 16"], phases.Select(static one => $"{one.GetProperty("name").GetString()} {one.GetProperty("every").GetInt32()}"));
        var perBatch = phases.Sum(static one => one.GetProperty("seconds").GetDouble() / one.GetProperty("every").GetInt32()) + speed.GetProperty("averageSeconds").GetDouble();
        Assert.Equal(4 / perBatch, speed.GetProperty("imagesPerSecond").GetDouble(), 1e-6);
        Assert.True(run.Json.GetProperty("machine").GetProperty("convolutionBf16").GetDouble() > 0.1);
    }

    [Fact]
    public async Task Without_training_it_measures_none_and_shows_what_it_measured()
    {
        var run = await InProcess.RunAsync("bench", "--resolution", "16", "--cbase", "256", "--cmax", "16", "--repeat", "1", "--threads", "2", "--no-training");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        foreach (var part in new[] { "random weights, --cbase 256 --cmax 16 --map-depth 2: 16 x 16", "GFLOP/s in fp32", "bf16, 4 at once", "GB at most" })
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("train", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--resolution is 48, expected a power of two", "--resolution", "48")]
    [InlineData("--repeat is 0, expected 1 or more", "--repeat", "0")]
    public async Task Wrong_use_is_one_sentence(string sentence, params string[] words)
    {
        var run = await InProcess.RunAsync(["bench", .. words]);
        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }
}
