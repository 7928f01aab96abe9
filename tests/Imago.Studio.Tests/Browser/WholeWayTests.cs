using Imago.Imaging;
using Imago.Studio.Tests.Datasets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

/// <summary>The way of somebody who opens the studio for the first time.</summary>
public sealed class WholeWayTests(Chromium chromium) : StudioTest(chromium)
{
    [Fact]
    public async Task From_sixty_pictures_to_a_trained_network_to_a_kept_picture_in_full_size()
    {
        // Pictures
        var page = await OpenAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Enter" }).First.ClickAsync();
        await page.Locator("input[name=folder]").SetInputFilesAsync(SomePictures.Folder(At("faces"), 60));
        await page.ArriveAsync("**/datasets/pictures/faces");
        await page.GetByLabel("Resolution").SelectOptionAsync("32");
        await page.GetByLabel("Name of the data set").FillAsync("my faces");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pack 60 pictures" }).ClickAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at it" }).ClickAsync(new() { Timeout = 60_000 });

        // Training
        await page.GetByRole(AriaRole.Link, new() { Name = "Train with it" }).ClickAsync(new() { Timeout = 30_000 });
        await page.ArriveAsync("**/training/new?data=*");
        await Expect(page.GetByLabel("Data set", new() { Exact = true })).ToHaveValueAsync("datasets/my faces.zip");
        await TrainingTests.ChooseSmallAsync(page);
        await page.GetByLabel("Length", new() { Exact = true }).FillAsync("0.4");
        await page.GetByLabel("Length", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin training" }).ClickAsync(new() { Timeout = 60_000 });
        await page.ArriveAsync("**/training/00000-*", 60_000);
        await Expect(page.Locator(".run-title .state")).ToHaveTextAsync("finished", new() { Timeout = 120_000 });

        // Exploring
        await page.GetByRole(AriaRole.Link, new() { Name = "Explore" }).Last.ClickAsync();
        await page.ArriveAsync("**/explore?network=runs*");
        await Expect(page.Locator("#centre")).ToHaveJSPropertyAsync("naturalWidth", 32);
        await page.GetByRole(AriaRole.Button, new() { Name = "Somewhere else" }).ClickAsync();
        await page.Locator("#keep-name").FillAsync("the first of many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Open it as a point")).ToBeVisibleAsync();

        // Kept
        await page.GetByRole(AriaRole.Link, new() { Name = "Kept", Exact = true }).ClickAsync();
        await page.Locator(".pearl", new() { HasText = "the first of many" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { NameRegex = new("PNG") }).ClickAsync());
        var picture = PictureReader.Decode(await download.PathAsync());
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        Assert.Empty(ConsoleErrors);
    }
}
