using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Learning;

/// <summary>A wall that is looked at in a real Chromium.</summary>
[Collection(WithPages.Name)]
public class BrowserTests(Chromium chromium)
{
    private const string Visible = "[...document.querySelectorAll('.wall > li')].filter(one => { const box = one.getBoundingClientRect(); return Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) > box.height / 2; }).map(one => +one.id.slice(1))";

    [Fact]
    public async Task A_wall_that_is_looked_at_leaves_the_pictures_in_view_and_the_one_opened_and_nothing_in_the_browser()
    {
        await using var gallery = await VisitedGallery.MakeAsync(perWall: 12);
        await using var context = await chromium.PersonAsync(gallery.Host.Address, 390);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/en/rooms/people/beauty");
        var seen = await page.EvaluateAsync<int[]>(Visible);
        Assert.InRange(seen.Length, 2, 11);
        await page.WaitForTimeoutAsync(1500);
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)"); // past the rest in less than a second
        await page.WaitForTimeoutAsync(300);
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ClickAsync($"#p{seen[1]} a");
        await page.WaitForURLAsync("**/pictures/*");
        var rows = await RowsAsync(gallery, seen.Length);
        Assert.Equal(seen.Order(), rows.Select(static row => row.WorkNumber).Order());
        Assert.Equal(seen[1], Assert.Single(rows, static row => row.Deed == Deed.Opened).WorkNumber);
        var order = new DailyOrder("people/beauty", DailyOrder.DayOf(DateTimeOffset.UtcNow), SimulatedGallery.Places([.. Enumerable.Range(1, 12)]), null);
        Assert.All(rows, row => Assert.Equal(order.Cells[row.Position].Work, row.WorkNumber));
        Assert.Single(rows.Select(static row => row.Session).Distinct());
        Assert.Empty(await context.CookiesAsync());
        Assert.Equal("left,opened", await page.EvaluateAsync<string>("[...Object.keys(sessionStorage), ...Object.keys(localStorage)].sort().join()")); // where she was, for Back: as before

        // A picture further on that she opens after coming back is one more of the same page, or of a new one where the browser loads it anew.
        await page.GoBackAsync();
        await page.ClickAsync($"#p{seen[0]} a");
        await page.WaitForURLAsync("**/pictures/*");
        for (var until = DateTime.UtcNow.AddSeconds(20); (await RowsAsync(gallery, 0)).Where(static row => row.Deed == Deed.Opened).Select(static row => row.WorkNumber).Distinct().Count() < 2; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, "the second opening is not written");
    }

    [Theory]
    [InlineData("doNotTrack", "'1'")]
    [InlineData("globalPrivacyControl", "true")]
    public async Task Who_does_not_want_to_be_followed_leaves_nothing(string wish, string value)
    {
        await using var gallery = await VisitedGallery.MakeAsync(perWall: 3);
        await using var context = await chromium.PersonAsync(gallery.Host.Address, 390);
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync($"Object.defineProperty(Navigator.prototype, '{wish}', {{ get: () => {value} }}); window.beacons = 0; navigator.sendBeacon = () => ++window.beacons;");
        await page.GotoAsync("/en/rooms/people/beauty");
        await page.WaitForTimeoutAsync(1300);
        await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");
        Assert.Equal(0, await page.EvaluateAsync<int>("window.beacons"));
        await page.ClickAsync(".wall a");
        await page.WaitForURLAsync("**/pictures/*");
        await Task.Delay(1500);
        Assert.Empty(await RowsAsync(gallery, 0));
    }

    private static async Task<List<View>> RowsAsync(VisitedGallery gallery, int least)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(50))
        {
            await using var data = gallery.Database.Context();
            var rows = await data.Views.AsNoTracking().ToListAsync();
            if (rows.Count >= least)
                return rows;
            Assert.True(DateTime.UtcNow < until, $"{rows.Count} views within 20 seconds, expected {least}");
        }
    }
}
