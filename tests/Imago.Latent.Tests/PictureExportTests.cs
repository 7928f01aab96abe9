using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests;

public sealed class PictureExportTests : LeakCheck
{
    private static readonly RenderRequest[] s_three = Some.Requests(85, 3, 12345);

    [Fact]
    public void Pictures_a_grid_and_numbers_are_written_in_one_go()
    {
        using var renderer = Some.Renderer();
        var told = new List<int>();
        var names = PictureExport.Write(renderer, s_three, new() { Outdir = At("out/deep"), Grid = true, TensorPath = At("t.safetensors") }, told.Add);
        Assert.Equal(["seed0085.png", "seed0003.png", "seed12345.png"], names);
        Assert.Equal([1, 2, 3], told);
        Assert.Equal(["grid.png", "seed0003.png", "seed0085.png", "seed12345.png"], Directory.EnumerateFileSystemEntries(At("out/deep")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var expected = renderer.Render(s_three).ToList();
        Assert.Equal(expected[1].ToPicture().Pixels, PictureReader.Decode(At("out/deep/seed0003.png")).Pixels);
        var grid = PictureReader.Decode(At("out/deep/grid.png"));
        Assert.Equal((32, 32), (grid.Width, grid.Height));
        Assert.Equal(expected[1].ToPicture().Pixels[..48], grid.Pixels[48..96]); // the second tile's first row
        using var scope = TensorScope.Open();
        using var file = SafeTensorsFile.Open(At("t.safetensors"));
        Assert.Equal([3L, 3, 16, 16], file.Entry("image").Shape.ToArray());
        Assert.Equal(expected.SelectMany(one => one.Values), file.Read("image").ToFloats());
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg, "proj00.jpg", "proj01.jpg")]
    [InlineData(PictureFormat.WebP, "proj00.webp", "proj01.webp")]
    public void Latents_are_named_as_projections_and_formats_by_their_ending(PictureFormat format, string first, string second)
    {
        using var renderer = Some.Renderer(channels: 1);
        RenderRequest[] args = [new() { Latent = new(LatentSpace.Z, Some.Numbers(24)) }, new() { Latent = new(LatentSpace.Z, Some.Numbers(24, 4)) }];
        Assert.Equal([first, second], PictureExport.Write(renderer, args, new() { Outdir = At("out"), Format = format }));
        Assert.Equal(16, PictureReader.Decode(At($"out/{second}")).Width);
    }

    [Fact]
    public void A_stop_leaves_whole_pictures_and_the_old_numbers()
    {
        using var renderer = Some.Renderer();
        var options = new ExportOptions { Outdir = At("out"), TensorPath = At("t.safetensors") };
        PictureExport.Write(renderer, Some.Requests(1), options with { Outdir = null });
        var before = File.ReadAllBytes(At("t.safetensors"));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => PictureExport.Write(renderer, s_three, options, done => { if (done == 2) stop.Cancel(); }, stop.Token));
        Assert.Equal(["seed0003.png", "seed0085.png"], Directory.EnumerateFileSystemEntries(At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.EnumerateFiles(At("out")), file => Assert.Equal(16, PictureReader.Decode(file).Width));
        Assert.Equal(before, File.ReadAllBytes(At("t.safetensors")));
        Assert.Equal(["out", "t.safetensors"], Directory.EnumerateFileSystemEntries(At("")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_network_is_never_replaced_by_numbers()
    {
        using var renderer = Some.Renderer();
        using (var generator = Some.Generator())
            NetworkFile.Write(At("net.safetensors"), generator, null, new TrainingRecord());
        File.WriteAllText(At("notes.txt"), "mine");
        foreach (var path in new[] { At("net.safetensors"), At("notes.txt") })
            Assert.Contains("not replaced", Assert.Throws<LatentException>(() => PictureExport.Write(renderer, s_three, new() { TensorPath = path })).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("notes.txt")));
        NetworkFile.Read(At("net.safetensors")).Dispose();
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_before_anything_is_made()
    {
        using var renderer = Some.Renderer();
        Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, s_three, new()));
        Assert.Contains("needs a seed or a latent", Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, [], new() { Outdir = At("out") })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, s_three, new() { TensorPath = At("t"), Grid = true }));
        Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, [.. s_three, s_three[0] with { Class = 1 }], new() { Outdir = At("out") }));
        var many = Enumerable.Repeat(s_three[0], 3_000_000).ToList();
        Assert.Contains("leave out the grid", Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, many, new() { Outdir = At("out"), Grid = true })).Message, StringComparison.Ordinal);
        File.WriteAllText(At("file"), "");
        Assert.Contains("is a file", Assert.Throws<ArgumentException>(() => PictureExport.Write(renderer, s_three, new() { Outdir = At("file") })).Message, StringComparison.Ordinal);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(At("")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_the_error_that_one_hears_of()
    {
        using var renderer = Some.Renderer();
        Directory.CreateDirectory(At("out/seed0003.png"));
        var error = Assert.Throws<PictureException>(() => PictureExport.Write(renderer, s_three, new() { Outdir = At("out") }));
        Assert.Contains("seed0003.png", error.Message, StringComparison.Ordinal);
    }
}
