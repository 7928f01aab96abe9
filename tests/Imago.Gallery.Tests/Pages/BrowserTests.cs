using System.Text.Json;
using Imago.Gallery.Tests.Support;
using Imago.Tests;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Pages;

/// <summary>The exhibition in a real Chromium.</summary>
[Collection(WithPages.Name)]
public class BrowserTests(OpenExhibition exhibition, Chromium chromium)
{
    private static readonly string[] s_pages = ["", "/rooms/people", "/rooms/people/beauty", "/pictures/1", "/pictures/4", "/random/7/1", "/shirts", "/shirts/2/navy", "/nothing"];

    [Fact]
    public async Task The_first_view_of_a_wall_on_a_phone_is_light_and_does_not_jump()
    {
        await using var context = await chromium.PhoneAsync(exhibition.Gallery.Address);
        var page = await context.NewPageAsync();
        var (all, ours) = (0L, true);
        page.RequestFinished += async (_, request) =>
        {
            ours &= request.Url.StartsWith(exhibition.Gallery.Address, StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal);
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal))
                Interlocked.Add(ref all, (await request.SizesAsync()).ResponseBodySize);
        };
        await page.AddInitScriptAsync("window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.shift += one.value; }).observe({ type: 'layout-shift', buffered: true });");
        await page.GotoAsync("/ru/rooms/people/beauty", new() { WaitUntil = WaitUntilState.NetworkIdle }); // Russian is the heaviest
        await page.WaitForTimeoutAsync(500);
        Assert.True(ours, "A request went to somebody else.");
        Assert.InRange(Interlocked.Read(ref all), 30_000, 350_000);
        Assert.InRange(await page.EvaluateAsync<double>("window.shift"), 0, 0.02);
        using var visitor = new HttpClient { BaseAddress = new(exhibition.Gallery.Address) };
        Assert.InRange((await visitor.GetByteArrayAsync("/ru/rooms/people/beauty")).Length, 1, 40 << 10);
        var script = await page.GetAttributeAsync("script[src]", "src");
        Assert.InRange((await visitor.GetByteArrayAsync(script)).Length, 1, 15 << 10);
        Assert.Equal(4, await page.Locator(".wall img:not(.hint):not([loading=lazy])").CountAsync());
        Assert.Equal(1, await page.Locator("img[fetchpriority=high]").CountAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing_and_no_page_is_wider_than_the_window(ColorScheme scheme, int width)
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address, width, scheme: scheme);
        var page = await context.NewPageAsync();
        foreach (var path in s_pages)
        {
            await page.GotoAsync("/en" + path);
            var found = await Axe.FindAsync(page);
            Assert.True(found.Count == 0, $"/en{path}: {string.Join('\n', found)}");
            Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), -100, 0);
        }
    }

    [Fact]
    public async Task Without_a_script_every_page_can_be_read_and_every_way_gone()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address, script: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.ClickAsync("h2 a >> nth=0");
        await page.ClickAsync(".map a >> nth=0");
        await page.ClickAsync(".wall a >> nth=2");
        Assert.Equal($"/en/pictures/{exhibition.FullWall[2]}", new Uri(page.Url).AbsolutePath);
        Assert.True(await page.Locator(".stage img:not(.hint)").EvaluateAsync<bool>("one => one.complete && one.naturalWidth > 300"));
        Assert.False(await page.Locator(".zoom").IsVisibleAsync()); // buttons that would do nothing
        Assert.True(await page.GetByRole(AriaRole.Link, new() { Name = "Take this picture" }).IsVisibleAsync());
        await page.ClickAsync("[rel=next]");
        Assert.Equal($"/en/pictures/{exhibition.FullWall[3]}", new Uri(page.Url).AbsolutePath);
        await page.ClickAsync("#to-wall");
        Assert.Equal($"/en/rooms/people/beauty#p{exhibition.FullWall[3]}", new Uri(page.Url).PathAndQuery + new Uri(page.Url).Fragment);
        await page.ClickAsync("[rel=next]");
        await page.ClickAsync(".top nav a >> nth=0");
        await page.ClickAsync("[rel=next]");
        Assert.EndsWith("/2", page.Url, StringComparison.Ordinal);
        await page.ClickAsync(".top nav a >> nth=1");
        await page.ClickAsync(".turn [rel=next]");
        await page.ClickAsync(".shirts a >> nth=0");
        Assert.True(await page.Locator(".worn img:not(.hint)").IsVisibleAsync());
        await page.ClickAsync(".to-dark");
        Assert.Contains("/en/shirts/", page.Url, StringComparison.Ordinal);
        Assert.Equal("rgb(22, 21, 20)", await page.Locator("html").EvaluateAsync<string>("one => getComputedStyle(one).backgroundColor"));
        await page.ClickAsync(".languages [hreflang=ru]");
        Assert.Equal("ru", await page.GetAttributeAsync("html", "lang"));
    }

    [Fact]
    public async Task The_row_of_shirts_goes_on_by_itself()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/en/shirts");
        for (var row = 24; row <= 72; row += 24)
        {
            await page.UntilAsync($"document.querySelectorAll('.shirts > li').length >= {row}");
            await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        }
        Assert.Matches("/shirts/page/[4-9]$", await page.GetAttributeAsync(".turn [rel=next]", "href"));
    }

}
