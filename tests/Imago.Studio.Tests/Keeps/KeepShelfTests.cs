using Imago.Imaging;
using Imago.Latent;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests.Keeps;

public sealed class KeepShelfTests : IClassFixture<Portraits>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;
    private readonly KeepShelf _shelf;
    private readonly Renderer _renderer;

    public KeepShelfTests(Portraits portraits)
    {
        _renderer = portraits.Renderer;
        _workspace = new Workspace(_folder.At("work"));
        _shelf = new KeepShelf(_workspace, new Trash(_workspace));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_kept_picture_is_found_again_whole_and_the_command_lines_file_gives_the_same_latent()
    {
        var kept = Keep("Frau im Grün", seed: 7, tags: ["grün", " Grün ", "", "alt"]);
        var found = Assert.Single(_shelf.All());
        Assert.Equal(("Frau im Grün", "Frau im Grün", 7L, 0.7), (found.Key, found.Name, found.Seed, found.Truncation));
        Assert.Equal(["grün", "alt"], found.Tags);
        Assert.Equal(kept.Kept, found.Kept);
        Assert.Equal("/explore?network=bundled&seed=7", found.Explore);
        Assert.Equal(_renderer.Fingerprint, found.Fingerprint);
        var expected = LatentCode.OfSeed(7, 512).Values;
        Assert.Equal(expected, _shelf.Latent(found.Key, _renderer.Generator).Values);
        Assert.Equal(expected, LatentFile.Read(found.LatentFile!, _renderer.Generator)[0].Values);
        Assert.Equal(128, PictureReader.Decode(found.Picture).Width);
        Assert.Equal(["Frau im Grün.json", "Frau im Grün.png", "Frau im Grün.safetensors"], Files());
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number_even_by_a_part_that_was_left_over()
    {
        File.WriteAllText(_folder.At("work/keeps/one-2.json"), "{}");
        Assert.Equal("one", Keep("one").Key);
        Assert.Equal("one-3", Keep("one").Key);
        Assert.Equal("{}", File.ReadAllText(_folder.At("work/keeps/one-2.json")));
    }

    [Fact]
    public void Whatever_is_missing_because_the_power_went_no_half_keep_is_shown()
    {
        var keep = Keep("one");
        var order = Directory.EnumerateFiles(_workspace.Keeps).OrderBy(File.GetLastWriteTimeUtc).Select(Path.GetExtension).ToList();
        Assert.Equal([".safetensors", ".json", ".png"], order);
        File.Delete(keep.Picture);
        File.WriteAllText(_folder.At("work/keeps/.imago-1.tmp.png"), "half");
        Assert.Empty(_shelf.All());
        Assert.Throws<StudioException>(() => _shelf.Find("one"));
    }

    [Fact]
    public void A_picture_that_was_put_there_by_hand_is_shown_and_says_that_it_has_no_latent()
    {
        PictureWriter.Save(_folder.At("work/keeps/mine.png"), new Picture(4, 4, 3, new byte[48]));
        File.WriteAllText(_folder.At("work/keeps/mine.json"), "[not json");
        var mine = Assert.Single(_shelf.All());
        Assert.Equal(("mine", null, null), (mine.Name, mine.LatentFile, mine.Explore));
        Assert.Contains("has no latent", Assert.Throws<StudioException>(() => _shelf.Latent("mine", _renderer.Generator)).Message, StringComparison.Ordinal);
        Assert.Equal("Mine", _shelf.Rename("mine", "Mine", ["x"]).Name);
    }

    [Fact]
    public void Another_name_and_other_tags_are_kept_and_the_files_stay_where_they_are()
    {
        var keep = Keep("one");
        var renamed = _shelf.Rename(keep.Key, "Zwei / 二", ["new"]);
        Assert.Equal(("one", "Zwei / 二"), (renamed.Key, renamed.Name));
        Assert.Equal(["new"], _shelf.Find("one").Tags);
        Assert.Equal(keep.Fingerprint, renamed.Fingerprint);
    }

    [Fact]
    public void A_note_is_read_again_only_where_it_was_written_anew()
    {
        var key = Keep("one").Key;
        var note = _folder.At($"work/keeps/{key}.json");
        Assert.Equal("one", Assert.Single(_shelf.All()).Name);
        // As long and as old as before: nobody looks into it.
        var written = File.GetLastWriteTimeUtc(note);
        File.WriteAllText(note, File.ReadAllText(note).Replace("\"one\"", "\"two\"", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(note, written);
        Assert.Equal("one", Assert.Single(_shelf.All()).Name);
        File.SetLastWriteTimeUtc(note, written.AddSeconds(1));
        Assert.Equal("two", Assert.Single(_shelf.All()).Name);
        Assert.Equal("three", _shelf.Rename(key, "three", []).Name);
        File.Delete(note);
        Assert.Equal(key, Assert.Single(_shelf.All()).Name);
    }

    [Fact]
    public void What_is_removed_lies_in_the_trash_and_comes_back_unless_its_name_was_taken()
    {
        Keep("one");
        var removed = _shelf.Remove("one");
        Assert.Empty(_shelf.All());
        Assert.Empty(Files());
        Keep("one");
        Assert.Contains("name of something else", Assert.Throws<StudioException>(() => _shelf.Undo(removed)).Message, StringComparison.Ordinal);
        _shelf.Remove("one");
        _shelf.Undo(removed);
        Assert.Equal("one", Assert.Single(_shelf.All()).Name);
        Assert.NotNull(_shelf.Find("one").LatentFile);
        Assert.Contains("not in the trash", Assert.Throws<StudioException>(() => _shelf.Undo(removed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData(".hidden", "hidden")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("$(rm -rf ~)", "rm -rf")]
    public void A_hostile_name_becomes_a_plain_file_in_keeps(string name, string key)
    {
        Assert.Equal(key, Keep(name).Key);
        Assert.Equal([$"{key}.json", $"{key}.png", $"{key}.safetensors"], Files());
    }

    [Fact]
    public void A_name_of_eighty_chinese_characters_fits_and_one_of_none_is_refused()
    {
        Assert.Equal(60, Keep(new string('画', 90)).Key.Length);
        Assert.Throws<StudioException>(() => Keep("///"));
        Assert.Single(_shelf.All());
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret")]
    public void A_key_that_leads_out_of_keeps_is_refused(string key)
    {
        File.WriteAllText(_folder.At("work/secret.png"), "secret");
        Assert.Throws<StudioException>(() => _shelf.Find(key));
        Assert.Throws<StudioException>(() => _shelf.Latent(key, _renderer.Generator));
        Assert.Throws<StudioException>(() => _shelf.Remove(key));
        Assert.Throws<StudioException>(() => _shelf.Rename(key, "x", []));
        Assert.Throws<StudioException>(() => _shelf.Undo("../keeps"));
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_workspace.Keeps).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private Keep Keep(string name, long seed = 1, IReadOnlyList<string>? tags = null)
    {
        var request = new RenderRequest { Latent = LatentCode.OfSeed(seed, 512), TruncationPsi = 0.7 };
        return _shelf.Add(name, tags ?? [], request.Latent, _renderer.Generator, request, _renderer.Render(request).ToPicture(), NetworkShelf.BundledKey, $"?network=bundled&seed={seed}");
    }
}
