using System.Diagnostics;
using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Ablation;
using Imago.Latent.Films;
using Imago.Latent.Music;
using Imago.Latent.Walks;
using Imago.Networks.Formats;

namespace Imago.Latent.Tests.Examples;

/// <summary>The examples of docs/library.md on pictures and films.</summary>
public sealed class FilmExamples : ExampleTest
{
    [Fact]
    public void A_picture()
    {
        // example
        using var renderer = new Renderer(NetworkFile.Read("network.safetensors", NetworkParts.Generator));
        var face = new RenderRequest { Latent = LatentCode.OfSeed(85, renderer.Options.ZDim), TruncationPsi = 0.7 };
        PictureWriter.Save("seed0085.png", renderer.Render(face).ToPicture());
        // end
        Assert.Equal(16, PictureReader.Decode("seed0085.png").Width);
    }

    [Fact]
    public void Edits_of_layers()
    {
        using var renderer = Opened();
        var face = new RenderRequest { Latent = LatentCode.OfSeed(85, renderer.Options.ZDim), TruncationPsi = 0.7 };
        // example
        var layer = renderer.Generator.Synthesis.Layers.Last(one => one.Resolution == 8);
        var factors = Enumerable.Repeat(1f, layer.Units).ToArray();
        factors[5] = 0; // silent: nothing downstream sees its value, its bias or its noise
        factors[9] = 3;
        var changed = renderer.Render(face with { Edits = [new UnitGains(layer.Name, factors)] });
        // end
        Assert.NotEqual(renderer.Render(face).Values, changed.Values);
    }

    [Fact]
    public void Latents_in_files()
    {
        using var renderer = Opened();
        // example
        var seeds = Seeds.Parse("1,5,7-9").Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim));
        var inW = seeds.Select(latent => renderer.ToW(new() { Latent = latent, TruncationPsi = 0.7 })).ToList();
        LatentFile.Write("favourites.safetensors", inW, renderer.Generator);
        var favourites = LatentFile.Read("favourites.safetensors", renderer.Generator); // refused with another network
        // end
        Assert.Equal(["seed 1", "seed 5", "seed 7", "seed 8", "seed 9"], favourites.Select(one => one.Name));
    }

    [Fact]
    public void A_walk()
    {
        using var renderer = Opened();
        // example
        var keyframes = Seeds.Parse("0-3").Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim)).ToList();
        var walk = Walk.Of(renderer, keyframes, new() { Kind = WalkKind.Spline, Loop = true, Seconds = 2, FramesPerSecond = 24 });
        FilmExport.Write(renderer, walk, "walk.mp4", new() { Side = 128 });
        // end
        Assert.True(new FileInfo("walk.mp4").Length > 1000);
    }

    [Fact]
    public void A_walk_to_music()
    {
        using var renderer = Opened();
        var keyframes = Seeds.Parse("0-3").Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim)).ToList();
        using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=90:duration=3:beep_factor=4", "song.wav"])!)
            ffmpeg.WaitForExit();
        // example
        var options = new WalkOptions { Seconds = 2, FramesPerSecond = 24 };
        var frames = Film.FramesOf(options.Seconds, options.FramesPerSecond);
        var heard = MusicAnalysis.Of(Sound.Decode("song.wav", 22_050), 22_050, options.FramesPerSecond, frames);
        var reactions = Reaction.Parse("speed=loudness,coarse=low:0.4,all=onsets:0.3", renderer.Options);
        var dance = Walk.Of(renderer, keyframes, options with { Music = new(heard, reactions) });
        FilmExport.Write(renderer, dance, "dance.mp4", new() { Side = 128, Sound = new FilmSound("song.wav") });
        // end
        Assert.True(new FileInfo("dance.mp4").Length > 1000);
    }

    [Fact]
    public void A_film_of_ones_own()
    {
        using var renderer = Opened();
        // example
        // A film is a function from the number of a frame to pictures. Here, the truncation breathes.
        var face = LatentCode.OfSeed(85, renderer.Options.ZDim);
        var breath = new Film(Frames: 48, FramesPerSecond: 24, frame => [new RenderRequest { Latent = face, TruncationPsi = 0.7 + (0.3 * Math.Sin(2 * Math.PI * frame / 48)) }]);
        FilmExport.Write(renderer, breath, "breath.webp");
        // end
        Assert.True(new FileInfo("breath.webp").Length > 1000);
    }

    [Fact]
    public void A_death()
    {
        using var renderer = Opened();
        // example
        LatentCode[] faces = [LatentCode.OfSeed(85, renderer.Options.ZDim)];
        var death = NetworkAblation.Of(renderer, faces, new() { Seconds = 2, FramesPerSecond = 24, Curve = DyingCurve.Exponential, Map = true });
        FilmExport.Write(renderer, death.Film, "darkness.mp4", new() { Side = 256 });
        death.Timeline.Write("darkness.json");

        // Any frame again, from the timeline alone.
        var told = NetworkAblation.Of(renderer, AblationTimeline.Read("darkness.json"));
        var frame30 = renderer.Render(told.Film.Cells(30)).Single().ToPicture();
        // end
        Assert.Equal(16, frame30.Width);
        Assert.True(new FileInfo("darkness.mp4").Length > 1000);
    }

    [Fact]
    public void A_table_of_mixtures()
    {
        using var renderer = Opened();
        // example
        LatentCode[] Codes(string seeds) => [.. Seeds.Parse(seeds).Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim))];
        var rows = Codes("16-18");
        var table = StyleTable.Of(renderer, rows, Codes("1,5"), StyleLayers.Parse("coarse", renderer.Options), new() { Latent = rows[0], TruncationPsi = 0.7 });
        PictureWriter.Save("table.png", table.Compose([.. renderer.Render(table.Mixtures()).Select(one => one.ToPicture())]));
        FilmExport.Write(renderer, table.Film(seconds: 2, framesPerSecond: 24, loop: true), "table.webp");
        // end
        Assert.Equal(12 + (3 * 16), PictureReader.Decode("table.png").Width);
    }
}
