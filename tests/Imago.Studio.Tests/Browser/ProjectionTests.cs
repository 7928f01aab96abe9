using System.Text.RegularExpressions;
using Imago.Imaging;
using Imago.Latent;
using Imago.Studio.Tests.Keeps;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class ProjectionTests(Chromium chromium, Portraits portraits) : StudioTest(chromium), IClassFixture<Portraits>
{
    private static readonly LocatorAssertionsToBeVisibleOptions s_done = new() { Timeout = 90_000 };

    [Fact]
    public async Task A_photograph_is_sent_found_kept_and_explored_from()
    {
        var page = await OpenAsync("/projections");
        await SendAsync(page);
        await Assertions.Expect(page.Locator(".projection-new img")).ToBeVisibleAsync();
        await page.GetByLabel("Steps").FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin to look" }).ClickAsync();
        var found = page.Locator(".projection", new() { HasText = "me at the sea" });
        await Assertions.Expect(found.GetByText("PSNR")).ToBeVisibleAsync(s_done);
        Assert.Equal(2, await found.Locator("img").EvaluateAllAsync<int>("async images => { for (const image of images) await image.decode(); return images.filter(image => image.naturalWidth === 128).length; }"));
        Assert.Empty(await SeriousViolationsAsync(page));
        await found.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Assertions.Expect(found.GetByRole(AriaRole.Link, new() { Name = "Explore from here" })).ToHaveAttributeAsync("href", "/explore?network=bundled&at=keep%3Ame%20at%20the%20sea");
        var folder = Directory.EnumerateDirectories(InWorkspace(".studio/projections")).Single();
        Assert.Equal(LatentFile.Read(Path.Combine(folder, "found/projected_w.safetensors"), portraits.Renderer.Generator)[0].Values,
            LatentFile.Read(InWorkspace("keeps/me at the sea.safetensors"), portraits.Renderer.Generator)[0].Values);
        Assert.Equal(PictureReader.Decode(Path.Combine(folder, "found/proj.png")).Pixels, PictureReader.Decode(InWorkspace("keeps/me at the sea.png")).Pixels);
        await found.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(found).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(found.GetByText("PSNR")).ToBeVisibleAsync();
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_search_that_was_stopped_or_has_failed_says_so_and_can_be_begun_again()
    {
        Directory.CreateDirectory(InWorkspace("networks"));
        await File.WriteAllTextAsync(InWorkspace("networks/broken.safetensors"), "not a network");
        var page = await OpenAsync("/projections");
        await SendAsync(page);
        await page.GetByLabel("Network").SelectOptionAsync("broken");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin to look" }).ClickAsync();
        var one = page.Locator(".projection", new() { HasText = "me at the sea" });
        await Assertions.Expect(one.GetByText("failed")).ToBeVisibleAsync(s_done);
        await Assertions.Expect(one.Locator(".says")).ToContainTextAsync("broken.safetensors");
        await one.GetByRole(AriaRole.Link, new() { Name = "Begin again" }).ClickAsync();
        await page.GetByLabel("Network").SelectOptionAsync("portraits");
        await page.GetByLabel("Steps").FillAsync("9000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin to look" }).ClickAsync();
        await Assertions.Expect(one.Locator(".says")).ToContainTextAsync(new Regex("Looking|Projecting"), new() { Timeout = 60_000 });
        await one.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(one.GetByText("stopped", new() { Exact = true })).ToBeVisibleAsync(s_done);
        await Assertions.Expect(one.GetByRole(AriaRole.Link, new() { Name = "Begin again" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_no_photograph_is_refused_before_anything_begins()
    {
        var page = await OpenAsync("/projections");
        await page.GetByLabel("Your photograph").SetInputFilesAsync(new FilePayload { Name = "half.jpg", MimeType = "image/jpeg", Buffer = [0xff, 0xd8, 0xff, 0xe0, 0, 16] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".said.bad")).ToContainTextAsync("half.jpg");
        Assert.Empty(Directory.EnumerateFileSystemEntries(InWorkspace(".studio/projections")));
    }

    private async Task SendAsync(IPage page)
    {
        var picture = portraits.Renderer.Render(new RenderRequest { Latent = LatentCode.OfSeed(12, 512), TruncationPsi = 0.6 }).ToPicture();
        await page.GetByLabel("Your photograph").SetInputFilesAsync(new FilePayload { Name = "me at the sea.png", MimeType = "image/png", Buffer = PictureWriter.Encode(picture, PictureFormat.Png) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }
}
