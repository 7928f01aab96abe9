using Imago.Studio.Datasets;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests.Datasets;

public sealed class DatasetTrashTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;
    private readonly DatasetTrash _trash;
    private readonly DatasetShelf _shelf;

    public DatasetTrashTests()
    {
        _workspace = new Workspace(_folder.Path);
        var inspections = new Inspections(_workspace, new Jobs(_workspace, new ImagoProgram(Some.Options(_workspace.Path))));
        (_trash, _shelf) = (new DatasetTrash(_workspace, new Trash(_workspace), new UploadStore(_workspace, new UploadLimits()), inspections), new DatasetShelf(_workspace));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_removed_comes_back_as_it_was()
    {
        File.WriteAllText(_folder.At("datasets/faces.zip"), "one");
        _trash.Put(_shelf.Find("faces.zip"));
        Assert.Empty(_shelf.All());
        var entry = Assert.Single(_trash.All());
        Assert.Equal(("faces.zip", true, 3), (entry.Name, entry.IsDataset, entry.Bytes));
        _trash.Restore(entry.Id);
        Assert.Equal("one", File.ReadAllText(_folder.At("datasets/faces.zip")));
        Assert.Empty(_trash.All());
    }

    [Fact]
    public void What_comes_back_never_replaces_what_got_its_name_meanwhile()
    {
        File.WriteAllText(_folder.At("datasets/faces.zip"), "one");
        _trash.Put(_shelf.Find("faces.zip"));
        File.WriteAllText(_folder.At("datasets/faces.zip"), "two");
        _trash.Restore(_trash.All()[0].Id);
        Assert.Equal("two", File.ReadAllText(_folder.At("datasets/faces.zip")));
        Assert.Equal("one", File.ReadAllText(_folder.At("datasets/faces-2.zip")));
    }

    [Fact]
    public void Of_two_that_were_removed_in_one_moment_the_one_that_is_named_comes_back()
    {
        File.WriteAllText(_folder.At("datasets/faces.zip"), "one");
        File.WriteAllText(_folder.At("datasets/hands.zip"), "two");
        var faces = _trash.Put(_shelf.Find("faces.zip"));
        var hands = _trash.Put(_shelf.Find("hands.zip"));
        _trash.Restore(faces);
        Assert.Equal("faces.zip", Assert.Single(_shelf.All()).Name);
        Assert.Equal(hands, Assert.Single(_trash.All()).Id);
    }

    [Fact]
    public void Pictures_go_with_all_their_files_and_are_gone_when_the_trash_is_emptied()
    {
        var intake = Intake.Of(_workspace, "v1.5 photos");
        Directory.CreateDirectory(Path.Combine(intake.Pictures, "summer"));
        File.WriteAllText(Path.Combine(intake.Pictures, "summer/a.png"), "picture");
        _trash.Put(intake);
        _trash.Restore(_trash.All()[0].Id);
        Assert.Equal("v1.5 photos", Assert.Single(Intake.All(_workspace)).Name);
        _trash.Put(intake);
        Assert.Equal(7, Assert.Single(_trash.All()).Bytes);
        _trash.Empty();
        Assert.Empty(_trash.All());
        Assert.False(Directory.Exists(intake.Folder));
    }

    [Fact]
    public void What_other_rooms_have_put_away_stays_there()
    {
        var others = new Trash(_workspace);
        File.WriteAllText(_folder.At("keeps/anna.png"), "a picture");
        var removed = others.Put(_folder.At("keeps/anna.png"));
        Assert.Empty(_trash.All());
        _trash.Empty();
        others.Restore(removed);
        Assert.Equal("a picture", File.ReadAllText(_folder.At("keeps/anna.png")));
    }

    [Fact]
    public void A_name_that_leads_elsewhere_finds_no_data_set()
    {
        File.WriteAllText(_folder.At("secret.zip"), "x");
        Assert.Throws<StudioException>(() => _shelf.Find("../secret.zip"));
        Assert.Throws<StudioException>(() => _shelf.Find("faces.zip"));
        Assert.Throws<StudioException>(() => _trash.Restore("../../datasets"));
    }

    [Fact]
    public async Task A_broken_zip_is_shown_with_its_sentence()
    {
        await File.WriteAllTextAsync(_folder.At("datasets/broken.zip"), "no zip");
        var facts = await _shelf.FactsAsync(_shelf.Find("broken.zip"));
        Assert.Contains("is no zip, or a damaged one", facts.Problem, StringComparison.Ordinal);
    }
}
