namespace Imago.Imaging.Tests;

public class GridTests
{
    [Fact]
    public void Tiles_lie_row_by_row_in_the_middle_of_equal_cells_with_gaps_around()
    {
        var red = new Picture(2, 2, 3, [.. Enumerable.Repeat(new byte[] { 255, 0, 0 }, 4).SelectMany(p => p)]);
        var grey = new Picture(4, 4, 1, [.. Enumerable.Repeat((byte)9, 16)]);
        var grid = PictureGrid.Compose([red, grey, grey], columns: 2, gap: 1, colour: new(0, 0, 255));
        Assert.Equal((11, 11, 3), (grid.Width, grid.Height, grid.Channels));
        Assert.Equal("#0000ff", grid.At(0, 0));
        Assert.Equal("#0000ff", grid.At(1, 1));   // the small tile's cell
        Assert.Equal("#ff0000", grid.At(2, 2));
        Assert.Equal("#ff0000", grid.At(3, 3));
        Assert.Equal("#0000ff", grid.At(4, 4));
        Assert.Equal("#090909", grid.At(6, 1));
        Assert.Equal("#090909", grid.At(4, 9));
        Assert.Equal("#0000ff", grid.At(7, 7));   // the missing fourth
    }

    [Fact]
    public void Captions_are_drawn_under_the_tiles_whatever_their_script_and_signs()
    {
        var tile = Some.Flat(60, 40, 200, 200, 200);
        var grid = PictureGrid.Compose([tile, tile], 2, 4, Colour.White, ["<b>Ünïcødé & 猫", ""], 16);
        Assert.Equal((132, 64), (grid.Width, grid.Height));
        bool Ink(int x0, int x1) => Enumerable.Range(x0, x1 - x0).Any(x => Enumerable.Range(44, 16).Any(y => grid.At(x, y) != "#ffffff"));
        Assert.True(Ink(4, 64));
        Assert.False(Ink(64, 132));
        Assert.Equal("#c8c8c8", grid.At(4, 43));
    }

    [Fact]
    public void A_preview_of_32_by_32_tiles_is_made()
    {
        var tiles = Enumerable.Range(0, 1024).Select(i => Some.Flat(64, 64, (byte)i, (byte)(i >> 2), 7)).ToArray();
        var grid = PictureGrid.Compose(tiles, 32);
        Assert.Equal((2048, 2048), (grid.Width, grid.Height));
        Assert.Equal("#ffff07", grid.At(2047, 2047));
        Assert.Equal("#210807", grid.At(64, 64));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_grid_is_cut_into_the_tiles_that_it_was_made_of(int columns)
    {
        var tiles = Enumerable.Range(0, 6).Select(i => Some.Flat(5, 7, (byte)(i * 40), 1, (byte)i)).ToArray();
        var cut = PictureGrid.Cut(PictureGrid.Compose(tiles, columns), 5, 7);
        Assert.Equal(tiles.Select(tile => tile.Pixels), cut.Select(tile => tile.Pixels));
        Assert.Throws<ArgumentException>(() => PictureGrid.Cut(tiles[0], 2, 7));
    }
}
