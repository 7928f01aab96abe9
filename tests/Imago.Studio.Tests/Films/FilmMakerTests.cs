using Imago.Imaging;
using Imago.Latent;
using Imago.Latent.Bending;
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

    [Fact]
    public void A_name_is_not_free_while_a_command_that_is_running_makes_a_film_of_it()
    {
        var options = Some.Options(_folder.At("work")) with { Imago = ["sh", "-c", "sleep 60"] };
        var workspace = new Workspace(options.Workspace);
        var jobs = new Jobs(workspace, new ImagoProgram(options));
        var maker = new FilmMaker(workspace, jobs, new NetworkShelf(workspace, options));
        var first = maker.OfSeeds(NetworkShelf.BundledKey, "1-2", 0.5, new FilmPlan { Name = "wide" });
        for (var tries = 0; tries < 200 && jobs.Find(first.Id).Pid is null; tries++)
            Thread.Sleep(50);
        var second = maker.OfSeeds(NetworkShelf.BundledKey, "1-2", 0.5, new FilmPlan { Name = "wide" });
        for (var tries = 0; tries < 200 && jobs.Find(second.Id).Pid is null; tries++)
            Thread.Sleep(50);
        jobs.All().ToList().ForEach(Jobs.Stop);
        Assert.Equal(("films/wide.mp4", "films/wide-2.mp4"), (Output(first), Output(second)));
    }

    [Fact]
    public void A_film_of_kept_pictures_has_the_layers_and_the_noise_with_which_they_were_kept()
    {
        var (off, dead) = ("at=1&noise=random&noise-seed=5&units=b8.conv1/3:0,b8.conv1/4:0,b16.conv0/all:0.5", "at=1&noise=random&noise-seed=5&units=b8.conv1/3:0&death=by-layer:0:0.01");
        var (one, two, other, plain) = (Edited("one", off), Edited("two", off), Edited("other", dead), _shelf.Find("Anna"));
        var job = _maker.OfKeeps([one, two], new FilmPlan { Name = "off" });
        Assert.Equal("films/off.yaml", job.Request.Arguments[job.Request.Arguments.ToList().IndexOf("--config") + 1]);
        Assert.Contains("--noise-mode random --noise-seed 5", string.Join(' ', job.Request.Arguments), StringComparison.Ordinal);
        Assert.Equal(["b8.conv1/3: scale 0", "b8.conv1/4: scale 0", "b16.conv0: scale 0.5"], BendFile.Read(_folder.At("work/films/off.yaml")).To.Select(static bend => bend.ToString()));
        _maker.OfKeeps([other, other], new FilmPlan { Name = "dead" });
        Assert.Equal(["b8.conv1/3: scale 0", $"b4.conv1/0-{Dying(0.01) - 1}: scale 0"], BendFile.Read(_folder.At("work/films/dead.yaml")).To.Select(static bend => bend.ToString()));
        Assert.Contains("one and other were kept with different layers", Assert.Throws<StudioException>(() => _maker.OfKeeps([one, other], new FilmPlan())).Message, StringComparison.Ordinal);
        Assert.Contains("Anna and one were kept with different layers", Assert.Throws<StudioException>(() => _maker.OfKeeps([plain, one], new FilmPlan())).Message, StringComparison.Ordinal);
        Assert.Contains("nothing says which", Assert.Throws<StudioException>(() => _maker.OfKeeps([one with { View = "" }, one], new FilmPlan())).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--config", _maker.OfKeeps([plain, _shelf.Find("Berta")], new FilmPlan()).Request.Arguments);
    }

    [Fact]
    public void All_that_belongs_to_a_film_goes_with_it_and_comes_back()
    {
        var (films, workspace) = (_folder.At("work/films"), new Workspace(_folder.At("work")));
        var shelf = new FilmShelf(workspace, new Trash(workspace));
        string[] death = ["death.json", "death.mp4", "death.safetensors", "death.yaml"], two = ["v1.5.webm", "v1.safetensors"];
        foreach (var name in (string[])[.. death, .. two])
            File.WriteAllText(Path.Combine(films, name), name);
        Directory.CreateDirectory(Path.Combine(films, "v1.5"));
        File.WriteAllText(Path.Combine(films, "v1.5/frame000000.png"), "a frame");
        string[] Left() => [.. Directory.EnumerateFileSystemEntries(films).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        var removed = shelf.Remove("death.mp4");
        Assert.Equal(["v1.5", .. two], Left());
        shelf.Undo(removed);
        shelf.Remove("v1.5");
        Assert.Equal([.. death, .. two], Left());
    }

    private int Dying(double share) => (int)Math.Round(_portraits.Renderer.Generator.Synthesis.Layers.Sum(static layer => layer.Units) * share);

    private Keep Edited(string name, string view)
    {
        var renderer = _portraits.Renderer;
        var request = new RenderRequest { Latent = LatentCode.OfSeed(1, renderer.Options.ZDim), Edits = [UnitGains.Of("b8.conv1", renderer.Generator.Synthesis.Layers.First(static one => one.Name == "b8.conv1").Units, [3], 0)] };
        return _shelf.Add(name, [], request.Latent, renderer.Generator, request, renderer.Render(request).ToPicture(), NetworkShelf.BundledKey, view);
    }

    private static string Output(Job job) => job.Request.Arguments[job.Request.Arguments.ToList().IndexOf("--output") + 1];

    private void Refused(string says, params Keep[] keeps)
    {
        Assert.Contains(says, Assert.Throws<StudioException>(() => _maker.OfKeeps(keeps, new FilmPlan())).Message, StringComparison.Ordinal);
        Assert.Empty(_jobs.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("work/films")));
    }
}
