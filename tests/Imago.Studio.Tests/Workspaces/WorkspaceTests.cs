using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    public WorkspaceTests() => _workspace = new Workspace(_folder.At("work"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_workspace_is_made_with_its_folders_and_opened_again_as_it_is()
    {
        File.WriteAllText(Path.Combine(_workspace.Datasets, "a.zip"), "a");
        var again = new Workspace(_folder.At("work"));
        Assert.Equal(["datasets", "films", "keeps", "networks", "runs"], Directory.EnumerateDirectories(again.Path).Select(Path.GetFileName).Where(static name => name![0] != '.').Order());
        Assert.True(File.Exists(Path.Combine(again.Datasets, "a.zip")));
    }

    [Fact]
    public void A_workspace_that_is_a_file_is_refused_in_one_sentence()
    {
        File.WriteAllText(_folder.At("file"), "");
        Assert.Contains("--workspace", Assert.Throws<StudioException>(() => new Workspace(_folder.At("file"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("00000-faces/network-000010.safetensors")]
    [InlineData("a..b")]
    [InlineData("up/../a.zip")]
    public void What_lies_inside_is_found(string relative) =>
        Assert.Equal(Path.GetFullPath(Path.Combine(_workspace.Runs, relative)), Workspace.Inside(_workspace.Runs, relative));

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("../datasets/a.zip")]
    [InlineData("../runs-of-another/a")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../x")]
    [InlineData("link/passwd")]
    [InlineData("link")]
    public void What_leads_out_is_refused(string relative)
    {
        Directory.CreateSymbolicLink(Path.Combine(_workspace.Runs, "link"), "/etc");
        Assert.Contains("inside", Assert.Throws<StudioException>(() => Workspace.Inside(_workspace.Runs, relative)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Father's photographs", "Father-s photographs")]
    [InlineData("  ../../etc/passwd ", "etc-passwd")]
    [InlineData("São Paulo 1974", "São Paulo 1974")]
    [InlineData("父亲的照片", "父亲的照片")]
    [InlineData(".hidden", "hidden")]
    [InlineData("a/b\\c\0d\ne", "a-b-c-d-e")]
    public void A_chosen_name_becomes_a_file_name(string chosen, string expected) => Assert.Equal(expected, Workspace.FileName(chosen));

    [Fact]
    public void A_long_name_is_cut_and_does_not_end_where_a_word_was_parted() =>
        Assert.Equal(("the sea", "the sea - at night"), (Workspace.FileName("the sea - at night", longest: 9), Workspace.FileName("the sea - at night")));

    [Theory]
    [InlineData("")]
    [InlineData(" . ")]
    [InlineData("///")]
    public void A_name_without_a_letter_is_refused(string chosen) => Assert.Throws<StudioException>(() => Workspace.FileName(chosen));

    [Fact]
    public void A_free_name_is_the_first_that_nothing_has()
    {
        File.WriteAllText(Path.Combine(_workspace.Datasets, "a.zip"), "");
        Assert.Equal(Path.Combine(_workspace.Datasets, "b.zip"), Workspace.Free(_workspace.Datasets, "b", ".zip"));
        Assert.Equal(Path.Combine(_workspace.Datasets, "a-2.zip"), Workspace.Free(_workspace.Datasets, "a", ".zip"));
    }

    [Fact]
    public async Task A_change_is_told_whoever_made_it()
    {
        using var watcher = new WorkspaceWatcher(_workspace);
        var told = new SemaphoreSlim(0);
        watcher.Changed += () => told.Release();
        Directory.CreateDirectory(Path.Combine(_workspace.Runs, "00000-new"));
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(3)));
        File.WriteAllText(Path.Combine(_workspace.Runs, "00000-new", "stats.jsonl"), "{}");
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(3)));
    }
}
