using Imago.Imaging.Films;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

public class FilmWriterTests
{
    [Theory]
    [InlineData("a.mp4", 30, 300, "h264 yuv420p 64x48 300 30/1")]
    [InlineData("a.MP4", 24, 25, "h264 yuv420p 64x48 25 24/1")]
    [InlineData("a.mp4", 1, 3, "h264 yuv420p 64x48 3 1/1")]
    [InlineData("a.mp4", 240, 48, "h264 yuv420p 64x48 48 240/1")]
    [InlineData("a.mp4", 12.5, 1, "h264 yuv420p 64x48 1 25/2")]
    [InlineData("a.webm", 30, 300, "vp9 yuv420p 64x48 300 30/1")]
    [InlineData("a.webm", 60, 61, "vp9 yuv420p 64x48 61 60/1")]
    [InlineData("a.gif", 25, 50, "gif bgra 64x48 50 25/1")]
    [InlineData("a.gif", 30, 300, "gif bgra 64x48 300 30/1")]
    public void A_film_of_N_frames_has_N_frames_and_lasts_N_over_its_rate(string name, double rate, int frames, string expected)
    {
        using var folder = new TempFolder();
        var path = Film(folder[name], frames, Small with { FramesPerSecond = rate });
        var film = new FilmFile(path);
        Assert.Equal(expected, film.ToString());
        Assert.Equal(frames / rate, film.Seconds, name.EndsWith("gif", StringComparison.Ordinal) ? 0.0101 : 0.0011); // their clocks tick in 10 and 1 ms
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_rate_of_American_television_is_its_exact_fraction()
    {
        using var folder = new TempFolder();
        Assert.Equal("h264 yuv420p 64x48 30 30000/1001", new FilmFile(Film(folder["a.mp4"], 30, Small with { FramesPerSecond = 30000.0 / 1001 })).ToString());
    }

    [Theory]
    [InlineData("a.mp4", 3)]
    [InlineData("a.webm", 5)]
    [InlineData("a.gif", 0)]
    public void Colours_come_back_within_a_few_levels(string name, int most)
    {
        using var folder = new TempFolder();
        var colours = new (byte R, byte G, byte B)[] { (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 120, 40), (128, 128, 128), (16, 235, 90) };
        using (var film = FilmWriter.Create(folder[name], new() { Width = 64, Height = 64 }))
        {
            foreach (var (r, g, b) in colours)
                for (var repeat = 0; repeat < 5; repeat++)
                    film.Write(Some.Flat(64, 64, r, g, b));
            film.Finish();
        }
        var frames = new FilmFile(folder[name]).Frames();
        Assert.Equal(colours.Length * 5, frames.Length);
        for (var i = 0; i < frames.Length; i++)
        {
            var (colour, at) = (colours[i / 5], (32 * 64 + 32) * 3);
            var differences = new[] { frames[i].Pixels[at] - colour.R, frames[i].Pixels[at + 1] - colour.G, frames[i].Pixels[at + 2] - colour.B };
            Assert.True(differences.All(d => Math.Abs(d) <= most), $"frame {i}: {colour} is off by {string.Join(", ", differences)}");
        }
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.webm")]
    public void The_stream_says_how_its_colours_are_meant(string name)
    {
        using var folder = new TempFolder();
        var film = new FilmFile(Film(folder[name], 5, Small));
        Assert.Equal(("tv", "bt709", "bt709", "bt709"), (film.Picture("color_range"), film.Picture("color_space"), film.Picture("color_primaries"), film.Picture("color_transfer")));
    }

    [Fact]
    public void Every_frame_is_the_one_that_was_written()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a.mp4", "a.webm" })
        {
            var frames = new FilmFile(Film(folder[name], 40, Small)).Frames();
            for (var i = 0; i < 40; i++)
                Assert.InRange(frames[i].Pixels.Zip(Frame(i).Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 8); // neighbours differ by 20 and more
        }
    }

    [Fact]
    public void An_mp4_can_begin_before_all_of_it_has_arrived()
    {
        using var folder = new TempFolder();
        foreach (var sound in new[] { null, new FilmSound(Tone(folder["a.wav"], 1)) })
        {
            var bytes = File.ReadAllBytes(Film(folder["a.mp4"], 20, Small with { Sound = sound }));
            Assert.InRange(bytes.AsSpan().IndexOf("moov"u8), 0, bytes.AsSpan().IndexOf("mdat"u8));
        }
    }

    [Fact]
    public void A_gif_begins_again_for_ever()
    {
        using var folder = new TempFolder();
        var bytes = File.ReadAllBytes(Film(folder["a.gif"], 3, Small));
        var at = bytes.AsSpan().IndexOf("NETSCAPE2.0"u8);
        Assert.Equal([3, 1, 0, 0], bytes[(at + 11)..(at + 15)]);
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.gif")]
    [InlineData("a.webp")]
    [InlineData("frames")]
    public void Grey_frames_become_colours(string name)
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder[name], new() { Width = 16, Height = 16 });
        film.Write(new(16, 16, 1, [.. Enumerable.Repeat((byte)100, 256)]));
        var path = film.Finish();
        var frame = name switch
        {
            "a.webp" => PictureReader.Decode(path),
            "frames" => PictureReader.Decode(Path.Combine(path, "frame000000.png")),
            _ => new FilmFile(path).Frames()[0],
        };
        Assert.All(frame.Pixels, value => Assert.InRange(value, 98, 102));
    }

    [Fact]
    public void A_frame_of_another_size_or_with_transparency_is_the_caller_s_fault()
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder["a.mp4"], Small);
        Assert.Contains("A frame of 32 x 48 x 3 does not fit a film of 64 x 48", Assert.Throws<ArgumentException>(() => film.Write(Frame(0, 32, 48))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => film.Write(Some.Noise(64, 48, 4)));
        film.Write(Frame(0)); // and goes on
        Assert.Equal("h264 yuv420p 64x48 1 30/1", new FilmFile(film.Finish()).ToString());
    }

    [Fact]
    public void A_folder_holds_every_frame_without_loss()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "no-ending", "slash.v2/", "deep/er" })
        {
            Film(folder[name], 25, Small);
            Assert.Equal(Enumerable.Range(0, 25).Select(i => $"frame{i:000000}.png"), Directory.GetFiles(folder[name]).Select(Path.GetFileName).Order());
            for (var i = 0; i < 25; i++)
                Assert.Equal(Frame(i).Pixels, PictureReader.Decode(Path.Combine(folder[name], $"frame{i:000000}.png")).Pixels);
        }
    }

    [Fact]
    public void Small_and_narrow_films_are_possible()
    {
        using var folder = new TempFolder();
        foreach (var (width, height) in new[] { (4, 4), (2, 16), (16, 2), (130, 6) })
            foreach (var ending in new[] { "mp4", "webm", "gif" })
                Assert.Contains($" {width}x{height} 4 ", new FilmFile(Film(folder[$"{width}.{height}.{ending}"], 4, new() { Width = width, Height = height })).ToString(), StringComparison.Ordinal);
        Assert.Equal("vp9 yuv420p 65x47 4 30/1", new FilmFile(Film(folder["odd.webm"], 4, new() { Width = 65, Height = 47 })).ToString());
        Assert.StartsWith("gif bgra 65x47 4 ", new FilmFile(Film(folder["odd.gif"], 4, new() { Width = 65, Height = 47 })).ToString(), StringComparison.Ordinal);
    }
}
