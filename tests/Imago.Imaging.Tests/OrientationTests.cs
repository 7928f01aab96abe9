namespace Imago.Imaging.Tests;

public class OrientationTests
{
    // EXIF 2.3, tag 274: which side of the seen picture the stored first row and first column lie on.
    public static TheoryData<int, string, string> Sides => new()
    {
        { 1, "top", "left" }, { 2, "top", "right" }, { 3, "bottom", "right" }, { 4, "bottom", "left" },
        { 5, "left", "top" }, { 6, "right", "top" }, { 7, "right", "bottom" }, { 8, "left", "bottom" },
    };

    private const int Width = 64, Height = 32; // stored, in blocks of 8 x 8 flat greys, which JPEG keeps

    private static byte Stored(int x, int y) => (byte)(y / 8 * 60 + x / 8 * 7);

    private static byte[] Jpeg(int orientation)
    {
        var pixels = new byte[Width * Height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Stored(i % Width, i / Width);
        var jpeg = PictureWriter.Encode(new(Width, Height, 1, pixels), PictureFormat.Jpeg, new() { Quality = 100 });
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }

    // Where the stored pixel (x, y) is seen, by the definition of the sides.
    private static (int X, int Y) Seen(int x, int y, string row, string column) => (row, column) switch
    {
        ("top", "left") => (x, y),
        ("top", "right") => (Width - 1 - x, y),
        ("bottom", "right") => (Width - 1 - x, Height - 1 - y),
        ("bottom", "left") => (x, Height - 1 - y),
        ("left", "top") => (y, x),
        ("right", "top") => (Height - 1 - y, x),
        ("right", "bottom") => (Height - 1 - y, Width - 1 - x),
        _ => (y, Width - 1 - x),
    };

    [Theory]
    [MemberData(nameof(Sides))]
    public void A_photograph_stands_upright(int orientation, string row, string column)
    {
        var file = Jpeg(orientation);
        var seen = PictureReader.Decode(file, new() { KeepGrey = true });
        var info = PictureReader.Probe(file);
        Assert.Equal(orientation, info.Orientation);
        Assert.Equal(orientation >= 5 ? (Height, Width) : (Width, Height), (seen.Width, seen.Height));
        Assert.Equal((seen.Width, seen.Height), (info.Width, info.Height));
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var (sx, sy) = Seen(x, y, row, column);
                Assert.InRange(seen.Pixels[sy * seen.Width + sx], Stored(x, y) - 1, Stored(x, y) + 1);
            }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void Loading_into_a_size_crops_the_same_part_of_a_turned_photograph(int orientation, string row, string column)
    {
        _ = (row, column);
        using var folder = new TempFolder();
        var path = folder.Write("p.jpg", Jpeg(orientation));
        var decoded = PictureReader.Decode(path);
        foreach (var fit in Enum.GetValues<Fit>())
            foreach (var (width, height) in new[] { (15, 15), (19, 7), (7, 19) })
            {
                var whole = PictureResizer.Fit(decoded, width, height, fit, background: new(9, 8, 7));
                var loaded = PictureResizer.Load(path, width, height, fit, options: new() { Background = new(9, 8, 7) });
                Assert.Equal((whole.Width, whole.Height), (loaded.Width, loaded.Height));
                // Rows before columns or columns before rows: the sums differ in the last bit of a float.
                Assert.True(whole.Pixels.Zip(loaded.Pixels, (a, b) => Math.Abs(a - b)).Max() <= 1);
            }
    }
}
