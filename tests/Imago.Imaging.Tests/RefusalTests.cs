using System.Diagnostics;
using System.Text;

namespace Imago.Imaging.Tests;

public class RefusalTests
{
    public static TheoryData<string> Cuttable => [.. new[] { "noise.jpg", "noise.png", "noise.webp", "noise.gif", "noise.avif", "noise.heic", "progressive.jpg", "tiled-jpeg.tif", "lzw.tif" }];

    [Theory]
    [MemberData(nameof(Cuttable))]
    public void A_file_cut_short_anywhere_is_refused_and_the_reason_is_written(string file)
    {
        var whole = File.ReadAllBytes(Quadrants.PathOf(file));
        PictureReader.Decode(whole);
        foreach (var share in new[] { 0.02, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 0.95, 0.99 })
        {
            var length = Math.Max(16, (int)(whole.Length * share));
            var e = Assert.Throws<PictureException>(() => PictureReader.Decode(whole.AsSpan(0, length)));
            Assert.Equal(PictureProblem.Damaged, e.Problem);
            Assert.StartsWith("The picture is cut short or damaged", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.97)]
    public void A_tiff_that_lacks_pixels_is_refused_while_it_is_resized_too(double share)
    {
        var whole = TiffFile.Make(300, 200, 3, 8, TiffFile.Rgb, Some.Noise(300, 200, 3).Pixels);
        using var folder = new TempFolder();
        var path = folder.Write("broken.tif", whole[..(int)(whole.Length * share)]);
        Assert.Equal(PictureProblem.Damaged, Assert.Throws<PictureException>(() => PictureReader.Decode(path)).Problem);
        var e = Assert.Throws<PictureException>(() => PictureResizer.Load(path, 20));
        Assert.StartsWith("'broken.tif' is cut short or damaged", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8-bit.avif")]
    [InlineData("8-bit.heic")]
    public void A_box_that_reaches_beyond_the_file_is_refused_before_the_decoder_sees_it(string file)
    {
        var damaged = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Pictures", file));
        damaged[1] = 0x83; // of the size of the first box
        Assert.Contains($"a box claims {0x830000 + damaged[3]} bytes, and {damaged.Length} are left", Assert.Throws<PictureException>(() => PictureReader.Decode(damaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_never_does_worse_than_a_refusal()
    {
        var random = new Random(11);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Pictures")))
        {
            var whole = File.ReadAllBytes(file);
            for (var i = 0; i < 25; i++)
            {
                var damaged = (byte[])whole.Clone();
                for (var n = random.Next(1, 9); n > 0; n--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                try
                {
                    var p = PictureReader.Decode(damaged);
                    Assert.Equal(p.Width * p.Height * 3, p.Pixels.Length);
                }
                catch (PictureException e)
                {
                    Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void What_is_no_file_is_refused_by_name()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["a folder.png"]);
        AssertRefused(folder["a folder.png"], PictureProblem.NotAFile, "'a folder.png' is a folder, not a picture.");
        AssertRefused(folder["nothing.png"], PictureProblem.NotFound, "'nothing.png' does not exist.");
        AssertRefused(folder.Write("empty.jpg", []), PictureProblem.Empty, "'empty.jpg' is empty (0 bytes).");
        AssertRefused("/dev/zero", PictureProblem.NotAFile, "'zero' is a pipe or device, not a picture.");
        File.CreateSymbolicLink(folder["circle.png"], folder["circle.png"]);
        AssertRefused(folder["circle.png"], PictureProblem.Unreadable, "'circle.png' is a link that leads in a circle.");
    }

    [Fact]
    public void A_pipe_without_a_writer_does_not_hang()
    {
        using var folder = new TempFolder();
        using (var mkfifo = Process.Start("mkfifo", folder["pipe.png"]))
            mkfifo.WaitForExit();
        AssertRefused(folder["pipe.png"], PictureProblem.NotAFile, "'pipe.png' is a pipe or device, not a picture.");
    }

    [NotRootFact]
    public void A_file_without_permission_is_refused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("secret.png", [1, 2, 3]);
        using (var chmod = Process.Start("chmod", ["000", path]))
            chmod.WaitForExit();
        AssertRefused(path, PictureProblem.Unreadable, "'secret.png' may not be read (permission denied).");
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("%PDF-1.4 and so on and on")]
    [InlineData("P6\n2 2\n255\n            ")]
    [InlineData("push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'label:hi'\npop graphic-context")]
    [InlineData("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\nabcd")]
    [InlineData("BMX this begins with BM but is only a text about something")]
    [InlineData("x")]
    public void Drawings_documents_and_texts_are_not_opened_as_pictures(string content)
    {
        using var folder = new TempFolder();
        var path = folder.Write("lie.png", Encoding.UTF8.GetBytes(content));
        Assert.Equal(PictureProblem.NotAPicture, Assert.Throws<PictureException>(() => PictureReader.Decode(path)).Problem);
        Assert.Equal(PictureProblem.NotAPicture, Assert.Throws<PictureException>(() => PictureReader.Probe(path)).Problem);
    }

    [Fact]
    public void An_extension_that_lies_does_not_matter()
    {
        using var folder = new TempFolder();
        foreach (var (file, name) in new[] { ("one.gif", "a.jpg"), ("progressive.jpg", "b.svg"), ("8-bit.heic", "c.png"), ("lossless.webp", "d.txt"), ("lzw.tif", "e") })
            Quadrants.AssertSame(PictureReader.Decode(folder.Write(name, File.ReadAllBytes(Quadrants.PathOf(file)))), 3);
    }

    [Fact]
    public void The_limit_of_pixels_is_the_caller_s()
    {
        var png = PictureWriter.Encode(Some.Flat(100, 100, 1, 2, 3), PictureFormat.Png);
        Assert.Equal(100, PictureReader.Decode(png, new() { MaxPixels = 10_000 }).Width);
        var e = Assert.Throws<PictureException>(() => PictureReader.Decode(png, new() { MaxPixels = 9_999 }));
        Assert.Equal("The picture claims 100 x 100 pixels, more than the 9999 that are allowed.", e.Message);
    }

    [Theory]
    [InlineData("日本語.png")]
    [InlineData("Ελληνικά עברית العربية.png")]
    [InlineData("emoji 🎨🖼️.png")]
    [InlineData("brackets[page=1,shrink=8].png")]
    [InlineData("msl:evil.png")]
    [InlineData("-option.png")]
    [InlineData("new\nline\ttab.png")]
    [InlineData("100%d %s'\".png")]
    public void Names_in_any_script_are_read_and_written(string name)
    {
        using var folder = new TempFolder();
        PictureWriter.Save(folder[name], Quadrants.Picture);
        Assert.Equal([name], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Quadrants.AssertSame(PictureReader.Decode(folder[name]), 0);
        var bmp = folder.Write(name + ".bmp", BmpFile.Make(1, 1, 24, [3, 2, 1, 0]));
        Assert.Equal("#010203", PictureReader.Decode(bmp).At(0, 0));
    }

    private static void AssertRefused(string path, PictureProblem problem, string message)
    {
        foreach (var open in new Action[] { () => PictureReader.Probe(path), () => PictureReader.Decode(path), () => PictureResizer.Load(path, 8) })
        {
            var e = Assert.Throws<PictureException>(open);
            Assert.Equal((problem, message), (e.Problem, e.Message));
        }
    }
}

// Root reads everything, so that this cannot be seen there.
public sealed class NotRootFactAttribute : FactAttribute
{
    public NotRootFactAttribute()
    {
        if (Environment.IsPrivilegedProcess)
            Skip = "root may read every file";
    }
}
