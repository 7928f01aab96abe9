using Imago.Imaging;
using Imago.Latent.Films;

namespace Imago.Latent.Tests;

public sealed class StyleTableTests : LeakCheck
{
    private static LatentCode[] Keys(params long[] seeds) => [.. seeds.Select(seed => LatentCode.OfSeed(seed, 24))];

    private static readonly RenderRequest s_calm = Some.Request(0) with { TruncationPsi = 0.6 };

    [Fact]
    public void A_mix_takes_the_named_layers_from_the_other_picture()
    {
        LatentCode zeros = new(LatentSpace.W, new float[8]) { Name = "a" }, ones = new(LatentSpace.W, [1, 1, 1, 1, 1, 1, 1, 1]) { Name = "b" };
        var mixed = StyleMixing.Mix(zeros, ones, [1, 3], 4);
        Assert.Equal([0f, 0, 1, 1, 0, 0, 1, 1], mixed.Values);
        Assert.Equal("a with b", mixed.Name);
        Assert.Equal([0.25f, 0.25f, 0, 0, 0, 0, 0, 0], StyleMixing.Mix(zeros, ones, [0], 4, 0.25).Values);
        Assert.Contains("the ws 0 to 3", Assert.Throws<ArgumentException>(() => StyleMixing.Mix(zeros, ones, [1, 4], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("map both to w", Assert.Throws<ArgumentException>(() => StyleMixing.Mix(zeros, zeros with { Space = LatentSpace.Z }, [1], 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_layers_of_a_column_are_its_picture_and_none_are_the_rows()
    {
        using var renderer = Some.Renderer();
        var all = StyleTable.Of(renderer, Keys(1, 2), Keys(3, 4, 5), [0, 1, 2, 3, 4, 5], s_calm).Mixtures();
        Assert.Equal(renderer.Render(Some.Request(4) with { TruncationPsi = 0.6 }).Values, renderer.Render(all[4]).Values); // row 1, column 1
        var some = StyleTable.Of(renderer, Keys(1, 2), Keys(3, 4, 5), [4, 5], s_calm);
        Assert.Equal(renderer.Render(Some.Request(2) with { TruncationPsi = 0.6 }).Values, renderer.Render(some.Mixtures(0)[4]).Values);
        Assert.NotEqual(renderer.Render(some.Mixtures()[4]).Values, renderer.Render(all[4]).Values);
        Assert.Equal(["seed 1 with seed 3", "seed 1 with seed 4", "seed 1 with seed 5", "seed 2 with seed 3", "seed 2 with seed 4", "seed 2 with seed 5"], all.Select(one => one.Latent.Name));
    }

    [Fact]
    public void The_table_has_the_pictures_themselves_beside_and_above_the_mixtures()
    {
        using var renderer = Some.Renderer();
        var table = StyleTable.Of(renderer, Keys(1, 2), Keys(3, 4, 5), [0, 1], s_calm);
        var mixtures = renderer.Render(table.Mixtures()).Select(one => one.ToPicture()).ToList();
        var picture = table.Compose(mixtures);
        Assert.Equal((12 + (4 * 16), 12 + (3 * 16)), (picture.Width, picture.Height));
        byte[] Tile(int column, int row) => [.. Enumerable.Range(0, 16).SelectMany(y => picture.Pixels.Skip((((12 + (row * 16) + y) * picture.Width) + 12 + (column * 16)) * 3).Take(48))];
        Assert.Equal(renderer.Render(Some.Request(5) with { TruncationPsi = 0.6 }).ToPicture().Pixels, Tile(3, 0));
        Assert.Equal(renderer.Render(Some.Request(2) with { TruncationPsi = 0.6 }).ToPicture().Pixels, Tile(0, 2));
        Assert.Equal(mixtures[5].Pixels, Tile(3, 2));
        Assert.All(Tile(0, 0), value => Assert.Equal(255, value)); // the empty corner
        Assert.Contains(picture.Pixels.Take(12 * picture.Width * 3), value => value < 128); // names
    }

    [Fact]
    public void As_a_film_rows_take_the_styles_and_give_them_back()
    {
        using var renderer = Some.Renderer();
        var table = StyleTable.Of(renderer, Keys(1), Keys(3), [2, 3], s_calm);
        var there = table.Film(1, 10);
        Assert.Equal(table.Mixtures(0)[0].Latent.Values, there.Cells(0)[0].Latent.Values);
        Assert.Equal(table.Mixtures(1)[0].Latent.Values, there.Cells(9)[0].Latent.Values);
        var back = table.Film(1, 10, loop: true);
        Assert.Equal(table.Mixtures(1)[0].Latent.Values, back.Cells(5)[0].Latent.Values);
        Assert.Equal(back.Cells(1)[0].Latent.Values, back.Cells(9)[0].Latent.Values);
        var made = FilmExport.Write(renderer, back, At("mix/"), new() { Side = 32 });
        Assert.Equal((10, 12 + 64, 12 + 64), (made.Frames, made.Width, made.Height));
        Assert.NotEqual(PictureReader.Decode(At("mix/frame000000.png")).Pixels, PictureReader.Decode(At("mix/frame000005.png")).Pixels);
    }

    [Fact]
    public void Latents_in_w_may_stand_beside_seeds_and_nothing_cannot_be_mixed()
    {
        using var renderer = Some.Renderer(3);
        var table = StyleTable.Of(renderer, [renderer.ToW(Some.Request(1) with { Class = 2 })], Keys(3), [0], s_calm with { Class = 1 });
        Assert.Single(renderer.Render(table.Mixtures()));
        Assert.Contains("0 rows and 1 columns", Assert.Throws<ArgumentException>(() => StyleTable.Of(renderer, [], Keys(3), [0], s_calm)).Message, StringComparison.Ordinal);
    }
}
