using System.Diagnostics;
using Imago.Cli.Tests.Networks;
using Imago.Imaging;

namespace Imago.Cli.Tests.Films;

public sealed class WalkTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task Ten_seconds_at_thirty_frames_are_three_hundred_frames()
    {
        var run = await InProcess.RunAsync("walk", "--network", NetworkFiles.Write(At("net.safetensors")), "--seeds", "0-3", "--seconds", "10", "--fps", "30", "--output", At("walk.mp4"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal((300, 30, 16), (run.Json.GetProperty("frames").GetInt32(), run.Json.GetProperty("framesPerSecond").GetInt32(), run.Json.GetProperty("width").GetInt32()));
        Assert.Equal(["300", "30/1", "10.000000"], await Probe(At("walk.mp4")));
    }

    [Theory]
    [InlineData(25, false)] // 3 legs of 8, and the last seed
    [InlineData(32, true)]
    public async Task The_length_may_be_said_in_frames_from_seed_to_seed(int frames, bool loop)
    {
        var run = await InProcess.RunAsync([
            "walk", "--network", NetworkFiles.Write(At("net.safetensors")), "--seeds", "0-3", "--w-frames", "8", "--fps", "29.97", "--output", At("frames/"), "--json", .. loop ? (string[])["--loop"] : []]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(frames, run.Json.GetProperty("frames").GetInt32());
        Assert.Equal(frames, Directory.EnumerateFiles(At("frames")).Count());
    }

    [Fact]
    public async Task Without_a_network_it_walks_through_the_portraits()
    {
        var run = await InProcess.RunAsync("walk", "--seeds", "1,2", "--seconds", "0.1", "--grid", "1x1", "--loop", "--output", At("frames/"));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("3 frames of 128 x 128, 0.1 s at 30 a second", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.EnumerateFiles(At("frames")).Count());
    }

    [Theory]
    [InlineData(2, "--seeds 1 --output W.webp", "A walk needs two keyframes or more")]
    [InlineData(2, "--seeds 1-3 --grid 2x1 --output W.webp", "3 keyframes cannot be shared equally by 2 walks")]
    [InlineData(2, "--seeds 1-3 --grid 2 --output W.webp", "--grid is '2', expected columns x rows")]
    [InlineData(2, "--output W.webp", "Nothing says which pictures")]
    [InlineData(2, "--seeds 1-3 --size 0 --output W.webp", "--size is 0")]
    [InlineData(2, "--seeds 1-3 --class 1 --output W.webp", "without labels")]
    [InlineData(2, "--seeds 1-3 --seconds 0 --output W.webp", "0 seconds at 30 frames a second")]
    [InlineData(2, "--seeds 1-3 --interpolation cubic --output W.webp", "cubic")]
    [InlineData(1, "--seeds 1-3 --output W.avi", ".avi")]
    [InlineData(1, "--seeds 1-3 --size 33 --output W.mp4", "33")]
    [InlineData(1, "--seeds 1-3 --audio NET --output W.mp4", "net.safetensors")]
    [InlineData(1, "--seeds 1-3 --audio missing.mp3 --output W.mp4", "missing.mp3")]
    [InlineData(2, "--seeds 1-3 --w-frames 8 --seconds 3 --output W.webp", "leave one out")]
    [InlineData(2, "--seeds 1-3 --w-frames 0 --output W.webp", "--w-frames is 0")]
    [InlineData(2, "--seeds 1-3 --react --output W.mp4", "add --audio FILE")]
    [InlineData(1, "--latents NET --output W.webp", "expected either z")]
    [InlineData(2, "--seeds 1-3 --bend 16:rotate --output W.webp", "'rotate' has 0 numbers")]
    [InlineData(2, "--seeds 1-3 --bend b64:invert --output W.webp", "'b64'")]
    [InlineData(2, "--seeds 1-3 --bend 16:invert --config NET --output W.webp", "Both --bend and --config")]
    [InlineData(1, "--seeds 1-3 --config NET --output W.webp", "net.safetensors, line 1: ")]
    public async Task What_cannot_be_is_refused_in_one_sentence_and_nothing_is_left(int code, string words, string expected)
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        var run = await InProcess.RunAsync(["walk", "--network", net, .. words.Replace("W.", At("W."), StringComparison.Ordinal).Split(' ').Select(word => word == "NET" ? net : word)]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_walk_through_a_bent_network_begins_and_ends_with_the_pictures_of_imago_bend()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        await File.WriteAllTextAsync(At("bent.yaml"), "bend:\n  - b8.conv1/0-3: scale 0\n  - 16: rotate 20\n");
        string[] bends = ["--bend", "b8.conv1/0-3: scale 0", "--bend", "16: rotate 20"], seen = ["--network", net, "--seeds", "1,2", "--trunc", "0.6"];
        foreach (var words in (string[][])[["bend", .. seen, .. bends, "--outdir", At("still")], ["walk", .. seen, .. bends, "--seconds", "0.2", "--output", At("options/")], ["walk", .. seen, "--config", At("bent.yaml"), "--seconds", "0.2", "--output", At("file/")]])
            Assert.Equal(ExitCode.Done, (await InProcess.RunAsync(words)).ExitCode);
        foreach (var (frame, still) in new[] { (0, "seed0001"), (5, "seed0002") })
            foreach (var film in (string[])["options", "file"])
                Assert.Equal(PictureReader.Decode(At($"still/{still}.png")).Pixels, PictureReader.Decode(At($"{film}/frame{frame:000000}.png")).Pixels);
        await File.AppendAllTextAsync(At("bent.yaml"), "from:\n  - 16: rotate -20\n");
        var way = await InProcess.RunAsync(["walk", .. seen, "--config", At("bent.yaml"), "--output", At("way/")]);
        Assert.Equal(ExitCode.WrongUse, way.ExitCode);
        Assert.Contains("bent.yaml says 'from:'", Assert.Single(way.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_noise_is_that_of_its_seed_in_every_frame()
    {
        foreach (var (name, noise) in new[] { ("seven", "7"), ("eight", "8") })
            Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("walk", "--seeds", "1-2", "--trunc", "0", "--noise-mode", "random", "--noise-seed", noise, "--seconds", "0.2", "--output", At(name + "/"))).ExitCode);
        var (seven, eight) = (Directory.EnumerateFiles(At("seven")).Select(File.ReadAllBytes).ToList(), Directory.EnumerateFiles(At("eight")).Select(File.ReadAllBytes).ToList());
        Assert.All(seven, frame => Assert.Equal(seven[0], frame));
        Assert.NotEqual(seven[0], eight[0]);
    }

    [Fact]
    public async Task Music_is_in_the_film_and_drives_the_walk()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        // A second of silence, a second of a 100 Hz tone, 4 times: the coarse layers move with it.
        using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=100:duration=8", "-af", "volume='if(lt(mod(t,2),1),0,1)':eval=frame", At("beat.wav")])!)
            await ffmpeg.WaitForExitAsync();
        string[] words = ["walk", "--network", net, "--seeds", "1-2", "--trunc", "1", "--seconds", "8", "--fps", "10", "--audio", At("beat.wav")];
        var run = await InProcess.RunAsync([.. words, "--react", "coarse=low:2", "--output", At("walk.mp4")]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(["80", "10/1", "8.000000"], await Probe(At("walk.mp4")));
        var plain = await InProcess.RunAsync([.. words, "--output", At("plain.mp4")]);
        Assert.True(plain.ExitCode == ExitCode.Done, plain.Error);
        double Difference(int frame) => Frame("walk.mp4", frame).Zip(Frame("plain.mp4", frame), (a, b) => Math.Abs(a - b)).Average();
        Assert.True(Difference(16) > 5 * Difference(8), $"in the tone {Difference(16)}, in the silence {Difference(8)}");
    }

    private byte[] Frame(string film, int number)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", At(film), "-vf", $"select=eq(n\\,{number})", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [Fact]
    public async Task A_truncation_of_0_shows_the_mean_picture_and_moves_nowhere()
    {
        var net = NetworkFiles.Write(At("net.safetensors"));
        Assert.Equal(0, (await InProcess.RunAsync("walk", "--network", net, "--seeds", "1-3", "--trunc", "0", "--seconds", "0.2", "--output", At("frames/"))).ExitCode);
        var frames = Directory.EnumerateFiles(At("frames")).Select(File.ReadAllBytes).ToList();
        Assert.Equal(6, frames.Count);
        Assert.All(frames, frame => Assert.Equal(frames[0], frame));
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_film_that_plays_and_says_how_far_it_goes()
    {
        var net = NetworkFiles.Write(At("net.safetensors"), resolution: 64);
        using var program = RealProgram.Imago(null, "walk", "--network", net, "--seeds", "0-9", "--seconds", "10000", "--output", At("walk.mp4"));
        await program.SaysAsync("Filming: ");
        await Task.Delay(500);
        program.Signal("INT");
        var run = await program.EndAsync();
        Assert.Equal(ExitCode.Stopped, run.ExitCode);
        Assert.Contains($"{At("walk.mp4")} holds the first", run.Error, StringComparison.Ordinal);
        Assert.InRange(int.Parse((await Probe(At("walk.mp4")))[0], System.Globalization.CultureInfo.InvariantCulture), 1, 299_999);
        Assert.Equal(["net.safetensors", "walk.mp4"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>Frames that can be decoded, rate and duration.</summary>
    private static async Task<string[]> Probe(string film)
    {
        using var ffprobe = Process.Start(new ProcessStartInfo("ffprobe", [
            "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames,r_frame_rate,duration", "-of", "default=noprint_wrappers=1", film])
        { RedirectStandardOutput = true })!;
        var lines = (await ffprobe.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return [lines["nb_read_frames"], lines["r_frame_rate"], lines["duration"]];
    }
}
