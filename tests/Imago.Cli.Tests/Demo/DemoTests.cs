using System.Diagnostics;
using System.Text.Json;
using Imago.Cli.Commands.Demo;
using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Training.Data;
using Imago.Training.Run;

namespace Imago.Cli.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    private const int Sheet = (DemoSheets.Tile + DemoSheets.Gap) * DemoSheets.Columns + DemoSheets.Gap;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task A_demo_leaves_all_that_it_promises_in_its_time()
    {
        var clock = Stopwatch.StartNew();
        var outcome = await InProcess.RunAsync("demo", "--minutes", "0.25", "--resolution", "16", "--outdir", At("demo"), "--json");
        Assert.True(clock.Elapsed.TotalSeconds < 15 + 30, $"15 seconds were asked for, and it took {clock.Elapsed.TotalSeconds:0}");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var json = outcome.Json;
        string File(string property) => json.GetProperty(property).GetString()!;
        using var set = new ImageDataset(File("data"));
        Assert.Equal((16, json.GetProperty("pictures").GetInt32()), (set.Resolution, set.Count));
        var rows = Math.Min(8, (set.Count + 7) / 8);
        Assert.Equal((Math.Min(8, set.Count) * 132 + 4, rows * 132 + 4), Size(File("contactSheet")));
        Assert.Equal((Sheet, Sheet), Size(File("newPictures")));

        // A column a moment, the untrained network's first and the last one's last.
        var moments = json.GetProperty("growthKimg").EnumerateArray().Select(static kimg => kimg.GetDouble()).ToArray();
        Assert.Equal((0, json.GetProperty("kimg").GetDouble()), (moments[0], moments[^1]));
        Assert.Equal(moments.Order().Distinct(), moments);
        var column = (Width: 128 + (2 * 4), Height: (5 * 132) + 4);
        Assert.Equal(((column.Width + 4) * moments.Length + 4, column.Height + 24 + (2 * 4)), Size(File("growth")));

        // The network is the newest of a run that goes on where it stopped.
        var (run, options) = RunFolder.Open(File("run"));
        Assert.Equal(run.LatestNetwork(), File("network"));
        using (var network = NetworkFile.Read(File("network")))
            Assert.Equal((16, moments[^1]), (network.Generator.Options.ImgResolution, network.Training.Kimg));
        Assert.Equal((json.GetProperty("batch").GetInt32(), null), (options.Batch, options.StopAfter));
        var commands = json.GetProperty("commands");
        foreach (var name in (string[])["continue", "generate", "inspect"])
            Assert.Empty(Program.Contents().Parse(commands.GetProperty(name).GetString()!.Split(' ')[1..]).Errors);
        Assert.InRange(options.Kimg, moments[^1], 1000);
        Assert.EndsWith(FormattableString.Invariant($"--kimg {options.Kimg}"), commands.GetProperty("continue").GetString(), StringComparison.Ordinal);
        var more = Math.Round(moments[^1] + 0.016, 3).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var further = await InProcess.RunAsync("train", "--continue", File("run"), "--kimg", more, "--json");
        Assert.True(further.ExitCode == 0, further.Error);
        Assert.Equal([$"{more}"], further.Json.GetProperty("options").EnumerateObject().Where(static p => p.NameEquals("kimg")).Select(static p => p.Value.GetRawText()));
    }

    [Theory]
    [InlineData("portraits", true)]
    [InlineData("none", false)]
    public async Task It_begins_with_the_network_that_comes_with_Imago_or_with_nothing(string begin, bool known)
    {
        var outcome = await InProcess.RunAsync("demo", "--minutes", "0.1", "--resolution", "16", "--resume", begin, "--outdir", At("demo"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var options = RunFolder.Open(outcome.Json.GetProperty("run").GetString()!).Options;
        Assert.Equal(known ? BundledNetwork.Location : null, options.Resume);
        Assert.Equal(known, NetworkFile.Describe(BundledNetwork.Location).Generator!.ChannelMax == options.Generator.ChannelMax);
    }

    [Fact]
    public async Task A_second_demo_takes_the_next_free_folder_and_says_that_few_pictures_are_few()
    {
        // Labels come with the set; the demo trains without them.
        Pictures(12);
        folder.File("demo/mine.txt", "mine");
        Assert.Equal(0, (await InProcess.RunAsync("dataset", "pack", "--source", At("photos"), "--dest", At("labelled.zip"), "--resolution", "32", "--subfolders-as-labels")).ExitCode);

        var outcome = await InProcess.RunAsync("demo", "--data", At("labelled.zip"), "--minutes", "0.1", "--resolution", "16", "--outdir", At("demo/"));

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(At("demo")).Select(Path.GetFileName));
        Assert.Contains("12 pictures are few: under 500", outcome.Error, StringComparison.Ordinal);
        foreach (var step in Enumerable.Range(1, 5))
            Assert.Contains(outcome.ErrorLines, line => line.StartsWith($"{step}/5  ", StringComparison.Ordinal));
        foreach (var file in (string[])["contact-sheet.png", "new-pictures.png", "growth.png"])
        {
            Assert.Contains(At($"demo-2/{file}"), outcome.Output, StringComparison.Ordinal);
            PictureReader.Decode(At($"demo-2/{file}"));
        }
        Assert.Equal((8 * 132 + 4, 2 * 132 + 4), Size(At("demo-2/contact-sheet.png")));
    }

    [Fact]
    public async Task A_folder_without_a_picture_is_one_sentence_and_leaves_nothing()
    {
        folder.File("photos/notes.txt", "notes");

        var outcome = await InProcess.RunAsync("demo", "--data", At("photos"), "--minutes", "0.2", "--outdir", At("demo"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("There is no usable picture in", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(Path.Exists(At("demo")));
    }

    [Theory]
    [InlineData("--minutes", "0", "0.1 or more")]
    [InlineData("--minutes", "NaN", "0.1 or more")]
    [InlineData("--resolution", "48", "power of two")]
    [InlineData("--resolution", "8", "from 16")]
    [InlineData("--seed", "-1", "0 or more")]
    public async Task A_value_out_of_its_range_is_wrong_use(string option, string value, string expected)
    {
        var outcome = await InProcess.RunAsync("demo", "--outdir", At("demo"), option, value);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.False(Path.Exists(At("demo")));
    }

    [Theory]
    [InlineData("1/5", "Nothing was made yet")]
    [InlineData("3/5", "train on it with: imago train --data")]
    [InlineData("4/5", "train on with: imago train --continue")]
    public async Task Ctrl_C_at_any_step_says_what_exists_and_how_to_go_on(string step, string expected)
    {
        using var program = RealProgram.Imago(null, "demo", "--minutes", "0.5", "--resolution", "16", "--outdir", At("demo"));
        await program.SaysAsync(step);
        await Task.Delay(300);
        program.Signal("INT");
        var outcome = await program.EndAsync();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(expected, outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(step != "1/5", File.Exists(At("demo/data.zip")));
        Assert.Equal(step != "1/5", File.Exists(At("demo/contact-sheet.png")));
        if (step == "4/5")
        {
            var run = Assert.Single(Directory.GetDirectories(At("demo/runs")));
            Assert.Contains(run, outcome.ErrorLines[^1], StringComparison.Ordinal);
            Assert.Equal(0, (await InProcess.RunAsync("inspect", run)).ExitCode);
        }
    }

    [Fact]
    public void The_growth_strip_begins_untrained_ends_with_the_last_grid_and_lies_thick_at_the_beginning()
    {
        (double, string)[] grids = [.. new[] { 0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4.8, 6.4, 6.5 }.Select(static kimg => (kimg, $"{kimg}"))];
        Assert.Equal([0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.5], DemoSheets.Moments(grids).Select(static moment => moment.Kimg));
        Assert.Equal([0, 0.1], DemoSheets.Moments(grids[..2]).Select(static moment => moment.Kimg));
        Assert.Equal([0], DemoSheets.Moments(grids[..1]).Select(static moment => moment.Kimg));

        (double, string)[] many = [(0, ""), .. Enumerable.Range(0, 20).Select(static i => (Math.Pow(2, i), ""))];
        var thinned = DemoSheets.Moments(many);
        Assert.Equal((DemoSheets.GrowthColumns, 0, 524_288), (thinned.Count, thinned[0].Kimg, thinned[^1].Kimg));
    }

    private void Pictures(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[40 * 40 * 3];
            new Random(i).NextBytes(pixels);
            Directory.CreateDirectory(At($"photos/{i % 2}"));
            File.WriteAllBytes(At($"photos/{i % 2}/{i:0000}.png"), PictureWriter.Encode(new Picture(40, 40, 3, pixels), PictureFormat.Png, new EncodeOptions { Compression = 1 }));
        }
    }

    private static (int Width, int Height) Size(string path)
    {
        var picture = PictureReader.Decode(path);
        return (picture.Width, picture.Height);
    }
}
