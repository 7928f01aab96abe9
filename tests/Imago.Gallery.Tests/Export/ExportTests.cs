using System.Text.RegularExpressions;
using Imago.Gallery.Export;
using Imago.Gallery.Tests.Support;
using Imago.Imaging;
using Imago.Tests;

namespace Imago.Gallery.Tests.Export;

[Collection(WithPages.Name)]
public sealed partial class ExportTests(OpenExhibition exhibition, Chromium chromium) : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Every_link_of_an_exported_gallery_resolves_and_no_picture_is_larger_than_its_small_copy()
    {
        var site = await GalleryExport.WriteAsync(exhibition.Folder, _temp.At("site"), "https://example.org/art");
        var files = Directory.GetFiles(site.Folder, "*", SearchOption.AllDirectories);
        Assert.Equal(files.Length, site.Files);
        Assert.True(site.Pages > 5 * (1 + 2 + 3 + 30), $"{site.Pages}");
        var holes = from file in files.Where(static file => file.EndsWith(".html", StringComparison.Ordinal) || file.EndsWith(".css", StringComparison.Ordinal))
                    from link in Links(File.ReadAllText(file))
                    where !link.StartsWith("data:", StringComparison.Ordinal) && !link.StartsWith("https://example.org/art", StringComparison.Ordinal) && !link.StartsWith('#')
                    let goal = Path.GetFullPath(link.Split('#')[0], Path.GetDirectoryName(file)!)
                    where !File.Exists(goal) || !goal.StartsWith(site.Folder, StringComparison.Ordinal)
                    select $"{file}: {link}";
        Assert.Empty(holes.Take(5));
        foreach (var picture in files.Where(static file => Path.GetExtension(file) is ".jpg" or ".webp" or ".avif" && !file.Contains("/cards/", StringComparison.Ordinal)))
            Assert.InRange(PictureReader.Probe(picture).Width, 1, 512);
        Assert.All(files.Where(static file => file.EndsWith(".html", StringComparison.Ordinal)).Select(File.ReadAllText), static page =>
        {
            Assert.DoesNotContain("/take", page, StringComparison.Ordinal);
            Assert.DoesNotContain("127.0.0.1", page, StringComparison.Ordinal);
        });
        Assert.True(File.Exists(Path.Combine(site.Folder, "sitemap/rooms/people.xml")));
        Assert.Contains("https://example.org/art/cards/1.jpg", await File.ReadAllTextAsync(Path.Combine(site.Folder, "en/pictures/1/index.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(site.Folder, "cards/1.jpg")));
    }

    [Fact]
    public async Task An_exported_gallery_opens_from_a_disk()
    {
        var site = await GalleryExport.WriteAsync(exhibition.Folder, _temp.At("site"));
        Assert.Equal(site.Files, Directory.GetFiles(site.Folder, "*", SearchOption.AllDirectories).Length);
        await using var context = await chromium.PersonAsync("http://127.0.0.1");
        var page = await context.NewPageAsync();
        var failed = new List<string>();
        page.RequestFailed += (_, request) => failed.Add(request.Url);
        await page.GotoAsync($"file://{site.Folder}/index.html");
        await page.ClickAsync("h2 a >> nth=0");
        await page.ClickAsync(".map a >> nth=0");
        await page.ClickAsync(".wall a >> nth=1");
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[1]}/index.html");
        Assert.True(await page.Locator(".stage img:not(.hint)").EvaluateAsync<bool>("one => one.decode().then(() => one.naturalWidth > 300)"));
        Assert.True(await page.EvaluateAsync<bool>("document.fonts.ready.then(() => document.fonts.check('20px \"EB Garamond\"'))"));
        await page.Keyboard.PressAsync("ArrowRight"); // the script runs there too
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[2]}/index.html");
        await page.Keyboard.PressAsync("Escape");
        await page.ArriveAsync("**/people/beauty/index.html**");
        Assert.Empty(failed);
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_left_alone_and_a_wrong_address_refused()
    {
        Directory.CreateDirectory(_temp.At("site"));
        await File.WriteAllTextAsync(_temp.At("site/mine.txt"), "mine");
        var refused = await Assert.ThrowsAsync<GalleryException>(() => GalleryExport.WriteAsync(exhibition.Folder, _temp.At("site")));
        Assert.Contains("expected a new or an empty folder", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_temp.At("site/mine.txt")));
        await Assert.ThrowsAsync<GalleryException>(() => GalleryExport.WriteAsync(exhibition.Folder, _temp.At("other"), "ftp://x"));
        await Assert.ThrowsAsync<GalleryException>(() => GalleryExport.WriteAsync(_temp.At("nothing"), _temp.At("other")));
        Assert.Equal(["site"], Directory.GetFileSystemEntries(_temp.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_export_that_is_stopped_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GalleryExport.WriteAsync(exhibition.Folder, _temp.At("site"), progress: (done, _) => { if (done > 40) stop.Cancel(); }, cancel: stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_temp.Path));
    }

    public void Dispose() => _temp.Dispose();

    private static IEnumerable<string> Links(string text) => Attributes().Matches(text).SelectMany(static match => match.Groups["set"].Success
        ? match.Groups["set"].Value.Split(", ").Select(static one => one.Split(' ')[0])
        : [match.Groups["one"].Value]);

    [GeneratedRegex("\\s(?:href|src|poster)=\"(?<one>[^\"]+)\"|\\ssrcset=\"(?<set>[^\"]+)\"|url\\([\"']?(?<one>[^\"')]+)[\"']?\\)")]
    private static partial Regex Attributes();
}
