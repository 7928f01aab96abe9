using System.Diagnostics;

namespace Imago.Imaging.Tests;

public class WriterTests
{
    [Fact]
    public void Jpeg_and_webp_come_near_and_quality_counts()
    {
        var photo = Some.Make(128, 96, (x, y) => ((byte)(x * 2), (byte)(y * 2), (byte)(x + y)));
        foreach (var format in new[] { PictureFormat.Jpeg, PictureFormat.WebP, PictureFormat.Avif })
        {
            var fine = PictureWriter.Encode(photo, format, new() { Quality = 95 });
            var coarse = PictureWriter.Encode(photo, format, new() { Quality = 10 });
            Assert.True(fine.Length > coarse.Length * 3 / 2, $"{fine.Length} and {coarse.Length} bytes");
            Assert.InRange(PictureReader.Decode(fine).Pixels.Zip(photo.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 2);
        }
    }

    [Fact]
    public void Png_compression_goes_from_stored_to_small_and_stays_exact()
    {
        var photo = Some.Make(64, 64, (x, y) => ((byte)x, (byte)y, 0));
        var sizes = new[] { 0, 1, 9 }.Select(c => PictureWriter.Encode(photo, PictureFormat.Png, new() { Compression = c })).ToArray();
        Assert.All(sizes, png => Assert.Equal(photo.Pixels, PictureReader.Decode(png).Pixels));
        Assert.True(sizes[0].Length > 64 * 64 * 3 && sizes[2].Length <= sizes[1].Length && sizes[1].Length < sizes[0].Length / 4);
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes()
    {
        foreach (var format in Enum.GetValues<PictureFormat>())
            Assert.Equal(PictureWriter.Encode(Quadrants.Picture, format), PictureWriter.Encode(Quadrants.Picture, format));
    }

    [Fact]
    public void Alpha_survives_where_the_format_has_it_and_lies_on_the_background_in_a_jpeg()
    {
        var half = new Picture(16, 16, 4, [.. Enumerable.Repeat(new byte[] { 255, 0, 0, 0 }, 256).SelectMany(p => p)]);
        Assert.Equal("#0000fe", PictureReader.Decode(PictureWriter.Encode(half, PictureFormat.Jpeg, new() { Quality = 100, Background = new(0, 0, 255) })).At(8, 8));
        Assert.Equal(0, PictureReader.Decode(PictureWriter.Encode(half, PictureFormat.WebP), new() { KeepAlpha = true }).Pixels[3]);
    }

    [Fact]
    public void A_WebP_holds_its_pixels_and_nothing_that_the_library_adds()
    {
        Assert.Equal("VP8 ", Chunks(PictureWriter.Encode(Quadrants.Picture, PictureFormat.WebP)));
        var clear = new Picture(8, 8, 4, [.. Enumerable.Range(0, 256).Select(static i => (byte)(i * 7))]);
        Assert.Equal("VP8XALPHVP8 ", Chunks(PictureWriter.Encode(clear, PictureFormat.WebP)));

        static string Chunks(byte[] file)
        {
            Assert.Equal(file.Length, 8 + BitConverter.ToInt32(file, 4));
            var names = "";
            for (var at = 12; at < file.Length; at += 8 + (BitConverter.ToInt32(file, at + 4) + 1) / 2 * 2)
                names += System.Text.Encoding.ASCII.GetString(file, at, 4);
            return names;
        }
    }

    [Theory]
    [InlineData(70000, PictureFormat.Jpeg)]
    [InlineData(17000, PictureFormat.WebP)]
    public void A_picture_too_wide_for_its_format_is_refused_in_words(int width, PictureFormat format)
    {
        var e = Assert.Throws<PictureException>(() => PictureWriter.Encode(Some.Flat(width, 1, 0, 0, 0), format));
        Assert.StartsWith($"A picture of {width} x 1 pixels cannot be encoded", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(101, 6)]
    [InlineData(90, 10)]
    [InlineData(90, -1)]
    public void Options_out_of_range_are_an_argument_s_fault(int quality, int compression)
        => Assert.Throws<ArgumentException>(() => PictureWriter.Encode(Quadrants.Picture, PictureFormat.Png, new() { Quality = quality, Compression = compression }));

    [Fact]
    public void The_name_decides_the_format()
    {
        using var folder = new TempFolder();
        foreach (var (name, format) in new[] { ("a.png", "PNG"), ("b.JPG", "JPEG"), ("c.jpeg", "JPEG"), ("d.webp", "WebP") })
        {
            PictureWriter.Save(folder[name], Quadrants.Picture);
            Assert.Equal(format, PictureReader.Probe(folder[name]).Format);
        }
        Assert.Contains(".xyz", Assert.Throws<ArgumentException>(() => PictureWriter.Save(folder["e.xyz"], Quadrants.Picture)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_picture()
    {
        using var folder = new TempFolder();
        var path = folder["live.png"];
        PictureWriter.Save(path, Some.Noise(200, 200, 3));
        var reader = Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                Assert.Equal(200, PictureReader.Decode(path).Width);
        });
        for (var i = 0; i < 30 || !reader.IsCompleted; i++)
            PictureWriter.Save(path, Some.Noise(200, 200, 3, seed: i));
        await reader;
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_said_so()
    {
        using var folder = new TempFolder();
        var e = Assert.Throws<PictureException>(() => PictureWriter.Save(folder["no/such/a.png"], Quadrants.Picture));
        Assert.Contains("cannot be written", e.Message, StringComparison.Ordinal);
    }

    [TinyDiskFact]
    public void A_full_disk_leaves_the_old_picture_and_nothing_else()
    {
        using var folder = new TempFolder();
        Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path);
        try
        {
            PictureWriter.Save(folder["a.png"], Quadrants.Picture);
            var e = Assert.Throws<PictureException>(() => PictureWriter.Save(folder["a.png"], Some.Noise(300, 300, 3)));
            Assert.Contains("cannot be written", e.Message, StringComparison.Ordinal);
            Assert.Equal([folder["a.png"]], Directory.GetFiles(folder.Path));
            Quadrants.AssertSame(PictureReader.Decode(folder["a.png"]), 0);
        }
        finally
        {
            Run("umount", "--lazy", folder.Path);
        }
    }

    internal static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

// A disk of 64 KB can only be made by root, and not in every container.
public sealed class TinyDiskFactAttribute : FactAttribute
{
    private static readonly string? Reason = Try();

    public TinyDiskFactAttribute() => Skip = Reason;

    private static string? Try()
    {
        if (!Environment.IsPrivilegedProcess)
            return "only root can mount a small disk to fill";
        using var folder = new TempFolder();
        if (WriterTests.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path) != 0)
            return "this container cannot mount a small disk to fill";
        WriterTests.Run("umount", "--lazy", folder.Path);
        return null;
    }
}
