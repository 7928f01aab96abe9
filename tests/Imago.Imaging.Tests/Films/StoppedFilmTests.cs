using System.Globalization;
using Imago.Imaging.Films;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

public class StoppedFilmTests
{
    [Fact]
    public void A_film_stands_under_its_name_only_when_it_is_complete()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a.mp4", "a.webm", "a.gif", "a.webp" })
        {
            folder.Write(name, [1, 2, 3]);
            using var film = FilmWriter.Create(folder[name], Small);
            for (var i = 0; i < 20; i++)
                film.Write(Frame(i));
            Assert.Equal(3, new FileInfo(folder[name]).Length);
            film.Finish();
            Assert.True(new FileInfo(folder[name]).Length > 1000);
        }
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.webm")]
    [InlineData("a.gif")]
    public void A_stopped_film_plays_as_far_as_it_came(string name)
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder[name], Small);
        for (var i = 0; i < 17; i++)
            film.Write(Frame(i));
        Assert.Equal(folder[name], film.FinishStopped());
        Assert.Contains(" 64x48 17 ", new FilmFile(folder[name]).ToString(), StringComparison.Ordinal);
        Assert.Equal([folder[name]], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("my.film.webp")]
    public void A_stopped_film_does_not_replace_an_earlier_one(string name)
    {
        using var folder = new TempFolder();
        folder.Write(name, [1, 2, 3]);
        foreach (var stopped in new[] { "stopped", "stopped-2" })
        {
            using var film = FilmWriter.Create(folder[name], Small);
            film.Write(Frame(0));
            var expected = folder[$"{Path.GetFileNameWithoutExtension(name)}.{stopped}{Path.GetExtension(name)}"];
            Assert.Equal(expected, film.FinishStopped());
            Assert.True(File.Exists(expected));
        }
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder[name]));
    }

    [Fact]
    public void A_stopped_folder_keeps_its_frames()
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder["frames"], Small);
        for (var i = 0; i < 11; i++)
            film.Write(Frame(i));
        Assert.Equal(folder["frames"], film.FinishStopped());
        Assert.Equal(11, Directory.GetFiles(folder["frames"]).Length);
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.webp")]
    [InlineData("frames")]
    public void Stopped_before_its_first_frame_or_dropped_it_leaves_nothing(string name)
    {
        using var folder = new TempFolder();
        using (var film = FilmWriter.Create(folder[name], Small))
            Assert.Null(film.FinishStopped());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        using (var film = FilmWriter.Create(folder[name], Small))
            for (var i = 0; i < 12; i++)
                film.Write(Frame(i));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_a_dropped_film_found_in_its_folder_stays()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["frames"]);
        File.WriteAllText(folder["frames/notes.txt"], "mine");
        using (var film = FilmWriter.Create(folder["frames"], Small))
            for (var i = 0; i < 12; i++)
                film.Write(Frame(i));
        Assert.Equal([folder["frames/notes.txt"]], Directory.GetFiles(folder["frames"]));
    }

    [Fact]
    public void Ffmpeg_runs_in_a_session_of_its_own_and_ends_with_its_film()
    {
        using var folder = new TempFolder();
        using (var film = FilmWriter.Create(folder["a.mp4"], Small))
        {
            film.Write(Frame(0));
            // Else Ctrl-C would reach it. The process becomes ffmpeg a moment after it was started.
            Assert.True(SpinWait.SpinUntil(() => SessionsOf(folder.Path) is [var session] && session != Session("/proc/self"), TimeSpan.FromSeconds(10)));
        }
        Assert.Empty(SessionsOf(folder.Path));
    }

    [Fact]
    public void A_finished_film_takes_no_more()
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder["a.webp"], Small);
        Assert.Throws<InvalidOperationException>(() => film.Finish());
        film.Write(Frame(0));
        film.Finish();
        Assert.Throws<ObjectDisposedException>(() => film.Write(Frame(1)));
        Assert.Throws<ObjectDisposedException>(() => film.Finish());
        film.Dispose();
        Assert.True(File.Exists(folder["a.webp"]));
    }

    // Of every process whose command line names the folder.
    private static int[] SessionsOf(string folder) =>
        [.. Directory.GetDirectories("/proc").Where(process => Read($"{process}/cmdline").Contains(folder, StringComparison.Ordinal)).Select(Session)];

    // The fourth field behind the program's name in brackets.
    private static int Session(string process) => int.Parse(Read($"{process}/stat").Split(") ")[^1].Split(' ')[3], CultureInfo.InvariantCulture);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
