using System.Net;
using Imago.Networks.Formats;
using Imago.Studio.Keeps;
using Imago.Studio.Tests.Keeps;
using Imago.Studio.Workspaces;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class NetworkTests(Chromium chromium, Portraits portraits) : StudioTest(chromium), IClassFixture<Portraits>
{
    private static readonly LocatorAssertionsToBeVisibleOptions s_done = new() { Timeout = 60_000 };

    private static string Foreign(string name) => Path.Combine(Some.Repository, "tests/Imago.Reference.Tests/Fixtures", name);

    [Fact]
    public async Task A_foreign_network_is_sent_converted_looked_into_renamed_and_removed()
    {
        var page = await OpenAsync("/networks");
        await page.GetByLabel("A file").SetInputFilesAsync(Foreign("rosinality_training_16.pt"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        var card = page.Locator(".network", new() { HasText = "rosinality_training_16" });
        await Assertions.Expect(card.Locator("img.sheet")).ToBeVisibleAsync(s_done);
        await Assertions.Expect(card).ToContainTextAsync("16 × 16");
        Assert.Equal(64, await card.Locator("img.sheet").EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
        await Assertions.Expect(page.Locator(".network", new() { HasText = "portraits" }).Locator("img.sheet")).ToBeVisibleAsync(s_done);
        Assert.Equal(16, NetworkFile.Describe(InWorkspace("networks/rosinality_training_16.safetensors")).Generator!.ImgResolution);
        await Assertions.Expect(card.GetByRole(AriaRole.Link, new() { Name = "Explore" })).ToHaveAttributeAsync("href", "/explore?network=networks%2Frosinality_training_16.safetensors");
        Assert.Empty(await SeriousViolationsAsync(page));
        await card.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await page.GetByLabel("New name").FillAsync("../mine");
        await card.Locator("form").GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        var mine = page.Locator(".network", new() { HasText = "mine" });
        await Assertions.Expect(mine.Locator("img.sheet")).ToBeVisibleAsync(s_done);
        Assert.True(File.Exists(InWorkspace("networks/mine.safetensors")));
        await mine.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(mine).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(mine).ToBeVisibleAsync();
        Assert.Empty(Directory.EnumerateDirectories(InWorkspace(".studio/imports")));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_file_that_would_run_something_is_refused_in_the_commands_words_and_runs_nothing()
    {
        var page = await OpenAsync("/networks");
        await page.GetByLabel("A file").SetInputFilesAsync(Foreign("hostile_os_system.pkl"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".job .says")).ToContainTextAsync("nothing was executed", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".job .state")).ToHaveTextAsync("failed");
        Assert.Empty(Directory.EnumerateFiles(InWorkspace("networks")));
        await page.GetByLabel("A file").SetInputFilesAsync(new FilePayload { Name = "holiday.txt", MimeType = "text/plain", Buffer = [1] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".said.bad")).ToContainTextAsync("holiday.txt is no network file");
        await page.GetByLabel("An address").FillAsync("http://127.0.0.1/x.pkl");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fetch" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad").First).ToContainTextAsync("begins with https://");
    }

    [Fact]
    public async Task A_damaged_file_among_the_networks_says_what_is_wrong_with_it()
    {
        Directory.CreateDirectory(InWorkspace("networks"));
        await File.WriteAllBytesAsync(InWorkspace("networks/half.safetensors"), (await File.ReadAllBytesAsync(Some.BundledNetwork))[..100_000]);
        var page = await OpenAsync("/networks");
        await Assertions.Expect(page.Locator(".network", new() { HasText = "half" }).Locator(".notice.bad")).ToContainTextAsync("half.safetensors", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".network", new() { HasText = "half" }).GetByRole(AriaRole.Link, new() { Name = "Explore" })).ToHaveCountAsync(0);
    }

    [Fact]
    public void Kept_pictures_know_the_new_name_of_their_network()
    {
        Directory.CreateDirectory(InWorkspace("networks"));
        File.Copy(Some.BundledNetwork, InWorkspace("networks/old.safetensors"));
        var shelf = KeptPictures.Three(InWorkspace(""), portraits.Renderer);
        var (workspace, key) = (new Workspace(InWorkspace("")), "networks/old.safetensors");
        var request = new Latent.RenderRequest { Latent = Latent.LatentCode.OfSeed(9, 512) };
        shelf.Add("Dora", [], request.Latent, portraits.Renderer.Generator, request, portraits.Renderer.Render(request).ToPicture(), key, $"network={Uri.EscapeDataString(key)}&seed=9");
        var own = new Studio.Networks.OwnNetworks(workspace, new Studio.Networks.NetworkShelf(workspace, Options()), shelf, new Trash(workspace));
        Assert.Equal("networks/new.safetensors", own.Rename(key, "new"));
        Assert.Equal(("networks/new.safetensors", "network=networks%2Fnew.safetensors&seed=9"), (shelf.Find("Dora").Network, shelf.Find("Dora").View));
        Assert.Equal("bundled", shelf.Find("Anna").Network);
        Assert.Contains("not in networks/", Assert.Throws<StudioException>(() => own.Remove("bundled")).Message, StringComparison.Ordinal);
        Assert.Throws<StudioException>(() => own.Remove("networks/../secret"));
    }

    [Fact]
    public async Task Files_are_taken_from_our_own_pages_alone_and_half_ones_leave_nothing()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Studio.Address) };
        using var body = new ByteArrayContent([1, 2, 3]);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PutAsync(new Uri("/networks/import/x.pkl", UriKind.Relative), body)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PutAsync(new Uri("/projections/photo/x.png", UriKind.Relative), body)).StatusCode);
        using (var half = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(Studio.Address).Port))
        {
            await half.GetStream().WriteAsync("PUT /networks/import/x.pkl HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Imago: 1\r\nContent-Length: 1000000\r\n\r\nhalf"u8.ToArray());
            for (var tries = 0; tries < 100 && Directory.EnumerateDirectories(InWorkspace(".studio/imports")).FirstOrDefault() is null; tries++)
                await Task.Delay(50);
            Assert.Single(Directory.EnumerateDirectories(InWorkspace(".studio/imports")));
        }
        for (var tries = 0; tries < 100 && Directory.EnumerateDirectories(InWorkspace(".studio/imports")).FirstOrDefault() is not null; tries++)
            await Task.Delay(50);
        Assert.Empty(Directory.EnumerateDirectories(InWorkspace(".studio/imports")));
        Assert.Empty(Directory.EnumerateDirectories(InWorkspace(".studio/jobs")));
    }
}
