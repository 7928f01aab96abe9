namespace Imago.Imaging.Tests;

public sealed class LabelledGridTests
{
    private static Picture Flat(byte value, int channels = 3, int side = 32) => new(side, side, channels, [.. Enumerable.Repeat(value, side * side * channels)]);

    [Fact]
    public void Tiles_stand_where_their_row_and_column_are_and_holes_show_the_ground()
    {
        var table = LabelledGrid.Compose([null, Flat(10), Flat(20, 1), Flat(30)], ["", "b"], ["a", ""], new(1, 2, 3), Colour.White);
        Assert.Equal((12 + 64, 12 + 64, 3), (table.Width, table.Height, table.Channels));
        byte[] At(int x, int y) => table.Pixels[(((y * table.Width) + x) * 3)..(((y * table.Width) + x) * 3 + 3)];
        Assert.Equal([1, 2, 3], At(20, 20));
        Assert.Equal([10, 10, 10], At(12 + 32, 12));
        Assert.Equal([20, 20, 20], At(12, 12 + 32));
        Assert.Equal([30, 30, 30], At(75, 75));
        bool Ink(int left, int top, int width, int height) => Enumerable.Range(0, width * height).Any(i => At(left + (i % width), top + (i / width))[0] > 128);
        Assert.True(Ink(12 + 32, 0, 32, 12)); // b above the second column
        Assert.False(Ink(0, 0, 12 + 32, 12));
        Assert.True(Ink(0, 12, 12, 32)); // a beside the first row
        Assert.False(Ink(0, 12 + 32, 12, 32));
    }

    [Fact]
    public void A_name_is_a_name_whatever_stands_in_it()
    {
        var strange = LabelledGrid.Compose([Flat(10)], ["<b>&\"'"], ["</svg>"], Colour.Black, Colour.White);
        Assert.Contains(strange.Pixels.Take(12 * strange.Width * 3), value => value > 128);
    }

    [Fact]
    public void Tables_that_do_not_add_up_are_refused()
    {
        Assert.Contains("as many tiles", Assert.Throws<ArgumentException>(() => LabelledGrid.Compose([Flat(1)], ["a", "b"], ["c"], Colour.Black, Colour.White)).Message, StringComparison.Ordinal);
        Assert.Contains("no hole", Assert.Throws<ArgumentException>(() => LabelledGrid.Compose([null], ["a"], ["c"], Colour.Black, Colour.White)).Message, StringComparison.Ordinal);
        Assert.Contains("of one size", Assert.Throws<ArgumentException>(() => LabelledGrid.Compose([Flat(1), Flat(1, side: 16)], ["a", "b"], ["c"], Colour.Black, Colour.White)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_pasted_over_the_edge_is_left_out()
    {
        var ground = Flat(0, side: 4);
        ground.Paste(Flat(9, side: 3), -1, 2);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0], ground.Pixels.Where((_, i) => i % 3 == 0));
        ground.Paste(Flat(7, 1, 2), 3, -1);
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0], ground.Pixels.Where((_, i) => i % 3 == 1));
        ground.Paste(Flat(5), 9, 9);
        Assert.Throws<ArgumentException>(() => ground.Paste(new Picture(1, 1, 4, new byte[4]), 0, 0));
    }
}
