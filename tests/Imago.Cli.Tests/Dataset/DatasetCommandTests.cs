using System.Diagnostics;
using System.IO.Compression;
using Imago.Imaging;

namespace Imago.Cli.Tests.Dataset;

public sealed class DatasetCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private void Pictures(int count, int side = 40)
    {
        Directory.CreateDirectory(At("photos"));
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[side * side * 3];
            new Random(i).NextBytes(pixels);
            File.WriteAllBytes(At($"photos/{i:0000}.png"), PictureWriter.Encode(new Picture(side, side, 3, pixels), PictureFormat.Png, new EncodeOptions { Compression = 1 }));
        }
    }

    [Fact]
    public async Task Packing_says_what_came_of_it_on_screen_and_as_json()
    {
        Pictures(3);
        await File.WriteAllTextAsync(At("photos/broken.jpg"), "no picture");
        await File.WriteAllTextAsync(At("photos/notes.txt"), "notes");

        var shown = await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("a.zip"), "--resolution", "32");
        var json = await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("b"), "--resolution", "32", "--resize-filter", "box", "--transform", "pad", "--background", "black", "--channels", "1", "--json");

        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("a.zip: 3 pictures of 32 x 32 RGB", shown.Output, StringComparison.Ordinal);
        Assert.Contains("changed   3 reduced", shown.Output, StringComparison.Ordinal);
        Assert.Contains("broken.jpg: is not a picture", shown.Output, StringComparison.Ordinal);
        Assert.Contains("other     1 files", shown.Output, StringComparison.Ordinal);
        Assert.Contains("under 500", shown.Error, StringComparison.Ordinal);
        Assert.Equal((3, 1, 1), (json.Json.GetProperty("taken").GetInt32(), json.Json.GetProperty("refused").GetInt32(), json.Json.GetProperty("channels").GetInt32()));
        Assert.True(File.Exists(At("b/00000/img00000002.png")));
    }

    [Fact]
    public async Task Inspecting_says_what_is_there_and_what_to_do_with_it()
    {
        Pictures(10);
        await File.WriteAllTextAsync(At("photos/broken\u001b[31m.jpg"), "no picture");

        var shown = await InProcess.RunAsync("dataset", "inspect", At("photos"), "--sheet", At("sheet.png"));
        var json = await InProcess.RunAsync("dataset", "inspect", At("photos"), "--json");

        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("10 of 11 files are usable pictures", shown.Output, StringComparison.Ordinal);
        Assert.Contains("10 PNG", shown.Output, StringComparison.Ordinal);
        Assert.Contains("40 x 40 (10)", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"imago dataset pack --source {At("photos")} --dest data.zip --resolution 32", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", shown.Output, StringComparison.Ordinal);
        Assert.Contains("under 500", shown.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(At("sheet.png")));
        Assert.Equal((10, 32, false), (json.Json.GetProperty("pictures").GetInt32(), json.Json.GetProperty("suggestedResolution").GetInt32(), json.Json.GetProperty("enough").GetBoolean()));
    }

    [Theory]
    [InlineData("--resolution 250", "expected a power of two")]
    [InlineData("--resolution abc", "expected one number")]
    [InlineData("--resolution 64x32", "with center-crop-wide")]
    [InlineData("--background purplish", "expected #rrggbb")]
    [InlineData("--max-images 0", "expected 1 or more")]
    [InlineData("--transform stretch", "stretch")]
    public async Task A_wrong_value_is_wrong_use_and_one_sentence(string words, string expected)
    {
        Pictures(1);

        var outcome = await InProcess.RunAsync(["dataset", "pack", "--source", At("photos"), "--dest", At("a.zip"), .. words.Split(' ')]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.zip")));
    }

    [Fact]
    public async Task Nothing_usable_is_exit_code_1_and_leaves_nothing()
    {
        Directory.CreateDirectory(At("photos"));
        await File.WriteAllTextAsync(At("photos/a.jpg"), "no picture");

        var outcome = await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("out/a.zip"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("no usable picture", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(At("out")));
        Assert.Equal(1, (await InProcess.RunAsync("dataset", "inspect", At("gone"))).ExitCode);
    }

    [Fact]
    public async Task Wide_and_tall_take_a_width_and_a_height()
    {
        Pictures(2);

        Assert.Equal(0, (await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("a.zip"), "--resolution", "64x32", "--transform", "center-crop-wide")).ExitCode);
        Assert.Equal(0, (await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("b.zip"), "--resolution", "32x64", "--transform", "center-crop-tall")).ExitCode);

        foreach (var name in (string[])["a.zip", "b.zip"])
        {
            using var zip = ZipFile.OpenRead(At(name));
            using var memory = new MemoryStream();
            using (var entry = zip.GetEntry("00000/img00000001.png")!.Open()) await entry.CopyToAsync(memory);
            var picture = PictureReader.Decode(memory.ToArray());
            Assert.Equal((64, 64), (picture.Width, picture.Height));
            // white bands above and below, or left and right
            Assert.Equal([255, 255, 255], name == "a.zip" ? picture.Pixels[..3] : picture.Pixels[(32 * 64 * 3)..(32 * 64 * 3 + 3)]);
        }
    }

    [Theory]
    [InlineData("KILL", 137, "a.zip")]
    [InlineData("INT", 130, "a.zip")]
    [InlineData("TERM", 130, "a.zip")]
    [InlineData("KILL", 137, "a")]
    [InlineData("INT", 130, "a")]
    public async Task A_pack_that_is_stopped_leaves_nothing_under_the_final_name_and_the_next_one_cleans_up(string signal, int exitCode, string name)
    {
        Pictures(60, side: 500);
        // Hard links: many pictures that take no room.
        using (var link = Process.Start("sh", ["-c", """i=60; while [ $i -lt 1500 ]; do ln "$1/0000.png" "$1/$i.png"; i=$((i+1)); done""", "sh", At("photos")])) await link.WaitForExitAsync();
        string[] words = ["dataset", "pack", "--source", At("photos"), "--dest", At("out/" + name), "--resolution", "256"];

        using (var program = RealProgram.Imago(null, words))
        {
            for (var clock = Stopwatch.StartNew(); Written() < 5_000_000; await Task.Delay(5)) Assert.True(clock.Elapsed.TotalSeconds < 60, "nothing was written within a minute");
            program.Signal(signal);
            var outcome = await program.EndAsync();
            Assert.Equal(exitCode, outcome.ExitCode);
            if (signal != "KILL")
            {
                Assert.Contains("Nothing was left", outcome.Error, StringComparison.Ordinal);
                Assert.Empty(Directory.GetFileSystemEntries(At("out")));
            }
        }
        Assert.False(Path.Exists(At("out/" + name)));

        // The same again, on fewer pictures: what the killed one left is gone.
        Assert.Equal(0, (await InProcess.RunAsync([.. words, "--max-images", "20"])).ExitCode);
        Assert.Equal(name, Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(At("out")))));

        long Written() => Directory.Exists(At("out")) ? new DirectoryInfo(At("out")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0) : 0;
    }
}
