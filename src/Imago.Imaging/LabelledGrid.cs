using System.Globalization;
using System.Security;
using System.Text;

namespace Imago.Imaging;

/// <summary>A table of pictures with names above its columns and beside its rows.</summary>
public static class LabelledGrid
{
    /// <summary>Sets tiles row by row.</summary>
    /// <param name="tiles">As many as there are columns times rows, of equal size, grey or RGB; null for an empty cell.</param>
    /// <param name="columns">Names above the columns, one or more; an empty name for none.</param>
    /// <param name="rows">Names beside the rows, read from below, one or more; empty names for none.</param>
    /// <param name="ground">Behind all of it.</param>
    /// <param name="ink">Of the names.</param>
    /// <returns>RGB: a strip of an eighth of a tile (12 to 32 pixels) on the left and above.</returns>
    /// <exception cref="ArgumentException">The numbers do not agree, or the tiles are of different sizes.</exception>
    public static Picture Compose(IReadOnlyList<Picture?> tiles, IReadOnlyList<string> columns, IReadOnlyList<string> rows, Colour ground, Colour ink)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (tiles.Count != columns.Count * rows.Count || tiles.FirstOrDefault(static tile => tile is not null) is not { } first)
            throw new ArgumentException($"{columns.Count} columns and {rows.Count} rows need as many tiles, at least one of them no hole, and {tiles.Count} were given.", nameof(tiles));
        if (tiles.Any(tile => tile is not null && (tile.Width != first.Width || tile.Height != first.Height)))
            throw new ArgumentException("The tiles of a table are all of one size: fit them first.", nameof(tiles));

        var strip = Math.Clamp(first.Width / 16 * 2, 12, 32); // even, as films like it
        var (width, height) = (strip + (columns.Count * first.Width), strip + (rows.Count * first.Height));
        var size = strip * 0.6;
        var text = new StringBuilder();
        foreach (var (i, name) in columns.Index())
            text.Append(CultureInfo.InvariantCulture, $"<text x='{strip + ((i + 0.5) * first.Width)}' y='{strip * 0.7}'>{SecurityElement.Escape(name)}</text>");
        foreach (var (i, name) in rows.Index())
            text.Append(CultureInfo.InvariantCulture, $"<text transform='translate({strip * 0.7} {strip + ((i + 0.5) * first.Height)}) rotate(-90)'>{SecurityElement.Escape(name)}</text>");
        var table = PictureReader.FromSvg(
            string.Create(CultureInfo.InvariantCulture, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' font-family='sans-serif' font-size='{size}' text-anchor='middle' fill='#{ink.R:x2}{ink.G:x2}{ink.B:x2}'>{text}</svg>"),
            width, height, ground);
        foreach (var (i, tile) in tiles.Index())
            if (tile is not null)
                table.Paste(tile, strip + (i % columns.Count * first.Width), strip + (i / columns.Count * first.Height));
        return table;
    }
}
