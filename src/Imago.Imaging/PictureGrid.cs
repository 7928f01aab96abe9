using System.Runtime.InteropServices;
using System.Text;
using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>Many pictures on one: preview grids, strips, contact sheets.</summary>
public static unsafe class PictureGrid
{
    /// <summary>Cuts a grid without gaps into its tiles again, row by row.</summary>
    /// <param name="grid">As <see cref="Compose"/> made it from equal tiles, with no gap and no captions.</param>
    /// <param name="width">Columns of a tile.</param>
    /// <param name="height">Rows of a tile.</param>
    /// <exception cref="ArgumentException">The grid's size is no multiple of the tile's.</exception>
    public static IReadOnlyList<Picture> Cut(Picture grid, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (width < 1 || height < 1 || grid.Width % width != 0 || grid.Height % height != 0)
            throw new ArgumentException($"A grid of {grid.Width} x {grid.Height} pixels cannot be cut into tiles of {width} x {height}.", nameof(width));
        var row = width * grid.Channels;
        return [.. from top in Enumerable.Range(0, grid.Height / height)
                   from left in Enumerable.Range(0, grid.Width / width)
                   select Tile(top * height, left * row)];

        Picture Tile(int top, int left)
        {
            var pixels = new byte[row * height];
            for (var y = 0; y < height; y++)
                grid.Pixels.AsSpan(((top + y) * grid.Width * grid.Channels) + left, row).CopyTo(pixels.AsSpan(y * row));
            return new Picture(width, height, grid.Channels, pixels);
        }
    }

    /// <summary>
    /// Sets tiles row by row. Cells are as large as the largest tile, smaller tiles lie in their middle; grey becomes RGB, transparency shows the colour.
    /// </summary>
    /// <param name="tiles">One picture or more.</param>
    /// <param name="columns">Tiles a row; fewer where there are fewer tiles.</param>
    /// <param name="gap">Pixels between the cells and around them.</param>
    /// <param name="colour">Of gaps and empty cells.</param>
    /// <param name="captions">A line of text under each tile (null: none); too long ones are cut.</param>
    /// <param name="captionHeight">Rows that a caption takes.</param>
    /// <returns>RGB: columns * (cell width + gap) + gap columns, rows alike.</returns>
    /// <exception cref="PictureException">The grid is larger than a picture can be.</exception>
    public static Picture Compose(IReadOnlyList<Picture> tiles, int columns, int gap = 0, Colour colour = default, IReadOnlyList<string>? captions = null, int captionHeight = 20)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfZero(tiles.Count, nameof(tiles));
        if (captions is not null && captions.Count != tiles.Count)
            throw new ArgumentException($"{tiles.Count} tiles need as many captions, and {captions.Count} were given.", nameof(captions));
        Border.Ready();
        var strip = captions is null ? 0 : captionHeight;
        var pins = new List<GCHandle>();
        try
        {
            byte* Pin(byte[] bytes)
            {
                pins.Add(GCHandle.Alloc(bytes, GCHandleType.Pinned));
                return (byte*)pins[^1].AddrOfPinnedObject();
            }

            var native = new Native.Picture[tiles.Count];
            for (var i = 0; i < native.Length; i++)
                native[i] = new() { Pixels = Pin(tiles[i].Pixels), Width = tiles[i].Width, Height = tiles[i].Height, Channels = tiles[i].Channels };
            var texts = new nint[captions?.Count ?? 0];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = (nint)Pin(Encoding.UTF8.GetBytes(captions![i].Replace('\0', ' ') + "\0"));

            fixed (Native.Picture* first = native)
            fixed (nint* text = texts)
            {
                Border.Check(Native.imago_imaging_compose_size(first, native.Length, columns, gap, strip, out var width, out var height, out var message), message, "The picture grid,");
                var grid = Picture.Blank(width, height, 3, "The picture grid");
                var status = Native.imago_imaging_compose(first, native.Length, columns, gap, colour.Packed, (byte**)text, strip, grid.Pixels, grid.Pixels.LongLength, out message);
                Border.Check(status, message, "The picture grid");
                return grid;
            }
        }
        finally
        {
            foreach (var pin in pins)
                pin.Free();
        }
    }
}
