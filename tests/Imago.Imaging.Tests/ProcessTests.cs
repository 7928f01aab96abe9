using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Imago.Imaging.Films;

namespace Imago.Imaging.Tests;

// What concerns the whole process: alone, so that no other test is measured along with it.
[CollectionDefinition(nameof(ProcessTests), DisableParallelization = true)]
[Collection(nameof(ProcessTests))]
public partial class ProcessTests
{
    private static readonly string[] Files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Pictures"));

    [Fact]
    public void Five_hundred_pictures_leave_memory_as_it_was()
    {
        var broken = Files.Select(f => File.ReadAllBytes(f) is var b ? b[..(b.Length / 2)] : []).ToArray();
        var photo = PictureWriter.Encode(Some.Noise(400, 300, 3), PictureFormat.Jpeg);
        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                PictureReader.Decode(Files[i % Files.Length]);
                PictureResizer.Load(Files[i % Files.Length], 40, Fit.Pad);
                PictureResizer.Fit(PictureReader.Decode(photo), 64, 64);
                PictureWriter.Encode(Quadrants.Picture, (PictureFormat)(i % 3 + 1));
                Assert.Throws<PictureException>(() => PictureReader.Decode(broken[i % broken.Length]));
                if (i % 5 != 0)
                    continue;
                PictureReader.FromSvg("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 30, 30);
                PictureGrid.Compose([Quadrants.Picture, Quadrants.Picture], 2, captions: ["a", "b"]);
            }
        }

        Round(100);
        var (before, held) = (Rss(), ImagingLibrary.Memory.Now);
        Round(500);
        Assert.Equal(held, ImagingLibrary.Memory.Now);
        var grown = (Rss() - before) / 1048576.0;
        Assert.True(grown < 16, $"500 rounds grew the process by {grown:F1} MB"); // one leaked picture a round would be 180
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.webm")]
    [InlineData("a.webp")]
    [InlineData("frames")]
    public void A_film_of_six_hundred_frames_is_never_in_memory(string name)
    {
        using var folder = new TempFolder();
        var frames = Enumerable.Range(0, 3).Select(i => Films.Making.Frame(i * 7, 512, 512)).ToArray();
        using var film = FilmWriter.Create(folder[name], new() { Width = 512, Height = 512 });
        for (var i = 0; i < 30; i++)
            film.Write(frames[i % 3]);
        var before = RssAtRest();
        for (var i = 30; i < 600; i++)
            film.Write(frames[i % 3]);
        var grown = (RssAtRest() - before) / 1048576.0;
        Assert.True(grown < 12, $"570 frames grew the process by {grown:F1} MB"); // a frame is 0.75 MB, all of them are 428
    }

    // The least of some readings: a few frames are being encoded at any time, and their buffers (up to 28 MB for a moment) come and go.
    private static long RssAtRest() => Enumerable.Range(0, 5).Min(static _ =>
    {
        Thread.Sleep(40);
        return Rss();
    });

    // Resident bytes after what is free has been given back.
    private static long Rss()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = malloc_trim(0);
        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
    }

    [Fact]
    public void A_large_photograph_is_never_whole_in_memory_while_it_becomes_small()
    {
        using var folder = new TempFolder();
        PictureWriter.Save(folder["large.jpg"], new(6000, 4000, 1, new byte[24_000_000]));
        PictureWriter.Save(folder["large.png"], new(6000, 4000, 1, new byte[24_000_000]), options: new() { Compression = 1 });
        foreach (var path in Directory.GetFiles(folder.Path))
            foreach (var size in new[] { 256, 1024 }) // with and without shrinking in the JPEG decoder
            {
                var loading = Task.Run(() => PictureResizer.Load(path, size));
                var (most, samples) = (0L, 0);
                for (; !loading.IsCompleted; samples++)
                    most = Math.Max(most, ImagingLibrary.Memory.Now);
                Assert.True(samples > 20);
                Assert.True(most < 20_000_000, $"{Path.GetFileName(path)} held {most:N0} bytes"); // whole, as RGB: 72,000,000
            }
    }

    [Fact]
    public void Not_a_word_reaches_the_terminal_however_broken_the_files()
    {
        using var folder = new TempFolder();
        var log = folder["stderr.txt"];
        var saved = dup(2);
        var file = open(log, 0x241, 0x1B6); // write, create, truncate
        Assert.True(saved >= 0 && file >= 0);
        _ = dup2(file, 2);
        try
        {
            var random = new Random(4);
            foreach (var path in Files)
                for (var i = 0; i < 40; i++)
                {
                    var damaged = File.ReadAllBytes(path);
                    for (var n = 0; n < 4; n++)
                        damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                    try
                    {
                        PictureReader.Decode(damaged);
                    }
                    catch (PictureException)
                    {
                    }
                }
        }
        finally
        {
            _ = fflush(0);
            _ = dup2(saved, 2);
            _ = close(saved);
            _ = close(file);
        }
        Assert.Equal("", File.ReadAllText(log));
    }

    [Fact]
    public void Many_threads_at_once_get_their_own_pictures_and_reasons()
    {
        var good = Files.Select(f => (Path: f, Picture: PictureReader.Decode(f).Pixels)).ToArray();
        Parallel.For(0, 400, new() { MaxDegreeOfParallelism = 8 }, i =>
        {
            var (path, pixels) = good[i % good.Length];
            Assert.Equal(pixels, PictureReader.Decode(path).Pixels);
            var whole = File.ReadAllBytes(path);
            var e = Assert.Throws<PictureException>(() => PictureReader.Decode(whole.AsSpan(0, whole.Length / 2)));
            Assert.Equal(PictureProblem.Damaged, e.Problem);
        });
    }

    [Fact]
    public void The_structures_have_the_sizes_that_the_header_asserts()
    {
        Assert.Equal(24, Unsafe.SizeOf<Interop.Native.DecodeOptions>());
        Assert.Equal(44, Unsafe.SizeOf<Interop.Native.Info>());
        Assert.Equal(24, Unsafe.SizeOf<Interop.Native.Picture>());
        Assert.Equal(20, Unsafe.SizeOf<Interop.Native.FitOptions>());
    }

    [LibraryImport("libc")] private static partial int dup(int fd);
    [LibraryImport("libc")] private static partial int dup2(int from, int to);
    [LibraryImport("libc")] private static partial int close(int fd);
    [LibraryImport("libc")] private static partial int fflush(nint stream);
    [LibraryImport("libc")] private static partial int malloc_trim(nuint pad);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags, int mode);
}
