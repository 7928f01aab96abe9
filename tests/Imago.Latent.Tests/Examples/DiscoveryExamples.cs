using Imago.Imaging;
using Imago.Latent.Bending;
using Imago.Latent.Directions;
using Imago.Latent.Dreams;
using Imago.Latent.Films;
using Imago.Latent.Projection;
using Imago.Networks.Formats;

namespace Imago.Latent.Tests.Examples;

/// <summary>The examples of docs/library.md on what is found in a network, and done to it.</summary>
public sealed class DiscoveryExamples : ExampleTest
{
    [Fact]
    public void A_projection()
    {
        using var renderer = Opened();
        PictureWriter.Save("photo.jpg", renderer.Render(Some.Request(4)).ToPicture());
        // example
        var photo = TargetPicture.Load("photo.jpg", renderer.Options);
        using var projector = new Projector(renderer);
        using var distance = new ColourDistance();
        var found = projector.Find(photo, distance, new() { Steps = 60 });
        LatentFile.Write("photo.safetensors", [found.Latent], renderer.Generator);
        var psnr = TargetPicture.Psnr(photo, renderer.Render(new RenderRequest { Latent = found.Latent }).ToPicture());
        // end
        Assert.InRange(psnr, 10, 100);
    }

    [Fact]
    public void Directions()
    {
        using var renderer = Opened();
        // example
        var directions = PrincipalComponents.Find(renderer.Generator, new() { Count = 5, Samples = 20_000 }).Named(1, "dress");
        DirectionFile.Write("directions.safetensors", directions);
        var face = DirectionMove.Origin(renderer, new() { Latent = LatentCode.OfSeed(85, renderer.Options.ZDim), TruncationPsi = 0.7 });
        var move = new DirectionMove(directions, [new(directions.Find("dress"), 1)], StyleLayers.Parse("coarse", renderer.Options));
        var dressed = renderer.Render(move.Of(face, strength: 2)); // two standard deviations
        // end
        Assert.NotEqual(renderer.Render(face).Values, dressed.Values);
    }

    [Fact]
    public void A_bent_network()
    {
        using var renderer = Opened();
        // example
        LatentCode[] faces = [LatentCode.OfSeed(85, renderer.Options.ZDim)];
        var bending = NetworkBending.Of(renderer, [Bend.Parse("8-16/40%: rotate 20"), Bend.Parse("16: scale 1.5")]);
        var bent = renderer.Render(new RenderRequest { Latent = faces[0], Edits = bending.At(1) });
        FilmExport.Write(renderer, bending.Film(faces, new() { Seconds = 2, FramesPerSecond = 24, Loop = true }), "bend.webp");
        // end
        Assert.NotEqual(renderer.Render(new RenderRequest { Latent = faces[0] }).Values, bent.Values);
        Assert.True(new FileInfo("bend.webp").Length > 1000);
    }

    [Fact]
    public void A_dream()
    {
        using (var painted = Opened())
            PictureWriter.Save("photo.jpg", painted.Render(Some.Request(4)).ToPicture());
        // example
        using var network = NetworkFile.Read("network.safetensors");
        using var dreamer = new Dreamer(network.Discriminator!, new() { Goals = [new("b8")] });
        PictureWriter.Save("dream.png", dreamer.Dream(PictureResizer.Load("photo.jpg", 96)));
        DreamFilm.Write(dreamer, dreamer.Noise(96, 96), "fall.webp", new() { Frames = 12 });
        // end
        Assert.Equal(96, PictureReader.Decode("dream.png").Width);
        Assert.True(new FileInfo("fall.webp").Length > 1000);
    }
}
