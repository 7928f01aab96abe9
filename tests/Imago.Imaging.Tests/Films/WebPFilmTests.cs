using System.Buffers.Binary;
using Imago.Imaging.Films;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

// Read by the container's specification: ffmpeg does not decode animated WebP.
public class WebPFilmTests
{
    private sealed record Part(int Left, int Top, int Width, int Height, int Milliseconds, int Flags, Picture Picture);

    [Theory]
    [InlineData(30, 300, 10_000)]
    [InlineData(24, 5, 208)]
    [InlineData(90, 91, 1011)]
    [InlineData(1, 2, 2000)]
    public void Times_of_frames_add_up_to_the_film(double rate, int frames, int milliseconds)
    {
        using var folder = new TempFolder();
        var parts = Parts(Film(folder["a.webp"], frames, Small with { FramesPerSecond = rate }));
        Assert.Equal((frames, milliseconds), (parts.Count, parts.Sum(p => p.Milliseconds)));
        Assert.All(parts, p => Assert.InRange(p.Milliseconds, Math.Floor(1000 / rate), Math.Ceiling(1000 / rate)));
    }

    [Fact]
    public void Libvips_reads_it_and_counts_its_frames()
    {
        using var folder = new TempFolder();
        var info = PictureReader.Probe(Film(folder["a.webp"], 7, new() { Width = 65, Height = 47 }));
        Assert.Equal(("WebP", 65, 47, 7), (info.Format, info.Width, info.Height, info.Pages));
    }

    [Fact]
    public void Played_from_its_beginning_every_frame_is_the_one_that_was_written()
    {
        using var folder = new TempFolder();
        var canvas = new byte[64 * 48 * 3];
        var frame = 0;
        foreach (var part in Parts(Film(folder["a.webp"], 30, Small with { Quality = 95 })))
        {
            Assert.Equal(2, part.Flags); // not blended, not disposed of
            for (var y = 0; y < part.Height; y++)
                part.Picture.Pixels.AsSpan(y * part.Width * 3, part.Width * 3).CopyTo(canvas.AsSpan((((part.Top + y) * 64) + part.Left) * 3));
            Assert.InRange(canvas.Zip(Frame(frame++).Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 6);
        }
    }

    [Fact]
    public void Only_what_changes_is_stored_and_a_still_film_has_all_its_frames()
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder["a.webp"], Small);
        var ground = Some.Noise(64, 48, 3).Pixels;
        film.Write(new(64, 48, 3, ground));
        film.Write(new(64, 48, 3, ground));
        ground[(((11 * 64) + 21) * 3) + 1] ^= 255; // the caller's array: the film keeps its own
        ground[((15 * 64) + 30) * 3] ^= 255;
        film.Write(new(64, 48, 3, ground));
        var parts = Parts(film.Finish());
        Assert.Equal([(0, 0, 64, 48), (0, 0, 1, 1), (20, 10, 11, 6)], parts.Select(p => (p.Left, p.Top, p.Width, p.Height)));
        Assert.Equal([33, 34, 33], parts.Select(p => p.Milliseconds));
    }

    [Fact]
    public void Quality_counts()
    {
        using var folder = new TempFolder();
        var sizes = new[] { 20, 95 }.Select(q => new FileInfo(Film(folder[$"{q}.webp"], 10, Small with { Quality = q })).Length).ToArray();
        Assert.True(sizes[1] > sizes[0] * 3 / 2, $"{sizes[0]} and {sizes[1]} bytes");
    }

    private static List<Part> Parts(string path)
    {
        var file = File.ReadAllBytes(path);
        Assert.Equal("RIFF"u8, file.AsSpan(0, 4));
        Assert.Equal(file.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal("WEBPVP8X"u8, file.AsSpan(8, 8));
        Assert.Equal("ANIM"u8, file.AsSpan(30, 4));
        Assert.Equal(0, file[42] + file[43]); // for ever
        var parts = new List<Part>();
        for (var at = 44; at < file.Length;)
        {
            Assert.Equal("ANMF"u8, file.AsSpan(at, 4));
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            int Int24(int offset) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8 + offset)) & 0xFFFFFF;
            var image = file.AsSpan(at + 24, length - 16);
            var size = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(size, image.Length + 4);
            var picture = PictureReader.Decode((byte[])[.. "RIFF"u8, .. size, .. "WEBP"u8, .. image]);
            parts.Add(new(Int24(0) * 2, Int24(3) * 2, Int24(6) + 1, Int24(9) + 1, Int24(12), file[at + 23], picture));
            Assert.Equal((picture.Width, picture.Height), (parts[^1].Width, parts[^1].Height));
            at += 8 + length;
        }
        return parts;
    }
}
