using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Projection;
using Imago.Networks.Formats;

namespace Imago.Latent.Tests.Projection;

public sealed class ProjectionExportTests : LeakCheck
{
    private readonly ColourDistance _distance = new();

    [Fact]
    public void The_latent_that_is_written_shows_the_picture_that_is_written()
    {
        using var renderer = Some.Renderer();
        var target = renderer.Render(Some.Request(7)).ToPicture();
        var made = ProjectionExport.Write(renderer, target, _distance, new() { Outdir = At("out"), Search = new() { Steps = 30 } });
        Assert.Equal(["proj.png", "projected_w.safetensors", "target.png"], Names());
        Assert.Equal(["target.png", "proj.png", "projected_w.safetensors"], made.Files);
        var picture = PictureReader.Decode(At("out/proj.png"));
        var latent = Assert.Single(LatentFile.Read(At("out/projected_w.safetensors"), renderer.Generator));
        Assert.Equal(picture.Pixels, renderer.Render(new RenderRequest { Latent = latent }).ToPicture().Pixels);
        Assert.Equal(target.Pixels, PictureReader.Decode(At("out/target.png")).Pixels);
        Assert.Equal(TargetPicture.Psnr(picture, target), made.Psnr);
        Assert.Null(made.TunedPsnr);
    }

    [Fact]
    public void A_tuned_copy_is_a_network_file_with_a_parent_whose_latent_shows_its_picture()
    {
        using var renderer = Some.Renderer();
        var target = new Picture(16, 16, 3, [.. Enumerable.Range(0, 768).Select(static i => (byte)(i / 3))]);
        var made = ProjectionExport.Write(renderer, target, _distance, new()
        {
            Outdir = At("out"), Parent = "net.safetensors", Search = new() { Steps = 20, NoiseMaps = NoiseMaps.Optimise }, Tuning = new() { Steps = 20, LearningRate = 3e-3 },
        });
        Assert.Equal(["proj.png", "projected_w.safetensors", "target.png", "tuned.png", "tuned.safetensors", "tuned_w.safetensors"], Names());
        Assert.Equal(20, made.TunedSteps);
        using var tuned = new Renderer(NetworkFile.Read(At("out/tuned.safetensors")));
        Assert.Equal("net.safetensors", tuned.Training.Parent);
        var latent = Assert.Single(LatentFile.Read(At("out/tuned_w.safetensors"), tuned.Generator));
        var picture = tuned.Render(new RenderRequest { Latent = latent }).ToPicture();
        Assert.Equal(PictureReader.Decode(At("out/tuned.png")).Pixels, picture.Pixels);
        Assert.Equal(TargetPicture.Psnr(picture, target), made.TunedPsnr);

        // proj.png is the network's as it is, and its latent belongs to it alone.
        var own = Assert.Single(LatentFile.Read(At("out/projected_w.safetensors"), renderer.Generator));
        Assert.Equal(PictureReader.Decode(At("out/proj.png")).Pixels, renderer.Render(new RenderRequest { Latent = own }).ToPicture().Pixels);
        Assert.Throws<LatentException>(() => LatentFile.Read(At("out/projected_w.safetensors"), tuned.Generator));
    }

    [Fact]
    public void A_film_has_the_target_beside_every_step()
    {
        using var renderer = Some.Renderer();
        var target = renderer.Render(Some.Request(7)).ToPicture();
        var made = ProjectionExport.Write(renderer, target, _distance, new() { Outdir = At("out"), Search = new() { Steps = 6 }, Tuning = new() { Steps = 3 }, Film = At("frames") });
        Assert.Equal(At("frames"), made.Film);
        var frames = Directory.GetFiles(At("frames"), "frame*.png").Order(StringComparer.Ordinal).Select(static path => PictureReader.Decode(path)).ToList();
        Assert.Equal(9, frames.Count);
        Assert.All(frames, frame => Assert.Equal(target.Pixels, PictureGrid.Cut(frame, 16, 16)[0].Pixels));
        Assert.NotEqual(frames[0].Pixels, frames[5].Pixels);
    }

    [Fact]
    public void A_stop_writes_all_that_was_found()
    {
        using var renderer = Some.Renderer();
        using var stop = new CancellationTokenSource();
        var target = renderer.Render(Some.Request(7)).ToPicture();
        var made = ProjectionExport.Write(
            renderer, target, _distance, new() { Outdir = At("out"), Search = new() { Steps = 100 }, Tuning = new() { Steps = 3 }, Film = At("out/film.webp") },
            searched: step =>
            {
                if (step == 5)
                    stop.Cancel();
            },
            cancel: stop.Token);
        Assert.Equal((5, 0), (made.Found.Steps, made.TunedSteps));
        Assert.Equal(["film.webp", "proj.png", "projected_w.safetensors", "target.png"], Names());
    }

    [Fact]
    public void A_folder_that_is_a_file_and_a_film_of_no_kind_are_refused()
    {
        using var renderer = Some.Renderer();
        var target = renderer.Render(Some.Request(7)).ToPicture();
        File.WriteAllText(At("out"), "");
        Assert.Contains("is a file", Assert.Throws<ArgumentException>(() => ProjectionExport.Write(renderer, target, _distance, new() { Outdir = At("out") })).Message, StringComparison.Ordinal);
        Assert.Throws<FilmException>(() => ProjectionExport.Write(renderer, target, _distance, new() { Outdir = At("other"), Film = At("film.txt") }));
        Assert.Empty(Directory.GetFiles(At("other")));
    }

    private IEnumerable<string> Names() => Directory.GetFiles(At("out")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
