using Imago.Imaging.Films;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

public class FilmRefusalTests
{
    public static TheoryData<string, int, int, double, string> Refused => new()
    {
        { "a.mov", 64, 48, 30, "'.mov' is no kind of film that is written: end the name in .mp4, .webm, .gif or .webp, or in / for a folder of PNG frames." },
        { "a.mp4", 65, 48, 30, "An MP4 has even sides, and these frames have 65 x 48 pixels: make each odd side a pixel larger or smaller, or end the name in .webm, .gif or .webp." },
        { "a.mp4", 64, 1, 30, "An MP4 has even sides, and these frames have 64 x 1 pixels: make each odd side a pixel larger or smaller, or end the name in .webm, .gif or .webp." },
        { "a.webp", 16_384, 64, 30, "An animated WebP of 16384 x 64 pixels is asked for, and its sides have 1 to 16383 pixels: choose another size." },
        { "a.gif", 0, 64, 30, "A GIF of 0 x 64 pixels is asked for, and its sides have 1 to 26754 pixels: choose another size." },
        { "a.mp4", 64, 48, 0.5, "0.5 frames a second are asked for, and a film has 1 to 240: 24, 25, 30 and 60 are usual." },
        { "a.mp4", 64, 48, 241, "241 frames a second are asked for, and a film has 1 to 240: 24, 25, 30 and 60 are usual." },
        { "a.mp4", 64, 48, double.NaN, "NaN frames a second are asked for, and a film has 1 to 240: 24, 25, 30 and 60 are usual." },
        { "a.gif", 64, 48, 60, "A GIF of 60 frames a second is asked for, and browsers show at most 50 of it: ask for fewer, or end the name in .mp4 or .webm." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_a_kind_cannot_hold_is_said_before_the_first_frame(string name, int width, int height, double rate, string sentence)
    {
        using var folder = new TempFolder();
        AssertRefused(sentence, folder[name], new() { Width = width, Height = height, FramesPerSecond = rate });
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_place_where_nothing_can_be_written_is_said_before_the_first_frame()
    {
        using var folder = new TempFolder();
        AssertRefused($"'{folder["no/such/a.mp4"]}' lies in a folder that does not exist: make it first (mkdir -p '{folder["no/such"]}'), or choose another place.", folder["no/such/a.mp4"], Small);
        AssertRefused($"'{folder.Write("file", [1])}' is a file, and frames need a folder: name another one, or end the name in .mp4, .webm, .gif or .webp.", folder["file"], Small);
        var e = Assert.Throws<FilmException>(() => FilmWriter.Check("/proc/a.mp4", Small));
        Assert.StartsWith("'/proc/a.mp4' cannot be written (", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_frames_of_another_film_is_refused()
    {
        using var folder = new TempFolder();
        Film(folder["frames"], 3, Small);
        AssertRefused($"'{folder["frames"]}' holds frames already ('frame000000.png'), and two films would mix: name another folder, or remove them first.", folder["frames"], Small, sameStart: 60);
        Assert.Equal(3, Directory.GetFiles(folder["frames"]).Length);
    }

    [Fact]
    public void Without_ffmpeg_it_is_named_and_webp_and_frames_work()
    {
        using var folder = new TempFolder();
        using var _ = new OtherPrograms(folder.Path);
        foreach (var ending in new[] { ".mp4", ".webm", ".gif" })
            AssertRefused($"ffmpeg is needed to write {ending} and is not installed: install it (sudo apt-get install ffmpeg), or choose a .webp or a folder of frames, which need none.", folder["a" + ending], Small);
        Film(folder["a.webp"], 3, Small);
        Film(folder["frames"], 3, Small);
        Assert.Equal("ffmpeg is needed to read sound and is not installed: install it (sudo apt-get install ffmpeg).",
            Assert.Throws<FilmException>(() => Sound.Probe(folder.Write("a.wav", [1]))).Message);
    }

    [Theory]
    [InlineData("head -c 40000 >/dev/null; echo '[libx264 @ 0x55d8] the moon is full' >&2; echo 'Conversion failed!' >&2; exit 1", "the moon is full")]
    [InlineData("cat >/dev/null; echo 'file:/x/.imago-1.tmp: No space left on device' >&2; exit 1", "No space left on device")]
    [InlineData("kill -9 $$", "exit code 137")]
    public void An_ffmpeg_that_dies_half_way_is_told_with_its_reason_and_leaves_nothing(string script, string reason)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["bin"]);
        foreach (var program in new[] { "ffmpeg", "ffprobe" })
        {
            File.WriteAllText(folder[$"bin/{program}"], $"#!/bin/sh\n{script}\n");
            FilmFile.Run("chmod", "+x", folder[$"bin/{program}"]);
        }
        using var _ = new OtherPrograms(folder["bin"]);
        folder.Write("a.mp4", [1, 2, 3]);
        using var film = FilmWriter.Create(folder["a.mp4"], Small);
        var e = Assert.Throws<FilmException>(() =>
        {
            for (var i = 0; i < 100; i++)
                film.Write(Frame(i));
            film.Finish();
        });
        Assert.Equal($"ffmpeg could not write the film ({reason}): free some space or choose another kind of film.", e.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["a.mp4"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [TinyDiskFact]
    public void A_full_disk_leaves_the_old_film_and_nothing_else()
    {
        using var folder = new TempFolder();
        WriterTests.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path);
        try
        {
            foreach (var name in new[] { "a.mp4", "a.webm", "a.gif", "a.webp", "a" })
            {
                var path = folder.Write(name, [1, 2, 3]);
                if (name == "a")
                    path = folder["frames"];
                var e = Assert.ThrowsAny<Exception>(() =>
                {
                    using var film = FilmWriter.Create(path, new() { Width = 128, Height = 128 });
                    for (var i = 0; i < 20; i++)
                        film.Write(Some.Noise(128, 128, 3, i));
                    film.Finish();
                });
                Assert.True(e is FilmException or PictureException, e.ToString());
                Assert.Matches("cannot be written \\(|ffmpeg could not write the film \\(.*No space left", e.Message);
                Assert.Equal([1, 2, 3], File.ReadAllBytes(folder[name]));
                Assert.Single(Directory.GetFileSystemEntries(folder.Path));
                File.Delete(folder[name]);
            }
        }
        finally
        {
            WriterTests.Run("umount", "--lazy", folder.Path);
        }
    }

    private static void AssertRefused(string sentence, string path, FilmOptions options, int? sameStart = null)
    {
        foreach (var begin in new Action[] { () => FilmWriter.Check(path, options), () => FilmWriter.Create(path, options).Dispose() })
        {
            var message = Assert.Throws<FilmException>(begin).Message;
            Assert.Equal(sentence[..(sameStart ?? sentence.Length)], message[..(sameStart ?? message.Length)]);
        }
    }
}
