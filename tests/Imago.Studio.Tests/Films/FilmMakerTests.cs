using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;
using Imago.Studio.Films;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Tests.Keeps;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests.Films;

public sealed class FilmMakerTests : IClassFixture<Portraits>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Portraits _portraits;
    private readonly KeepShelf _shelf;
    private readonly Jobs _jobs;
    private readonly FilmMaker _maker;

    public FilmMakerTests(Portraits portraits)
    {
        _portraits = portraits;
        _shelf = KeptPictures.Three(_folder.At("work"), portraits.Renderer);
        var options = Some.Options(_folder.At("work")) with { Imago = ["sleep"] }; // ends at once: these are no numbers
        var workspace = new Workspace(options.Workspace);
        _jobs = new Jobs(workspace, new ImagoProgram(options));
        _maker = new FilmMaker(workspace, _jobs, new NetworkShelf(workspace, options));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_of_two_networks_are_no_film()
    {
        var other = Path.Combine(Some.Repository, "tests/Imago.Reference.Tests/Fixtures/rosinality_training_16.pt");
        Directory.CreateDirectory(_folder.At("work/networks"));
        File.Copy(other, _folder.At("work/networks/other.pt"));
        using var renderer = new Renderer(NetworkFile.Read(other, NetworkParts.Generator));
        var request = new RenderRequest { Latent = LatentCode.OfSeed(1, renderer.Options.ZDim) };
        var keep = _shelf.Add("Otto", [], request.Latent, renderer.Generator, request, renderer.Render(request).ToPicture(), "networks/other.pt", "");
        Refused("Anna and Otto are pictures of different networks", _shelf.Find("Anna"), keep);
        // And where the file under that name was replaced:
        Refused("is another one than when Otto was kept", keep with { Network = "bundled" }, keep);
    }

    [Fact]
    public void A_picture_without_a_latent_and_a_single_one_are_no_film()
    {
        PictureWriter.Save(_folder.At("work/keeps/mine.png"), new Picture(4, 4, 3, new byte[48]));
        Refused("needs two", _shelf.Find("Anna"));
        Refused("Nothing says of which network mine is", _shelf.Find("mine"), _shelf.Find("mine"));
        File.Delete(_shelf.Find("Berta").LatentFile!);
        Refused("Berta has no latent", _shelf.Find("Anna"), _shelf.Find("Berta"));
        Refused("is not there any more", _shelf.Find("Anna") with { Network = "networks/gone.safetensors" }, _shelf.Find("Carl - Söhne"));
    }

    [Theory]
    [InlineData(0.1, 30, "spline", ".mp4", "0.1 seconds")]
    [InlineData(double.NaN, 30, "spline", ".mp4", "NaN seconds")]
    [InlineData(5, 0, "spline", ".mp4", "0 frames")]
    [InlineData(5, 30, "--help", ".mp4", "no way and kind")]
    [InlineData(5, 30, "spline", "/../../x", "no way and kind")]
    public void A_plan_that_cannot_be_is_refused_before_anything_begins(double seconds, int fps, string way, string kind, string says)
    {
        var plan = new FilmPlan { Seconds = seconds, FramesPerSecond = fps, Interpolation = way, Kind = kind };
        Assert.Contains(says, Assert.Throws<StudioException>(() => _maker.OfSeeds(NetworkShelf.BundledKey, "1-3", 0.7, plan)).Message, StringComparison.Ordinal);
        Assert.Empty(_jobs.All());
    }

    [Fact]
    public void Films_of_one_name_do_not_take_each_others_place()
    {
        Directory.CreateDirectory(_folder.At("work/films"));
        File.WriteAllText(_folder.At("work/films/wide.mp4"), "a film");
        var job = _maker.OfSeeds(NetworkShelf.BundledKey, "1,5-6", 0.5, new FilmPlan { Name = "wide", Loop = false });
        Assert.Equal(
            ["walk", "--network", Some.BundledNetwork, "--seeds", "1,5,6", "--trunc", "0.5", "--output", "films/wide-2.mp4", "--seconds", "10", "--fps", "30", "--interpolation", "spline", "--json"],
            job.Request.Arguments);
    }

    private void Refused(string says, params Keep[] keeps)
    {
        Assert.Contains(says, Assert.Throws<StudioException>(() => _maker.OfKeeps(keeps, new FilmPlan())).Message, StringComparison.Ordinal);
        Assert.Empty(_jobs.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("work/films")));
    }
}
