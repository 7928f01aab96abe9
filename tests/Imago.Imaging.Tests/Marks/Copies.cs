using System.Diagnostics;

namespace Imago.Imaging.Tests.Marks;

// What happens to pictures on their way through the world.
internal static class Copies
{
    internal static Picture Jpeg(Picture picture, int quality) => Encoded(picture, PictureFormat.Jpeg, quality);

    internal static Picture Encoded(Picture picture, PictureFormat format, int quality) => PictureReader.Decode(PictureWriter.Encode(picture, format, new() { Quality = quality, Compression = 4 }));

    internal static Picture Scaled(Picture picture, double by) => PictureResizer.Fit(picture, (int)Math.Round(picture.Width * by), (int)Math.Round(picture.Height * by));

    // The part that is left of both sides, from a place that is no multiple of anything.
    internal static Picture Cropped(Picture picture, double left, double top, double kept)
    {
        var (x, y, width, height) = ((int)(left * picture.Width), (int)(top * picture.Height), (int)(kept * picture.Width), (int)(kept * picture.Height));
        var pixels = new byte[width * height * picture.Channels];
        for (var row = 0; row < height; row++)
            Array.Copy(picture.Pixels, ((y + row) * picture.Width + x) * picture.Channels, pixels, row * width * picture.Channels, width * picture.Channels);
        return new(width, height, picture.Channels, pixels);
    }

    internal static void Ffmpeg(params string[] words)
    {
        using var process = Process.Start("ffmpeg", ["-v", "error", "-y", .. words]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    // Peak signal-to-noise ratio, dB.
    internal static double Psnr(Picture one, Picture other) => 10 * Math.Log10(255 * 255 / one.Pixels.Zip(other.Pixels, static (a, b) => (double)(a - b) * (a - b)).Average());
}
