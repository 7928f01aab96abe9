using Imago.Imaging;
using Imago.Studio.Keeps;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests;

public sealed class PreviewFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;
    private readonly PreviewFolder _previews;

    public PreviewFolderTests()
    {
        _workspace = new Workspace(_folder.At("work"));
        _previews = new PreviewFolder(_workspace);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Previews_of_what_is_gone_or_was_written_anew_are_tidied_and_the_others_stay()
    {
        var small = new SmallPictures(_previews);
        var (stays, anew, gone, outside, outsideGone) = (Picture("work/keeps/stays.png"), Picture("work/films/frames/anew.png"), Picture("work/keeps/gone.png"), Picture("elsewhere/stays.png"), Picture("elsewhere/gone.png"));
        string[] kept = [small.Of(stays), small.WholeOf(stays), small.Of(outside)], old = [small.Of(anew), small.Of(gone), small.Of(outsideGone), _folder.At("work/.studio/previews/network-0123.jpg")];
        File.WriteAllText(old[^1], "of an older studio");
        _previews.Tidy();
        Assert.True(Array.TrueForAll((string[])[.. kept, .. old[..^1]], File.Exists));
        Assert.False(File.Exists(old[^1]));

        File.Delete(gone);
        File.Delete(outsideGone);
        Picture("work/films/frames/anew.png", width: 50);
        var renewed = small.Of(anew);
        _previews.Tidy();
        Assert.Equal(kept.Append(renewed).Order(StringComparer.Ordinal), Directory.EnumerateFiles(_workspace.Previews, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(Path.GetDirectoryName(old[1])));
        Assert.Equal((40, 40), (PictureReader.Probe(kept[0]).Width, PictureReader.Probe(kept[0]).Height));
        Assert.Equal(480, PictureReader.Probe(kept[1]).Width);
    }

    [Fact]
    public void What_is_just_being_written_stays_and_what_was_left_over_goes()
    {
        var (young, old) = (Path.Combine(_workspace.Previews, ".imago-1.tmp"), Path.Combine(_workspace.Previews, ".imago-2.tmp"));
        File.WriteAllText(young, "");
        File.WriteAllText(old, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        _previews.Tidy();
        Assert.Equal((true, false), (File.Exists(young), File.Exists(old)));
    }

    [Fact]
    public async Task The_studio_tidies_when_it_is_opened()
    {
        var gone = Picture("work/keeps/gone.png");
        var preview = new SmallPictures(_previews).Of(gone);
        File.Delete(gone);
        await using var studio = await StudioHost.StartAsync(Some.Options(_workspace.Path));
        for (var tries = 0; File.Exists(preview); tries++)
        {
            Assert.True(tries < 200, "after ten seconds the preview is still there");
            await Task.Delay(50);
        }
    }

    private string Picture(string name, int width = 40)
    {
        var path = _folder.At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureWriter.Save(path, new Picture(width, 40, 3, new byte[width * 40 * 3]));
        return path;
    }
}
