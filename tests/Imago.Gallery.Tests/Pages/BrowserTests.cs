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
        await using var context = await PhoneAsync();
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
            // Evaluated, not added as a script: the page's own rules forbid others' scripts.
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));
            var found = await page.EvaluateAsync<JsonElement>("() => axe.run()");
            var violations = found.GetProperty("violations").EnumerateArray().Select(static one => $"{one.GetProperty("id").GetString()}: {string.Join(" | ", one.GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("html").GetString()))}");
            Assert.True(!violations.Any(), $"/en{path}: {string.Join("\n", violations)}");
            Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), -100, 0);
        }
    }

    [Fact]
    public async Task Keys_go_to_neighbours_enlarge_and_lead_back_to_the_picture_on_its_wall()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/en/rooms/people/beauty");
        var link = page.Locator($"#p{exhibition.FullWall[13]} a");
        await link.ScrollIntoViewIfNeededAsync();
        var place = await page.EvaluateAsync<double>("scrollY");
        Assert.True(place > 300, $"{place}");
        await link.ClickAsync();
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("+");
        Assert.Equal(2.25, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("-");
        Assert.Equal(1.5, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("Escape"); // first to the whole picture
        Assert.Equal(1, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("Escape"); // then to the wall
        await page.WaitForURLAsync("**/rooms/people/beauty*");
        Assert.Equal($"p{exhibition.FullWall[13]}", await FocusedAsync(page));
        Assert.Equal(place, await page.EvaluateAsync<double>("scrollY"), 2.0);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[14]}");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[12]}");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync($"**/beauty#p{exhibition.FullWall[12]}");
        Assert.Equal($"p{exhibition.FullWall[12]}", await FocusedAsync(page));
        Assert.InRange(await page.Locator($"#p{exhibition.FullWall[12]}").EvaluateAsync<double>("one => one.getBoundingClientRect().top"), 0, 850);
    }

    [Fact]
    public async Task Back_returns_to_the_same_place_with_the_focus_on_the_picture()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address, 390, 844);
        var page = await context.NewPageAsync();
        foreach (var at in new[] { 5, 12, 20 })
        {
            await page.GotoAsync("/de/rooms/people/beauty");
            var link = page.Locator($"#p{exhibition.FullWall[at]} a");
            await link.ScrollIntoViewIfNeededAsync();
            var place = await page.EvaluateAsync<double>("scrollY");
            await link.ClickAsync();
            await page.WaitForURLAsync("**/pictures/*");
            await page.GoBackAsync();
            await UntilAsync(page, $"document.activeElement.closest('li')?.id === 'p{exhibition.FullWall[at]}'");
            Assert.Equal(place, await page.EvaluateAsync<double>("scrollY"), 2.0);
        }
    }

    [Fact]
    public async Task A_swipe_goes_to_the_neighbour_and_a_drag_moves_the_enlarged_picture()
    {
        await using var context = await PhoneAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/en/pictures/{exhibition.FullWall[3]}");
        var touch = await context.NewCDPSessionAsync(page);
        async Task SwipeAsync(int from, int to)
        {
            await touch.SendAsync("Input.dispatchTouchEvent", Touch("touchStart", from));
            for (var i = 1; i <= 8; i++)
                await touch.SendAsync("Input.dispatchTouchEvent", Touch("touchMove", from + (to - from) * i / 8));
            await touch.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
        }
        await SwipeAsync(300, 80);
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[4]}");
        await SwipeAsync(80, 300);
        await page.WaitForURLAsync($"**/pictures/{exhibition.FullWall[3]}");
        await page.ClickAsync("[data-zoom=in]");
        await page.ClickAsync("[data-zoom=in]");
        await SwipeAsync(300, 200);
        Assert.EndsWith($"/{exhibition.FullWall[3]}", page.Url, StringComparison.Ordinal);
        Assert.Equal(-100, await page.Locator(".stage .painting").EvaluateAsync<double>("one => new DOMMatrix(one.style.transform).e"), 2.0);
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
            await UntilAsync(page, $"document.querySelectorAll('.shirts > li').length >= {row}");
            await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        }
        Assert.Matches("/shirts/page/[4-9]$", await page.GetAttributeAsync(".turn [rel=next]", "href"));
    }

    [Fact]
    public async Task Who_wants_no_motion_sees_none()
    {
        await using var context = await chromium.PersonAsync(exhibition.Gallery.Address);
        var page = await context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("/en/pictures/1");
        Assert.Equal("0s", await page.Locator(".stage .painting").EvaluateAsync<string>("one => getComputedStyle(one).transitionDuration"));
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        Assert.NotEqual("0s", await page.Locator(".stage .painting").EvaluateAsync<string>("one => getComputedStyle(one).transitionDuration"));
    }

    private static Dictionary<string, object> Touch(string type, int x) => new() { ["type"] = type, ["touchPoints"] = new[] { new Dictionary<string, object> { ["x"] = x, ["y"] = 350 } } };

    private static Task<double> ScaleAsync(IPage page) => page.Locator(".stage .painting").EvaluateAsync<double>("one => new DOMMatrix(one.style.transform).a");

    private static async Task<string> FocusedAsync(IPage page)
    {
        await UntilAsync(page, "document.activeElement !== document.body");
        return await page.EvaluateAsync<string>("document.activeElement.closest('li')?.id ?? document.activeElement.outerHTML");
    }

    // Asked again and again from here: what waits inside of the page is forbidden by the page's own rules.
    private static async Task UntilAsync(IPage page, string condition)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); !await page.EvaluateAsync<bool>(condition); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, $"Not within 20 seconds: {condition}");
    }

    private Task<IBrowserContext> PhoneAsync() => chromium.PersonAsync(exhibition.Gallery.Address, 390, 844, pixels: 3, touch: true);
}
