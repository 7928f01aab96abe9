namespace Imago.Imaging;

/// <summary>Pictures in pictures.</summary>
public static class PicturePaste
{
    /// <summary>Copies a picture into a larger one; what would lie outside is left out.</summary>
    /// <param name="into">RGB; it is changed.</param>
    /// <param name="picture">Grey or RGB.</param>
    /// <param name="left">Its first column.</param>
    /// <param name="top">Its first row.</param>
    /// <exception cref="ArgumentException">The larger one is not RGB, or the other has transparency.</exception>
    public static void Paste(this Picture into, Picture picture, int left, int top)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(picture);
        if (into.Channels != 3 || picture.Channels == 4)
            throw new ArgumentException($"A picture of {picture.Channels} channels cannot be pasted into one of {into.Channels}: expected grey or RGB into RGB.");
        var (first, last) = (Math.Max(0, -left), Math.Min(picture.Width, into.Width - left));
        for (var y = Math.Max(0, -top); y < Math.Min(picture.Height, into.Height - top) && first < last; y++)
        {
            var to = into.Pixels.AsSpan((((y + top) * into.Width) + first + left) * 3, (last - first) * 3);
            var from = picture.Pixels.AsSpan(((y * picture.Width) + first) * picture.Channels, (last - first) * picture.Channels);
            if (picture.Channels == 3)
                from.CopyTo(to);
            else
                for (var x = 0; x < from.Length; x++)
                    to.Slice(x * 3, 3).Fill(from[x]);
        }
    }
}
