using Imago.Imaging;
using Imago.Studio.Tests.Keeps;
using Imago.Studio.Tests.Training;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

public sealed class HomeTests(Chromium chromium, Portraits portraits) : StudioTest(chromium), IClassFixture<Portraits>
{
    [Fact]
    public async Task An_empty_workspace_shows_the_way_alone()
    {
        var page = await OpenAsync("/");
        await Expect(page.Locator(".way > li")).ToHaveCountAsync(4);
        await Expect(page.Locator(".recent")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_the_artist_was_last_at_is_one_screen_of_links_each_with_its_picture()
    {
        KeptPictures.Three(InWorkspace(""), portraits.Renderer);
        for (var run = 0; run < 4; run++)
            SomeRun.Make(InWorkspace("runs"), SomeRun.Options, SomeRun.PortraitStats(32), SomeRun.PortraitMetrics(32), run);
        Directory.CreateDirectory(InWorkspace("films/frames"));
        PictureWriter.Save(InWorkspace("films/frames/0001.png"), new Picture(8, 8, 3, new byte[192]));
        Directory.CreateDirectory(InWorkspace("datasets/faces/00000"));
        PictureWriter.Save(InWorkspace("datasets/faces/00000/img00000000.png"), new Picture(8, 8, 3, new byte[192]));
        // What was worked at last comes first, whatever its number.
        Directory.SetLastWriteTimeUtc(Directory.GetDirectories(InWorkspace("runs")).Order().First(), DateTime.UtcNow.AddMinutes(1));
        foreach (var (width, height, scheme) in new[] { (390, 844, ColorScheme.Dark), (1280, 900, ColorScheme.Light), (2560, 900, ColorScheme.Dark) })
        {
            var page = await OpenAsync("/", width, scheme: scheme);
            await Expect(page.Locator(".recent-runs h3 a").First).ToHaveTextAsync("00000-faces-auto");
            await Expect(page.Locator(".recent-runs li:visible")).ToHaveCountAsync(width < 600 ? 2 : 3);
            await Expect(page.Locator(".recent-made li:visible")).ToHaveCountAsync(4);
            await Expect(page.Locator(".recent-sets a")).ToHaveTextAsync("faces");
            await page.WaitForFunctionAsync("() => { const all = [...document.querySelectorAll('.recent img')].filter(one => one.offsetParent); return all.length > 6 && all.every(one => one.complete && one.naturalWidth > 0); }");
            var recent = await page.Locator(".recent").BoundingBoxAsync();
            Assert.True(recent!.Y + recent.Height <= height, $"at {width} pixels it ends at {recent.Y + recent.Height}");
            Assert.Empty(await SeriousViolationsAsync(page));
        }
        Assert.Empty(ConsoleErrors);

        var home = await OpenAsync("/");
        // The whole card is the link, its picture too: it lies over it.
        await home.Locator(".recent-runs img").First.ClickAsync(new() { Force = true });
        await home.ArriveAsync("**/training/00000-faces-auto");
        await home.GotoAsync("/");
        await AliveAsync(home);
        await home.GetByRole(AriaRole.Link, new() { Name = "Berta" }).PressAsync("Enter");
        await Expect(home.GetByRole(AriaRole.Dialog, new() { Name = "Berta" })).ToBeVisibleAsync();
    }
}
