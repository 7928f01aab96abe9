namespace Imago.Imaging.Tests;

public class ResizeTests
{
    // The slow reference: both axes at once, in double, straight from the definitions.
    private static byte Reference(Picture p, Part part, int width, int height, int ox, int oy, int channel, ResizeFilter filter)
    {
        double sum = 0, weights = 0;
        for (var y = 0; y < part.Height; y++)
        {
            var wy = Weight(y, oy, (double)part.Height / height, filter);
            if (wy == 0)
                continue;
            for (var x = 0; x < part.Width; x++)
            {
                var w = wy * Weight(x, ox, (double)part.Width / width, filter);
                sum += w * p.Pixels[((part.Top + y) * p.Width + part.Left + x) * p.Channels + channel];
                weights += w;
            }
        }
        return (byte)Math.Clamp(Math.Floor(sum / weights + 0.5), 0, 255);
    }

    private sealed record Part(int Left, int Top, int Width, int Height);

    // How much input pixel i counts for output pixel o.
    private static double Weight(int i, int o, double scale, ResizeFilter filter)
    {
        if (filter == ResizeFilter.Box) // the length of [i, i + 1) within [o, o + 1) * scale
            return Math.Max(0, Math.Min((o + 1) * scale, i + 1) - Math.Max(o * scale, i));
        var x = (i + 0.5 - (o + 0.5) * scale) / Math.Max(scale, 1);
        return x == 0 ? 1 : Math.Abs(x) >= 3 ? 0 : Sinc(x) * Sinc(x / 3);
    }

    private static double Sinc(double x) => Math.Sin(Math.PI * x) / (Math.PI * x);

    [Theory]
    [InlineData(64, 64, 16, 16, ResizeFilter.Lanczos)]
    [InlineData(64, 64, 16, 16, ResizeFilter.Box)]
    [InlineData(53, 37, 17, 11, ResizeFilter.Lanczos)]
    [InlineData(53, 37, 17, 11, ResizeFilter.Box)]
    [InlineData(9, 7, 20, 31, ResizeFilter.Lanczos)]
    [InlineData(9, 7, 20, 31, ResizeFilter.Box)]
    [InlineData(40, 3, 1, 1, ResizeFilter.Lanczos)]
    [InlineData(1, 1, 5, 5, ResizeFilter.Lanczos)]
    [InlineData(2, 200, 7, 3, ResizeFilter.Box)]
    public void Every_pixel_is_the_reference_s(int fromWidth, int fromHeight, int width, int height, ResizeFilter filter)
    {
        foreach (var channels in new[] { 1, 3 })
        {
            var p = Some.Noise(fromWidth, fromHeight, channels, seed: 7);
            var small = PictureResizer.Fit(p, width, height, Fit.CenterCrop, filter);
            var part = CentredPart(fromWidth, fromHeight, width, height);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var c = 0; c < channels; c++)
                    {
                        var expected = Reference(p, part, width, height, x, y, c, filter);
                        Assert.InRange(small.Pixels[(y * width + x) * channels + c], expected - 1, expected + 1); // one where the sum lies on a half
                    }
        }
    }

    private static Part CentredPart(int fromWidth, int fromHeight, int width, int height)
    {
        var w = Math.Clamp((int)Math.Round((double)fromHeight * width / height, MidpointRounding.AwayFromZero), 1, fromWidth);
        var h = Math.Clamp((int)Math.Round((double)fromWidth * height / width, MidpointRounding.AwayFromZero), 1, fromHeight);
        return new((fromWidth - w) / 2, (fromHeight - h) / 2, w, h);
    }

    [Fact]
    public void A_box_over_a_factor_that_is_not_whole_averages_the_area()
    {
        // Five pixels to two: the third counts half for each.
        var p = PictureResizer.Fit(new(5, 1, 1, [10, 20, 30, 200, 220]), 2, 1, Fit.Pad, ResizeFilter.Box);
        Assert.Equal((2, 1), (p.Width, p.Height));
        var wide = PictureResizer.Fit(new(5, 5, 1, [.. Enumerable.Repeat(new byte[] { 10, 20, 30, 200, 220 }, 5).SelectMany(r => r)]), 2, 2, Fit.CenterCrop, ResizeFilter.Box);
        Assert.Equal([18, 174, 18, 174], wide.Pixels); // (10 + 20 + 15) / 2.5, (15 + 200 + 220) / 2.5
    }

    [Theory]
    [InlineData(ResizeFilter.Lanczos)]
    [InlineData(ResizeFilter.Box)]
    public void A_flat_picture_stays_flat_at_every_size(ResizeFilter filter)
    {
        for (var size = 1; size < 70; size += 3)
            Assert.All(PictureResizer.Fit(Some.Flat(33, 33, 255, 128, 1), size, size, Fit.CenterCrop, filter).Pixels.Chunk(3), p => Assert.Equal([255, 128, 1], p));
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var p = Some.Noise(31, 31, 3);
        Assert.Equal(p.Pixels, PictureResizer.Fit(p, 31, 31).Pixels);
    }

    [Fact]
    public void A_centre_crop_takes_the_middle_square()
    {
        // Seven columns, three rows: columns 2 to 4.
        var p = Some.Make(7, 3, (x, y) => ((byte)(x * 10), (byte)y, 0));
        var square = PictureResizer.Fit(p, 3, 3);
        Assert.Equal("#140000 #1e0000 #280000", $"{square.At(0, 0)} {square.At(1, 0)} {square.At(2, 0)}");
    }

    [Theory]
    [InlineData(Fit.CenterCropWide, 8, 4, 8, 8)]
    [InlineData(Fit.CenterCropTall, 4, 8, 8, 8)]
    public void Wide_and_tall_crops_lie_on_a_square_of_the_background(Fit fit, int width, int height, int canvasWidth, int canvasHeight)
    {
        var p = PictureResizer.Fit(Some.Flat(40, 40, 200, 0, 0), width, height, fit, background: new(1, 2, 3));
        Assert.Equal((canvasWidth, canvasHeight), (p.Width, p.Height));
        var wide = width > height;
        for (var i = 0; i < 8; i++)
        {
            var (x, y) = wide ? (3, i) : (i, 3);
            Assert.Equal(i is >= 2 and < 6 ? "#c80000" : "#010203", p.At(x, y));
        }
    }

    [Fact]
    public void Padding_keeps_the_whole_picture_and_its_proportions()
    {
        var p = PictureResizer.Fit(Some.Flat(100, 50, 200, 0, 0), 16, 16, Fit.Pad, background: Colour.White);
        Assert.Equal((16, 16), (p.Width, p.Height));
        Assert.Equal("#ffffff #c80000 #c80000 #ffffff", $"{p.At(0, 3)} {p.At(0, 4)} {p.At(15, 11)} {p.At(15, 12)}");
    }

    [Fact]
    public void Transparent_pixels_lend_no_colour()
    {
        // Red and opaque beside green and transparent: half as opaque, but red.
        var p = PictureResizer.Fit(new(2, 2, 4, [255, 0, 0, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0]), 1, 1, Fit.CenterCrop, ResizeFilter.Box);
        Assert.Equal([255, 0, 0, 128], p.Pixels);
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    public void Shrinking_while_decoding_changes_next_to_nothing(PictureFormat format)
    {
        // Waves down to three new pixels long. They are nearly grey: a WebP's colours, stored at half the size, shift by a quarter pixel.
        var photo = Some.Make(1501, 1003, (x, y) =>
        {
            var wave = 128 + 60 * Math.Sin(x / 9.0) + 50 * Math.Sin(y / 23.0 + x / 41.0);
            return ((byte)wave, (byte)(wave + x / 200.0), (byte)(wave - y / 200.0));
        });
        using var folder = new TempFolder();
        var path = folder["p"];
        PictureWriter.Save(path, photo, format);
        foreach (var filter in Enum.GetValues<ResizeFilter>())
        {
            var exact = PictureResizer.Fit(PictureReader.Decode(path), 48, 48, filter: filter);
            var fast = PictureResizer.Load(path, 48, filter: filter);
            var error = exact.Pixels.Zip(fast.Pixels, (a, b) => (double)(a - b) * (a - b)).Average();
            Assert.True(Math.Sqrt(error) < 1.0, $"{filter}: {Math.Sqrt(error):F2} levels");
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(70000, 5)]
    public void An_impossible_size_is_an_argument_s_fault(int width, int height)
        => Assert.Throws<ArgumentException>(() => PictureResizer.Fit(Some.Flat(4, 4, 0, 0, 0), width, height));
}
