using System.IO.Compression;
using Imago.Imaging;
using Imago.Imaging.Painting;
using Imago.Training.Data;

namespace Imago.Cli.Tests.Dataset;

public sealed class PaintTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("imago-paint-").FullName;

    private string At(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_verb_paints_a_zip_that_training_reads()
    {
        var run = await InProcess.RunAsync("dataset", "paint", "--count", "12", "--resolution", "32", "--dest", At("p.zip"), "--json");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(12, run.Json.GetProperty("count").GetInt32());

        using var set = new ImageDataset(At("p.zip"));
        Assert.Equal((12, 3 * 32 * 32, 0), (set.Count, set.PictureBytes, set.LabelDim));
        using var zip = ZipFile.OpenRead(At("p.zip"));
        Assert.Equal(["00000/img00000000.png", "00000/img00000011.png", "curation.jsonl", "dataset.json"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).Where((_, i) => i is 0 or > 10));
        using var entry = zip.GetEntry("00000/img00000003.png")!.Open();
        using var png = new MemoryStream();
        await entry.CopyToAsync(png);
        Assert.Equal(PortraitPainter.Paint(3, 32).Pixels, PictureReader.Decode(png.ToArray()).Pixels);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_other_sitters()
    {
        foreach (var (name, seed) in new[] { ("a.zip", "7"), ("b.zip", "7"), ("c.zip", "8") })
            Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("dataset", "paint", "--count", "5", "--resolution", "16", "--seed", seed, "--dest", At(name))).ExitCode);
        var (a, b, c) = (await File.ReadAllBytesAsync(At("a.zip")), await File.ReadAllBytesAsync(At("b.zip")), await File.ReadAllBytesAsync(At("c.zip")));
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
    }

    [Fact]
    public async Task A_folder_is_painted_too_and_not_painted_over()
    {
        var first = await InProcess.RunAsync("dataset", "paint", "--count", "3", "--resolution", "16", "--dest", At("set"));
        Assert.Contains("3 portraits of 16 x 16", first.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(At("set/00000/img00000002.png")));

        var second = await InProcess.RunAsync("dataset", "paint", "--count", "4", "--resolution", "16", "--dest", At("set"));
        Assert.Equal(ExitCode.Failed, second.ExitCode);
        Assert.Contains("--force", second.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("set/00000/img00000003.png")));

        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("dataset", "paint", "--count", "4", "--resolution", "16", "--dest", At("set"), "--force")).ExitCode);
        Assert.True(File.Exists(At("set/00000/img00000003.png")));
    }

    [Theory]
    [InlineData("--count", "0", "1 to 1,000,000")]
    [InlineData("--resolution", "48", "power of two from 8 to 4096")]
    public async Task A_number_out_of_range_is_refused_and_nothing_is_left(string option, string value, string expected)
    {
        var run = await InProcess.RunAsync("dataset", "paint", option, value, "--dest", At("p.zip"));
        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }
}
