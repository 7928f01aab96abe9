using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Learning;

/// <summary>A wall that is looked at in a real Chromium.</summary>
[Collection(WithPages.Name)]
public class BrowserTests(OpenExhibition exhibition, Chromium chromium)
{
    private const string Visible = "[...document.querySelectorAll('.wall > li')].filter(one => { const box = one.getBoundingClientRect(); return Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) > box.height / 2; }).map(one => +one.id.slice(1))";

    [Fact]
    public async Task A_wall_that_is_looked_at_leaves_the_pictures_in_view_and_the_one_opened_and_nothing_in_the_browser()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address, 390);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/en/rooms/people/beauty");
        var seen = await page.EvaluateAsync<int[]>(Visible);
        Assert.InRange(seen.Length, 4, 23);
        await page.WaitForTimeoutAsync(1500);
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)"); // past the rest in less than a second
        await page.WaitForTimeoutAsync(300);
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ClickAsync($"#p{seen[3]} a");
        await page.ArriveAsync("**/pictures/*");
        // Other tests look at this wall too; a page on which this one was opened is this one.
        var rows = await RowsAsync(seen[3]);
        Assert.Equal(seen.Order(), rows.Select(static row => row.WorkNumber).Order());
        Assert.Equal(seen[3], Assert.Single(rows, static row => row.Deed == Deed.Opened).WorkNumber);
        Assert.All(rows, row => Assert.Equal(exhibition.FullWall[row.Position], row.WorkNumber));
        Assert.Empty(await context.CookiesAsync());
        Assert.Equal("left,opened", await page.EvaluateAsync<string>("[...Object.keys(sessionStorage), ...Object.keys(localStorage)].sort().join()")); // where she was, for Back: as before

        // A picture that she opens after coming back is one more of the same page, or of a new one where the browser loads it anew.
        await page.GoBackAsync();
        await page.ClickAsync($"#p{seen[0]} a");
        await page.ArriveAsync("**/pictures/*");
        await RowsAsync(seen[0]);
    }

    [Fact]
    public async Task Who_does_not_want_to_be_followed_leaves_nothing()
    {
        foreach (var (wish, value) in new[] { ("doNotTrack", "'1'"), ("globalPrivacyControl", "true"), ("doNotTrack", "null") })
        {
            await using var context = await chromium.PersonAsync(exhibition.Gallery.Address, 390);
            var page = await context.NewPageAsync();
            await page.AddInitScriptAsync($"Object.defineProperty(Navigator.prototype, '{wish}', {{ get: () => {value} }}); window.beacons = 0; navigator.sendBeacon = () => ++window.beacons;");
            await page.GotoAsync("/en/rooms/people/beauty");
            await page.WaitForTimeoutAsync(1300);
            await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");
            Assert.Equal(value == "null" ? 1 : 0, await page.EvaluateAsync<int>("window.beacons")); // who wishes nothing tells
        }
    }

    // The views of a page on which a work was opened, once they are there.
    private async Task<List<View>> RowsAsync(int opened)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(50))
        {
            await using var data = exhibition.Gallery.Services.GetRequiredService<GalleryDatabase>().Context();
            if (await data.Views.Where(row => row.WorkNumber == opened && row.Deed == Deed.Opened).Select(static row => (long?)row.Session).FirstOrDefaultAsync() is { } session)
                return await data.Views.AsNoTracking().Where(row => row.Session == session).ToListAsync();
            Assert.True(DateTime.UtcNow < until, $"nobody has opened {opened} within 20 seconds");
        }
    }
}
