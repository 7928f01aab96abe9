using System.Text.Json;
using Imago.Gallery.Tests.Support;
using Imago.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Gallery.Tests.Ballots;

[Collection(WithChromium.Name)]
public class BrowserTests(Chromium chromium)
{
    [Fact]
    public async Task A_list_is_made_and_ordered_by_buttons_and_axe_finds_nothing_before_and_after_the_draw()
    {
        await using var gallery = await VisitedGallery.MakeAsync(side: 256);
        await Balloted.AnnounceAsync(gallery);
        using var signed = new Person(gallery.Host);
        var form = await signed.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        foreach (var work in (int[])[1, 3])
            await signed.SendAsync(form, "/wishes", ("what", "add"), ("work", $"{work}"));
        await using var phone = await PersonAsync(390, ColorScheme.Light);
        await using var desk = await PersonAsync(1024, ColorScheme.Dark);
        var page = await phone.NewPageAsync();
        await page.GotoAsync("/en/pictures/2");
        await page.GetByRole(AriaRole.Link, new() { Name = "Wish for this picture" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Wish for this picture" }).ClickAsync();
        await Expect(page.GetByText("It is on your list.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move no. 2 up" }).ClickAsync();
        await Expect(page.Locator(".wishes li")).ToContainTextAsync(["no. 1", "no. 2", "no. 3"], new() { IgnoreCase = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove no. 3" }).ClickAsync();
        await Expect(page.Locator(".wishes li")).ToHaveCountAsync(2);
        await LookAsync("open", "/en", "/de/pictures/3", "/pt/pictures/3/take", "/en/wishes", "/zh/ballot");
        await Balloted.CloseAsync(gallery.Database);
        await Balloted.DrawnAsync(gallery.Database);
        await LookAsync("drawn", "/de/mine", "/ru/ballot");

        async Task<IBrowserContext> PersonAsync(int width, ColorScheme scheme)
        {
            var person = await chromium.PersonAsync(gallery.Host.Address, width, scheme: scheme, script: true);
            await person.AddCookiesAsync([new() { Name = "imago", Value = signed.Cookies.GetAllCookies()["imago"]!.Value, Url = gallery.Host.Address }]);
            return person;
        }

        async Task LookAsync(string when, params string[] paths)
        {
            foreach (var (person, width) in new[] { (phone, 390), (desk, 1024) })
            {
                var shown = await person.NewPageAsync();
                foreach (var path in paths)
                {
                    await shown.GotoAsync(path);
                    var found = await Axe.FindAsync(shown);
                    Assert.True(found.Count == 0, $"{path} at {width}: {string.Join('\n', found)}");
                    Assert.True(await shown.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}");
                    if (Environment.GetEnvironmentVariable("IMAGO_SCREENSHOTS") is { Length: > 0 } folder)
                        await shown.ScreenshotAsync(new() { Path = Path.Combine(folder, $"ballot-{when}{path.Replace('/', '-')}-{width}.png"), FullPage = true });
                }
            }
        }
    }
}
