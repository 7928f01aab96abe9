using Imago.Latent.Bending;
using Imago.Latent.Units;
using Imago.Networks;

namespace Imago.Latent.Tests.Bending;

public sealed class BendTextTests : LeakCheck
{
    private static readonly SynthesisLayerInfo s_layer = new("b16.conv0", 16, 10), s_other = new("b16.conv1", 16, 10);

    private static int[] Chosen(string units, SynthesisLayerInfo? layer = null) => [.. UnitChoice.Parse(units).Of(layer ?? s_layer, static unit => unit.Number * 7 % 10)];

    [Theory]
    [InlineData("b64.conv1: rotate 45", "b64.conv1: rotate 45 reflect")]
    [InlineData("16-32/40%:translate  0.1 0  wrap", "16-32/40%: translate 0.1 0 wrap")]
    [InlineData(" fine,b4.conv1 / 37.5%@7 : erode 2e-2 ", "fine,b4.conv1/37.5%@7: erode 0.02")]
    [InlineData("all/all: invert", "all: invert 1")]
    [InlineData("all/0-3,9: threshold -0.5", "all/0-3,9: threshold -0.5 1")]
    [InlineData("8/strongest-4: flip-v 0.5", "8/strongest-4: flip-v 0.5")]
    [InlineData("8/weakest-1: zoom 1.5 zero", "8/weakest-1: zoom 1.5 zero")]
    [InlineData("8: scale -2", "8: scale -2")]
    [InlineData("8: dilate 0.25", "8: dilate 0.25")]
    public void A_bend_is_read_and_written(string text, string written)
    {
        Assert.Equal(written, Bend.Parse(text).ToString());
        Assert.Equal(written, Bend.Parse(written).ToString());
        Assert.Equal(Bend.Parse(text).Transform, Bend.Parse(written).Transform);
    }

    [Theory]
    [InlineData("rotate 45", "The bend is 'rotate 45', expected LAYERS[/UNITS]: TRANSFORM")]
    [InlineData(": rotate 45", "The bend is ': rotate 45'")]
    [InlineData("8: rotate 45: 3", "The bend is '8: rotate 45: 3'")]
    [InlineData("8/1/2: rotate 45", "The bend is '8/1/2: rotate 45'")]
    [InlineData("8: spin 45", "'spin 45' is no transform: expected scale FACTOR, invert")]
    [InlineData("8:", "'' is no transform")]
    [InlineData("8: rotate", "'rotate' has 0 numbers, expected 1: scale")]
    [InlineData("8: rotate 1 2 wrap", "'rotate 1 2 wrap' has 2 numbers, expected 1")]
    [InlineData("8: threshold", "'threshold' has 0 numbers, expected 1 or 2")]
    [InlineData("8: scale 2 wrap", "'scale 2 wrap' has 2 numbers")]
    [InlineData("8: rotate left", "The angle of 'rotate left' is 'left', expected a number")]
    [InlineData("8: rotate NaN", "The angle of 'rotate NaN reflect' is NaN, expected -36000 to 36000.")]
    [InlineData("8: erode 2", "The radius of 'erode 2' is 2, expected 0 to 0.25 of the picture's side.")]
    [InlineData("8: zoom 0", "The zoom of 'zoom 0 reflect' is 0, expected 0.01 to 100.")]
    [InlineData("8: invert 1.5", "The amount of 'invert 1.5' is 1.5, expected 0 to 1.")]
    [InlineData("8/: rotate 1", "The units '' are none")]
    [InlineData("8/0%: rotate 1", "The units '0%' are none: expected all, a share at random such as 40%")]
    [InlineData("8/101%: rotate 1", "The units '101%' are none")]
    [InlineData("8/40%7: rotate 1", "The units '40%7' are none")]
    [InlineData("8/3-1: rotate 1", "The units '3-1' are none")]
    [InlineData("8/1,,2: rotate 1", "The units '1,,2' are none")]
    [InlineData("8/strongest-0: rotate 1", "The units 'strongest-0' are none")]
    [InlineData("8/99999999999: rotate 1", "The units '99999999999' are none")]
    public void What_is_no_bend_is_refused_with_what_there_is(string text, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => Bend.Parse(text));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Units_are_all_some_numbered_loudest_or_quietest()
    {
        Assert.Equal(Enumerable.Range(0, 10), Chosen("all"));
        Assert.Equal([0, 1, 2, 9], Chosen("0-2,9,1"));
        Assert.Equal([1, 4, 7], Chosen("strongest-3")); // 7, 8, 9
        Assert.Equal([0, 3], Chosen("weakest-2"));
        Assert.Equal(4, Chosen("40%").Distinct().Count());
        Assert.Single(Chosen("0.1%"));
        Assert.Equal(Chosen("all"), Chosen("100%"));
    }

    [Fact]
    public void A_share_is_the_same_units_every_time_and_a_larger_one_holds_the_smaller()
    {
        Assert.Equal(Chosen("40%"), Chosen("40%"));
        Assert.Equal(Chosen("40%"), Chosen("40%@0"));
        Assert.Subset(Chosen("70%").ToHashSet(), Chosen("40%").ToHashSet());
        Assert.True(Enumerable.Range(1, 5).Select(seed => string.Join(' ', Chosen($"40%@{seed}"))).Distinct().Count() > 3);
        Assert.NotEqual(Chosen("50%@1", s_layer), Chosen("50%@1", s_other));
    }

    [Theory]
    [InlineData("10", "The units '10' go beyond b16.conv0, whose units are 0 to 9")]
    [InlineData("3-10", "The units '3-10' go beyond")]
    [InlineData("weakest-11", "'weakest-11' asks for more units than b16.conv0 has, which are 10: choose 1 to 10")]
    public void Units_that_a_layer_has_not_are_refused(string units, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => Chosen(units)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_holds_the_same_lines()
    {
        File.WriteAllText(At("bend.yaml"), """
            # A head that turns.
            from:
              - 16-32/40%@2: rotate -20
            bend:
              - 16-32/40%@2: rotate 20   # to the other side
              - "all/0-3,9: translate 0.1 0 wrap"
              - 8 : invert

            """);
        var file = BendFile.Read(At("bend.yaml"));
        Assert.Equal(["16-32/40%@2: rotate -20 reflect"], file.From.Select(bend => bend.ToString()));
        Assert.Equal(["16-32/40%@2: rotate 20 reflect", "all/0-3,9: translate 0.1 0 wrap", "8: invert 1"], file.To.Select(bend => bend.ToString()));
    }

    [Fact]
    public void A_file_that_was_written_is_read_again_also_with_very_many_units()
    {
        string[] texts = ["16-32/40%@2: rotate 20 reflect", $"b8.conv1/{string.Join(',', Enumerable.Range(0, 400).Select(static i => 2 * i))}: scale 0", "b4.conv1/0-3,9: scale -0.25", "all: invert 1"];
        new BendFile([.. texts.Select(Bend.Parse)], [Bend.Parse(texts[0])]).Write(At("written.yaml"));
        var read = BendFile.Read(At("written.yaml"));
        Assert.Equal(texts, read.To.Select(static bend => bend.ToString()));
        Assert.Equal(texts[..1], read.From.Select(static bend => bend.ToString()));
    }

    [Theory]
    [InlineData("", "line 1: ")]
    [InlineData("bend", "line 1: ")]
    [InlineData("- all: invert", "line 1: ")]
    [InlineData("bend: all", "line 1: ")]
    [InlineData("bend: []", "bends nothing: expected the list 'bend:'")]
    [InlineData("from:\n- all: invert", "bends nothing")]
    [InlineData("bend:\n- all: invert\nspeed: 3", "line 3: 'speed' stands where it cannot: expected the list 'bend:'")]
    [InlineData("bend:\n- all: invert\nbend:\n- all: invert", "line 3: 'bend' stands where it cannot")]
    [InlineData("bend:\n- all: invert\n- all: spin 3\n", "line 3: 'spin 3' is no transform")]
    [InlineData("bend:\n- all: [1, 2]", "line 2: ")]
    [InlineData("bend:\n- all: invert\n  fine: invert", "line 3: ")]
    [InlineData("bend:\n- all: \"invert", "line 2: ")]
    [InlineData("bend:\n- &a all: invert\n- *a\n", "line 3: ")]
    [InlineData("\u0001\u0002\u007f", "line 1: ")]
    public void What_is_no_such_file_is_refused_with_its_line(string yaml, string expected)
    {
        File.WriteAllText(At("bend.yaml"), yaml);
        var error = Assert.Throws<LatentException>(() => BendFile.Read(At("bend.yaml")));
        Assert.StartsWith(At("bend.yaml"), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_of_lists_in_lists_is_refused_and_overflows_nothing()
    {
        File.WriteAllText(At("deep.yaml"), "bend: " + new string('[', 200_000));
        Assert.Throws<LatentException>(() => BendFile.Read(At("deep.yaml")));
        Assert.Throws<FileNotFoundException>(() => BendFile.Read(At("missing.yaml")));
    }
}
