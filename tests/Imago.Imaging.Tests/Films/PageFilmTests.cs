using System.Text;
using Imago.Imaging.Films;
using Imago.Imaging.Provenance;
using Imago.Tests;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

public class PageFilmTests
{
    [Fact]
    public void A_film_for_a_page_keeps_its_limit_whatever_it_shows_and_tells_nothing_of_its_making()
    {
        using var folder = new TempFolder();
        const int Rate = 300_000, Frames = 96;
        var (random, path) = (new Random(1), folder["noise.mp4"]);
        using (var film = FilmWriter.Create(path, new() { Width = 256, Height = 256, FramesPerSecond = 24, MostBitsPerSecond = Rate }))
        {
            var noise = new byte[256 * 256 * 3]; // the dearest that can be shown
            for (var i = 0; i < Frames; i++)
            {
                random.NextBytes(noise);
                film.Write(new Picture(256, 256, 3, noise));
            }
            film.Finish();
        }
        Assert.Equal("h264 yuv420p 256x256 96 24/1", new FilmFile(path).ToString());
        Assert.InRange(new FileInfo(path).Length, 1, Rate / 8 * (Frames / 24 + 1));
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.All(["x264 - core", "crf=", "Lavf"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        foreach (var (name, rate) in new[] { ("a.webm", Rate), ("a.mp4", 9) })
            Assert.Contains("10,000 to 100,000,000", Assert.Throws<FilmException>(() => FilmWriter.Check(folder[name], Small with { MostBitsPerSecond = rate })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marked_film_shows_the_same_frames_and_a_damaged_one_is_marked_or_refused()
    {
        using var folder = new TempFolder();
        var plain = File.ReadAllBytes(Film(folder["a.mp4"], 12, Small with { MostBitsPerSecond = 500_000 }));
        var marked = SourceMark.PutInFilm(plain);
        Assert.Equal(SourceMark.Packet.Length + 24, marked.Length - plain.Length);
        File.WriteAllBytes(folder["b.mp4"], marked);
        Assert.Equal(new FilmFile(folder["a.mp4"]).Frames().Select(static one => one.Pixels), new FilmFile(folder["b.mp4"]).Frames().Select(static one => one.Pixels));
        for (var seed = 0; seed < 1000; seed++)
            Mutations.Survives($"mp4 {seed}", Mutations.Of(plain, seed), static bytes => SourceMark.PutInFilm(bytes), static e => e is PictureException);
        Assert.Throws<PictureException>(() => SourceMark.PutInFilm(plain.AsSpan(0, plain.Length - 1)));
    }
}
