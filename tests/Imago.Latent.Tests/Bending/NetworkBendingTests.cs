using Imago.Imaging;
using Imago.Latent.Bending;
using Imago.Latent.Films;
using Imago.Latent.Walks;
using Imago.Networks;
using Imago.Tests;

namespace Imago.Latent.Tests.Bending;

public sealed class NetworkBendingTests : LeakCheck
{
    private static readonly string[] s_bends = ["8-16/50%: rotate 30", "16/strongest-5: erode 0.1", "b16.conv0: scale 1.5", "4/0-3: threshold 0.2"];

    private static readonly BendingOptions s_short = new() { Seconds = 1, FramesPerSecond = 10, TruncationPsi = 0.8 };

    private static Bend[] Bends(params string[] texts) => [.. texts.Select(Bend.Parse)];

    private static LatentCode Face(long seed) => LatentCode.OfSeed(seed, 24);

    private static RenderRequest Plain(long seed) => Some.Request(seed) with { TruncationPsi = 0.8 };

    [Fact]
    public void A_film_begins_with_the_plain_picture_and_ends_with_the_still_bend()
    {
        using var renderer = Some.Renderer();
        var bending = NetworkBending.Of(renderer, Bends(s_bends));
        var film = bending.Film([Face(1), Face(2)], s_short with { Columns = 2 });
        var made = FilmExport.Write(renderer, film, At("bent/"));
        Assert.Equal((10, 32, 16), (made.Frames, made.Width, made.Height));
        Picture Still(Func<long, RenderRequest> request) => PictureGrid.Compose([.. new[] { 1L, 2 }.Select(seed => renderer.Render(request(seed)).ToPicture())], 2);
        Assert.Equal(Still(Plain).Pixels, PictureReader.Decode(At("bent/frame000000.png")).Pixels);
        Assert.Equal(Still(seed => Plain(seed) with { Edits = bending.At(1) }).Pixels, PictureReader.Decode(At("bent/frame000009.png")).Pixels);
        Assert.NotEqual(PictureReader.Decode(At("bent/frame000000.png")).Pixels, PictureReader.Decode(At("bent/frame000009.png")).Pixels);
        Assert.Empty(bending.At(0));
    }

    [Fact]
    public void The_same_bends_are_the_same_film_to_the_byte()
    {
        using var renderer = Some.Renderer();
        foreach (var name in new[] { "a.webp", "b.webp" })
            FilmExport.Write(renderer, NetworkBending.Of(renderer, Bends(s_bends)).Film([Face(1)], s_short with { Loop = true }), At(name));
        Assert.Equal(File.ReadAllBytes(At("a.webp")), File.ReadAllBytes(At("b.webp")));
    }

    [Fact]
    public void A_film_that_loops_is_fully_bent_half_way_and_comes_back_without_a_jump()
    {
        using var renderer = Some.Renderer();
        var bending = NetworkBending.Of(renderer, Bends("b8.conv1: rotate 40"));
        double Angle(int frame) => bending.Film([Face(1)], s_short with { Loop = true, Easing = Easing.Linear }).Cells(frame)[0].Edits is [UnitsBent bent] ? bent.Transform.Numbers[0] : 0;
        Assert.Equal([0, 8, 16, 24, 32, 40, 32, 24, 16, 8], Enumerable.Range(0, 10).Select(frame => Math.Round(Angle(frame), 9)));
    }

    [Fact]
    public void Between_two_settings_what_is_alike_moves_and_the_rest_fades()
    {
        using var renderer = Some.Renderer();
        var (from, to) = (Bends("8/50%: rotate -20", "16: erode 0.1", "all: scale 2"), Bends("4: invert", "8/50%: rotate 20", "16: dilate 0.2", "all: scale 4"));
        var bending = NetworkBending.Of(renderer, to, from);
        string[] Transforms(double share, string layer) => [.. bending.At(share).OfType<UnitsBent>().Where(one => one.Layer == layer).Select(one => one.Transform.ToString())];
        Assert.Equal(["rotate -20 reflect"], Transforms(0, "b8.conv0"));
        Assert.Equal(["rotate 10 reflect"], Transforms(0.75, "b8.conv0"));
        Assert.Equal(["dilate 0.1", "erode 0.05"], Transforms(0.5, "b16.conv0"));
        Assert.Equal(["invert 0.5"], Transforms(0.5, "b4.conv1"));
        Assert.All(bending.At(0.5).OfType<UnitGains>(), one => Assert.All(one.Factors, factor => Assert.Equal(3, factor)));

        float[] Picture(NetworkBending one, double share) => renderer.Render(Plain(1) with { Edits = one.At(share) }).Values;
        Assert.Equal(Picture(NetworkBending.Of(renderer, from), 1), Picture(bending, 0));
        Assert.Equal(Picture(NetworkBending.Of(renderer, to), 1), Picture(bending, 1));
    }

    [Fact]
    public void Bends_of_a_layer_are_done_in_the_order_in_which_they_are_given()
    {
        using var renderer = Some.Renderer();
        float[] Picture(params string[] bends) => renderer.Render(Plain(1) with { Edits = NetworkBending.Of(renderer, Bends(bends)).At(1) }).Values;
        Assert.NotEqual(Picture("8: scale 3", "8: threshold 0.5"), Picture("8: threshold 0.5", "8: scale 3"));
        Assert.Equal(Picture("8: threshold 0.25"), Picture("8: scale 2", "8: threshold 0.5")); // 2x ≥ 0.5
        Assert.Equal(["UnitsBent", "UnitsBent", "UnitGains"], NetworkBending.Of(renderer, Bends("b8.conv0: scale 2", "b8.conv0: invert", "b8.conv0: scale 3")).At(1).Select(edit => edit.GetType().Name));
    }

    [Fact]
    public void The_strongest_units_are_those_that_were_measured()
    {
        using var renderer = Some.Renderer();
        List<int> told = [];
        var bent = Assert.IsType<UnitsBent>(NetworkBending.Of(renderer, Bends("b16.conv0/strongest-3: invert"), measuring: told.Add).At(1).Single());
        var moments = Imago.Latent.Units.UnitStatistics.Measure(renderer)["b16.conv0"];
        Assert.Equal(Enumerable.Range(0, 16).OrderByDescending(moments.Strength).Take(3).Order(), bent.Numbers);
        Assert.Equal(64, told.Count);
    }

    [FusedFact]
    public void Fused_layers_and_operators_bend_to_the_same_picture()
    {
        using var renderer = Some.Renderer();
        foreach (var text in new[] { "all/50%: translate 0.1 0.05", "all: rotate 20 wrap", "16/30%: dilate 0.1", "8: invert 0.5", "all/40%: zoom 1.2 zero", "all: flip-h" })
        {
            var request = Plain(1) with { Edits = NetworkBending.Of(renderer, Bends(text)).At(1) };
            var fused = renderer.Render(request).Values;
            renderer.Generator.Training = true; // operators
            var exact = renderer.Render(request).Values;
            renderer.Generator.Training = false;
            Assert.True(fused.Zip(exact).Max(pair => Math.Abs(pair.First - pair.Second)) < 2e-4 * exact.Max(Math.Abs), text);
        }
    }

    [Theory]
    [InlineData("64: rotate 3", "The layers '64' hold '64', and the layers of this network are b4.conv1")]
    [InlineData("8/0-16: rotate 3", "The units '0-16' go beyond b8.conv0, whose units are 0 to 15")]
    public void What_the_network_has_not_is_refused_with_what_it_has(string text, string expected)
    {
        using var renderer = Some.Renderer();
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => NetworkBending.Of(renderer, Bends(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_out_of_range_and_films_of_nothing_are_refused_in_a_program_too()
    {
        using var renderer = Some.Renderer();
        Assert.StartsWith("The radius of 'erode 3'", Assert.Throws<ArgumentException>(() => NetworkBending.Of(renderer, [new Bend("8", new AllUnits(), new Erode(3))])).Message, StringComparison.Ordinal);
        var bending = NetworkBending.Of(renderer, Bends("8: rotate 3"));
        Assert.StartsWith("0 pictures in 1 columns", Assert.Throws<ArgumentException>(() => bending.Film([], s_short)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => bending.Film([Face(1)], s_short with { Seconds = 0.01 }));
    }
}
