using Imago.Latent;
using Imago.Studio.Tests.Keeps;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class FilmTests(Chromium chromium, Portraits portraits) : StudioTest(chromium), IClassFixture<Portraits>
{
    private static readonly LocatorAssertionsToBeVisibleOptions s_made = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_film_through_two_kept_pictures_is_made_and_plays_and_the_command_line_could_make_it_again()
    {
        KeptPictures.Three(InWorkspace(""), portraits.Renderer);
        var page = await OpenAsync("/keeps");
        await page.GetByLabel("in a film Berta").CheckAsync();
        await page.GetByLabel("in a film Anna").CheckAsync();
        await page.GetByText("Name, length, way and kind").ClickAsync();
        await page.GetByLabel("Seconds").FillAsync("1.5");
        await page.GetByLabel("Frames a second").FillAsync("10");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("From B to A");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the film" }).ClickAsync();
        var film = page.Locator(".film", new() { HasText = "From B to A.mp4" });
        await Assertions.Expect(film).ToBeVisibleAsync(s_made);
        Assert.Equal(1.5, await film.Locator("video").EvaluateAsync<double>(
            "async video => { while (!(video.duration > 0)) await new Promise(next => setTimeout(next, 50)); await video.play(); while (!(video.currentTime > 0.3)) await new Promise(next => setTimeout(next, 50)); return video.duration; }"), 0.11);
        await Assertions.Expect(film).ToContainTextAsync("1.5 s");
        var points = LatentFile.Read(InWorkspace("films/From B to A.safetensors"), portraits.Renderer.Generator);
        Assert.Equal([2L, 1L], points.Select(static point => point.Seed!.Value));
        Assert.Equal(portraits.Renderer.ToW(new RenderRequest { Latent = LatentCode.OfSeed(2, 512), TruncationPsi = 0.7 }).Values, points[0].Values);
        Assert.Empty(await SeriousViolationsAsync(page));
        await film.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(film).ToHaveCountAsync(0);
        Assert.Empty(Directory.EnumerateFiles(InWorkspace("films")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(film).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_film_through_seeds_may_be_a_folder_of_pictures_and_is_downloaded_as_one_file()
    {
        var page = await OpenAsync("/films");
        await page.GetByLabel("Seeds").FillAsync("3-");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the film" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("3-");
        await page.GetByLabel("Seeds").FillAsync("3-4");
        await page.GetByLabel("Seconds").FillAsync("0.5");
        await page.GetByLabel("Frames a second").FillAsync("6");
        await page.GetByLabel("Kind of file").SelectOptionAsync("");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("../frames");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the film" }).ClickAsync();
        var film = page.Locator(".film", new() { HasText = "3 pictures" });
        await Assertions.Expect(film).ToBeVisibleAsync(s_made);
        Assert.Equal(3, Directory.EnumerateFiles(InWorkspace("films/frames"), "*.png").Count());
        var zip = await page.RunAndWaitForDownloadAsync(() => film.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("frames.zip", zip.SuggestedFilename);
        using var archive = await System.IO.Compression.ZipFile.OpenReadAsync(await zip.PathAsync());
        Assert.Equal(3, archive.Entries.Count);
    }

    [Fact]
    public async Task What_stands_in_the_way_of_a_return_is_said_and_Undo_stays_until_it_is_done()
    {
        Directory.CreateDirectory(InWorkspace("films"));
        await File.WriteAllTextAsync(InWorkspace("films/a.webm"), "one");
        var page = await OpenAsync("/films");
        var undo = page.GetByRole(AriaRole.Button, new() { Name = "Undo" });
        await page.Locator(".film").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("a.webm was removed");
        await File.WriteAllTextAsync(InWorkspace("films/a.webm"), "two");
        await undo.ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("a.webm is the name of something else by now: rename that first.");
        File.Move(InWorkspace("films/a.webm"), InWorkspace("films/b.webm"));
        await undo.ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToHaveTextAsync("It is back.");
        await Assertions.Expect(undo).ToHaveCountAsync(0);
        Assert.Equal(("one", "two"), (await File.ReadAllTextAsync(InWorkspace("films/a.webm")), await File.ReadAllTextAsync(InWorkspace("films/b.webm"))));
    }

    [Fact]
    public async Task Films_of_others_are_shown_and_served_in_parts_and_nothing_else_of_the_folder_is()
    {
        Directory.CreateDirectory(InWorkspace("films"));
        await File.WriteAllBytesAsync(InWorkspace("films/a.webm"), [.. Enumerable.Range(0, 100).Select(static i => (byte)i)]);
        await File.WriteAllTextAsync(InWorkspace("films/notes.txt"), "notes");
        await File.WriteAllTextAsync(InWorkspace("secret.mp4"), "secret");
        using var client = new HttpClient { BaseAddress = new Uri(Studio.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/films/a.webm/file");
        request.Headers.Range = new(10, 12);
        using var part = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal([10, 11, 12], await part.Content.ReadAsByteArrayAsync());
        foreach (var address in (string[])["/films/notes.txt/file", "/films/..%2Fsecret.mp4/file", "/films/none.mp4/file", "/keeps/..%2Fsecret/picture", "/networks/file?key=networks/../secret.mp4", "/projections/..%2F..%2Fx/photo"])
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address, UriKind.Relative))).StatusCode);
    }
}
