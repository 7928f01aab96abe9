using System.Diagnostics;
using System.Text.Json;
using Imago.Imaging;
using Imago.Latent.Clip;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests.Clip;

/// <summary>What CLIP sees is what Pillow makes of a picture, byte by byte. Numbers of Pillow 9.4 lie in pillow.json; where /usr/bin/python3 has it, it is asked too.</summary>
public sealed class ClipPreprocessingTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Clip");

    public static TheoryData<int, int, int, string> Stored()
    {
        var data = new TheoryData<int, int, int, string>();
        foreach (var one in JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "pillow.json"))).RootElement.GetProperty("cases").EnumerateArray())
            data.Add(one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32(), one.GetProperty("side").GetInt32(), one.GetProperty("pixels").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void A_picture_is_made_smaller_larger_and_cut_as_Pillow_does_it(int width, int height, int side, string pixels)
    {
        var expected = Convert.FromBase64String(pixels);
        Assert.Equal(expected, ClipPreprocessing.Fit(Drawn(width, height), side).Pixels);
        // Mistakes that one makes are seen: another filter, and the same cubic that takes four pixels whatever the reduction.
        if (Math.Min(width, height) <= side) return;
        var lanczos = PictureResizer.Fit(Drawn(width, height), side, side);
        Assert.True(Distance(expected, lanczos.Pixels) > 1, $"Lanczos is {Distance(expected, lanczos.Pixels):0.00} levels away");
        var plain = WithoutAntialias(Drawn(width, height), side);
        Assert.True(Distance(expected, plain) > 5, $"a cubic without antialias is {Distance(expected, plain):0.00} levels away");
    }

    [PillowTheory]
    [InlineData(1024, 1024, 224)]
    [InlineData(640, 427, 224)]
    [InlineData(333, 1000, 336)]
    [InlineData(100, 90, 224)]
    [InlineData(224, 301, 224)]
    [InlineData(3, 1000, 64)]
    public void Painted_pictures_are_those_of_the_Pillow_that_is_here(int width, int height, int side)
    {
        var file = Path.Combine(Path.GetTempPath(), $"imago-pillow-{Guid.NewGuid():N}.png");
        try
        {
            var painted = PictureResizer.Fit(Imaging.Painting.PortraitPainter.Paint(7, 512), width, height);
            PictureWriter.Save(file, painted);
            Assert.Equal(Pillow.Seen(Path.Combine(s_folder, "pillow.py"), file, side), ClipPreprocessing.Fit(painted, side).Pixels);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Each_channel_loses_its_mean_and_is_divided_by_its_deviation()
    {
        using var scope = TensorScope.Open();
        var options = Options();
        var square = new Picture(2, 2, 3, [0, 255, 128, 10, 20, 30, 1, 2, 3, 255, 255, 255]);
        var met = ClipPreprocessing.ToTensor([square, square], options);
        Assert.Equal([2, 3, 2, 2], met.Shape);
        var numbers = met.Select(0, 1).Contiguous().ToFloats();
        Assert.Equal((0 - 0.48145466) / 0.26862954, numbers[0], 1e-6);
        Assert.Equal((20 / 255.0 - 0.4578275) / 0.26130258, numbers[5], 1e-6);
        Assert.Equal((1 - 0.40821073) / 0.27577711, numbers[11], 1e-6);
        var other = ClipPreprocessing.ToTensor([square], options with { Mean = [0.485, 0.456, 0.406] });
        Assert.True(other.Sub(met.Slice(0, 0, 1)).Abs().Amax([0, 1, 2, 3]).ToScalar() > 1e-3);
    }

    [Fact]
    public void The_longest_picture_costs_no_more_than_the_middle_of_it()
    {
        var line = new Picture(60_000_000, 1, 3, new byte[180_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal((64, 64), ClipPreprocessing.Fit(line, 64) is var square ? (square.Width, square.Height) : default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Grey_pictures_are_seen_in_three_equal_channels()
    {
        var grey = new Picture(30, 20, 1, [.. Enumerable.Range(0, 600).Select(static i => (byte)(i * 7))]);
        var colour = new Picture(30, 20, 3, [.. grey.Pixels.SelectMany(static one => new[] { one, one, one })]);
        Assert.Equal(ClipPreprocessing.Fit(colour, 16).Pixels, ClipPreprocessing.Fit(grey, 16).Pixels);
    }

    internal static ClipOptions Options() => new()
    {
        EmbedDim = 32, ImageResolution = 2, PatchSize = 1, Vision = new(64, 1, 1, 256), Text = new(64, 1, 1, 256), ContextLength = 77, VocabularySize = 49_408, Activation = ClipActivation.Gelu,
    };

    /// <summary>The picture of pillow.py.</summary>
    private static Picture Drawn(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (dx, dy) = (x - (width / 2), y - (height / 3));
                var disc = (dx * dx) + (dy * dy) < height / 4 * (height / 4);
                (pixels[((y * width) + x) * 3], pixels[(((y * width) + x) * 3) + 1], pixels[(((y * width) + x) * 3) + 2]) =
                    ((byte)(((x * 7) + (y * 3)) % 256), disc ? (byte)240 : (byte)(y * 5 % 200), (byte)(((x * x) + (3 * x * y) + (y * y)) * 31 % 251));
            }
        return new Picture(width, height, 3, pixels);
    }

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, static (one, other) => Math.Abs(one - other)).Average();

    /// <summary>The four nearest pixels of each axis, as resizing without antialias weighs them.</summary>
    private static byte[] WithoutAntialias(Picture picture, int side)
    {
        var shorter = Math.Min(picture.Width, picture.Height);
        var (width, height) = (picture.Width == shorter ? side : side * picture.Width / shorter, picture.Height == shorter ? side : side * picture.Height / shorter);
        var (left, top) = ((int)Math.Round((width - side) / 2.0), (int)Math.Round((height - side) / 2.0));
        var result = new byte[side * side * 3];
        for (var i = 0; i < result.Length; i++)
        {
            var (y, x, c) = (i / 3 / side, i / 3 % side, i % 3);
            var (fy, fx) = (((top + y + 0.5) * picture.Height / height) - 0.5, ((left + x + 0.5) * picture.Width / width) - 0.5);
            var sum = 0.0;
            for (var dy = -1; dy <= 2; dy++)
                for (var dx = -1; dx <= 2; dx++)
                {
                    var (py, px) = ((int)Math.Floor(fy) + dy, (int)Math.Floor(fx) + dx);
                    sum += Cubic(fy - py) * Cubic(fx - px) * picture.Pixels[(((Math.Clamp(py, 0, picture.Height - 1) * picture.Width) + Math.Clamp(px, 0, picture.Width - 1)) * 3) + c];
                }
            result[i] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
        }
        return result;
    }

    private static double Cubic(double x) => Math.Abs(x) is var t && t < 1 ? (1.5 * t * t * t) - (2.5 * t * t) + 1 : t < 2 ? (-0.5 * t * t * t) + (2.5 * t * t) - (4 * t) + 2 : 0;
}

/// <summary>The system's Pillow.</summary>
internal static class Pillow
{
    public static string? Missing { get; } = WhyNot();

    public static byte[] Seen(string script, string file, int side)
    {
        using var process = Start(script, file, $"{side}");
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
        return bytes.ToArray();
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string? WhyNot()
    {
        try
        {
            using var process = Start("-c", "import PIL.Image");
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "/usr/bin/python3 has no Pillow: apt-get install python3-pil";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "/usr/bin/python3 is missing: apt-get install python3 python3-pil";
        }
    }
}

/// <summary>A test that asks Pillow.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PillowTheoryAttribute : TheoryAttribute
{
    public PillowTheoryAttribute() => Skip = Pillow.Missing;
}
