using Imago.Imaging;
using Imago.Latent.Directions;
using Imago.Latent.Films;

namespace Imago.Latent.Tests.Directions;

public sealed class DirectionMoveTests : LeakCheck
{
    private static readonly DirectionOptions s_few = new() { Count = 2, Samples = 500 };

    [Fact]
    public void Strength_0_is_the_picture_itself_truncated()
    {
        using var renderer = Some.Renderer();
        var move = new DirectionMove(ClosedFormFactorization.Find(renderer.Generator, s_few), [new(0, 1), new(1, -2)]);
        var request = Some.Request(5) with { TruncationPsi = 0.6, TruncationCutoff = 4 };
        var origin = DirectionMove.Origin(renderer, request);
        Assert.Equal(renderer.Render(request).Values, renderer.Render(move.Of(origin, 0)).Values);
        Assert.NotEqual(renderer.Render(request).Values, renderer.Render(move.Of(origin, 1)).Values);
        Assert.Equal(5, move.Of(origin, 1).Latent.Seed);
    }

    [Fact]
    public void Strength_multiplies_every_step()
    {
        using var renderer = Some.Renderer();
        var directions = PrincipalComponents.Find(renderer.Generator, s_few);
        var origin = DirectionMove.Origin(renderer, Some.Request(5));
        var moved = new DirectionMove(directions, [new(0, 1), new(1, -2)], [2]).Of(origin, 1.5).Latent.Values;
        Assert.Equal(directions.Apply(origin.Latent.Values, [new(0, 1.5), new(1, -3)], [2]), moved);
    }

    [Fact]
    public void A_sheet_has_a_row_a_latent_and_a_column_a_strength()
    {
        using var renderer = Some.Renderer();
        var move = new DirectionMove(ClosedFormFactorization.Find(renderer.Generator, s_few), [new(1, 1)]);
        var told = new List<int>();
        var sheet = move.Sheet(renderer, Some.Requests(1, 2), [-2, 0, 2], "title", told.Add);
        // Tiles of 16 are enlarged to 128; names take 16 pixels on the left and above, the title 24 below.
        Assert.Equal(((3 * 128) + 16, (2 * 128) + 16 + 24), (sheet.Width, sheet.Height));
        Assert.Equal(Enumerable.Range(1, 6), told);
        Picture Tile(long seed, double strength) => PictureResizer.Fit(renderer.Render(move.Of(DirectionMove.Origin(renderer, Some.Request(seed)), strength)).ToPicture(), 128, 128);
        Assert.Equal(Tile(2, -2).Pixels[..30], Pixels(sheet, 16, 16 + 128));
        Assert.Equal(Tile(1, 2).Pixels[..30], Pixels(sheet, 16 + (2 * 128), 16));
    }

    [Fact]
    public void A_film_goes_there_and_back()
    {
        using var renderer = Some.Renderer();
        var move = new DirectionMove(ClosedFormFactorization.Find(renderer.Generator, s_few), [new(0, 1)]);
        var film = move.ThereAndBack(renderer, Some.Requests(1, 2, 3), -2, 3, 0.8, 10);
        Assert.Equal((8, 10, 2), (film.Frames, film.FramesPerSecond, film.Columns));
        float[] Ws(int frame) => film.Cells(frame)[1].Latent.Values;
        var origin = DirectionMove.Origin(renderer, Some.Request(2));
        Assert.Equal(move.Of(origin, -2).Latent.Values, Ws(0));
        Assert.Equal(move.Of(origin, 3).Latent.Values, Ws(4));
        Assert.All(Ws(2).Zip(Ws(6)), static pair => Assert.Equal(pair.First, pair.Second, 5));
        var written = FilmExport.Write(renderer, film, At("frames"));
        Assert.Equal((8, 32, 32), (written.Frames, written.Width, written.Height));
        Assert.Equal(renderer.Render(move.Of(origin, 3)).ToPicture().Pixels[..48], Pixels(PictureReader.Decode(At("frames/frame000004.png")), 16, 0, 16));
    }

    [Fact]
    public void Strips_are_written_one_a_direction()
    {
        using var renderer = Some.Renderer();
        var directions = ClosedFormFactorization.Find(renderer.Generator, s_few).Named(1, "hat");
        var files = DirectionStrips.Write(renderer, directions, Some.Requests(1), At("strips"));
        Assert.Equal(["direction00.png", "direction01.png"], files.Select(Path.GetFileName));
        Assert.Equal((7 * 128) + 16, PictureReader.Decode(files[1]).Width);
        File.WriteAllText(At("file"), "");
        Assert.Contains("is a file", Assert.Throws<ArgumentException>(() => DirectionStrips.Write(renderer, directions, Some.Requests(1), At("file"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheet_that_no_picture_can_hold_is_refused_before_it_is_rendered()
    {
        using var renderer = Some.Renderer();
        var move = new DirectionMove(ClosedFormFactorization.Find(renderer.Generator, s_few), [new(0, 1)]);
        Assert.Contains("ask for fewer", Assert.Throws<ArgumentException>(() => move.Sheet(renderer, Some.Requests([.. Enumerable.Range(0, 500).Select(static seed => (long)seed)]), new double[100], "")).Message, StringComparison.Ordinal);
        Assert.Contains("ask for fewer", Assert.Throws<ArgumentException>(() => move.Sheet(renderer, [], [1], "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_are_told_as_they_are_given() => Assert.Equal("0-3, 5, 7-8", DirectionStrips.Words([0, 1, 2, 3, 5, 7, 8]));

    /// <summary>So many pixels from a place on, to the right.</summary>
    private static byte[] Pixels(Picture picture, int x, int y, int count = 10) => picture.Pixels.AsSpan(((y * picture.Width) + x) * 3, count * 3).ToArray();
}
