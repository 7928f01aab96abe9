using Imago.Imaging;
using Imago.Latent.Films;
using Imago.Latent.Walks;

namespace Imago.Latent.Tests.Films;

public sealed class FilmExportTests : LeakCheck
{
    private static LatentCode[] Keys(params long[] seeds) => [.. seeds.Select(seed => LatentCode.OfSeed(seed, 24))];

    [Fact]
    public void A_film_has_the_frames_that_were_planned_and_each_is_the_single_picture()
    {
        using var renderer = Some.Renderer();
        var film = Walk.Of(renderer, Keys(1, 2, 3), new() { Seconds = 1.2, FramesPerSecond = 10 });
        List<int> told = [];
        var made = FilmExport.Write(renderer, film, At("walk/"), new() { Batch = 5 }, told.Add);
        Assert.Equal((12, 10.0, 16, 16), (made.Frames, made.FramesPerSecond, made.Width, made.Height));
        Assert.Equal(Enumerable.Range(1, 12), told);
        Assert.Equal(12, Directory.EnumerateFiles(At("walk")).Count());
        foreach (var frame in new[] { 0, 5, 11 })
            AlmostEqual(renderer.Render(film.Cells(frame).Single()).ToPicture(), PictureReader.Decode(At($"walk/frame{frame:000000}.png")));
        AlmostEqual(renderer.Render(Some.Request(1) with { TruncationPsi = 0.7 }).ToPicture(), PictureReader.Decode(At("walk/frame000000.png")));
        AlmostEqual(renderer.Render(Some.Request(3) with { TruncationPsi = 0.7 }).ToPicture(), PictureReader.Decode(At("walk/frame000011.png")));
    }

    [Fact]
    public void The_same_film_is_the_same_file_to_the_byte()
    {
        using var renderer = Some.Renderer();
        var film = Walk.Of(renderer, Keys(1, 2), new() { Seconds = 1, FramesPerSecond = 10, Loop = true });
        FilmExport.Write(renderer, film, At("a.webp"));
        FilmExport.Write(renderer, film, At("b.webp"));
        Assert.Equal(File.ReadAllBytes(At("a.webp")), File.ReadAllBytes(At("b.webp")));
    }

    [Fact]
    public void Pictures_stand_row_by_row_enlarged_and_a_film_may_compose_them_itself()
    {
        using var renderer = Some.Renderer();
        var film = Walk.Of(renderer, Keys(1, 2, 3, 4, 5, 6), new() { Seconds = 0.2, FramesPerSecond = 10, Columns = 3, TruncationTo = 0.7 });
        var made = FilmExport.Write(renderer, film, At("grid/"), new() { Side = 24 });
        Assert.Equal((72, 24), (made.Width, made.Height));
        var frame = PictureReader.Decode(At("grid/frame000001.png"));
        var last = PictureResizer.Fit(renderer.Render(film.Cells(1)[2]).ToPicture(), 24, 24);
        AlmostEqual(last, PictureGrid.Cut(frame, 24, 24)[2]);

        var own = film with { Composition = (number, pictures) => new Picture(2, 1, 1, [(byte)number, (byte)pictures.Count]) };
        FilmExport.Write(renderer, own, At("own/"));
        Assert.Equal([1, 1, 1, 3, 3, 3], PictureReader.Decode(At("own/frame000001.png")).Pixels);
    }

    [Fact]
    public void A_stopped_film_is_complete_as_far_as_it_goes_and_says_how_far()
    {
        using var renderer = Some.Renderer();
        var film = Walk.Of(renderer, Keys(1, 2), new() { Seconds = 10, FramesPerSecond = 10 });
        using var stop = new CancellationTokenSource();
        var error = Assert.Throws<FilmStoppedException>(() => FilmExport.Write(renderer, film, At("walk/"), null, done => { if (done == 7) stop.Cancel(); }, stop.Token));
        Assert.Equal($"{At("walk/")} holds the first 7 of 100 frames.", error.Message);
        Assert.Equal(7, Directory.EnumerateFiles(At("walk")).Count());

        error = Assert.Throws<FilmStoppedException>(() => FilmExport.Write(renderer, film, At("walk.webp"), cancel: stop.Token));
        Assert.Equal("The film was stopped before its first frame.", error.Message);
        Assert.False(File.Exists(At("walk.webp")));
    }

    [Fact]
    public void An_error_half_way_leaves_nothing_behind()
    {
        using var renderer = Some.Renderer();
        var film = new Film(10, 10, frame => [Some.Request(1) with { TruncationPsi = frame < 5 ? 1 : double.NaN }]);
        Assert.Throws<ArgumentException>(() => FilmExport.Write(renderer, film, At("walk.webp")));
        film = new Film(10, 10, _ => [Some.Request(1)]) { Composition = (frame, pictures) => frame < 5 ? pictures[0] : throw new InvalidOperationException("no map") };
        Assert.Throws<InvalidOperationException>(() => FilmExport.Write(renderer, film, At("walk.webp")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("")));
    }

    /// <summary>But for what rounds otherwise in another batch.</summary>
    private static void AlmostEqual(Picture expected, Picture met)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (met.Width, met.Height, met.Channels));
        Assert.True(expected.Pixels.Zip(met.Pixels).Max(pair => Math.Abs(pair.First - pair.Second)) <= 1);
    }
}
