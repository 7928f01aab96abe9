using Imago.Gallery.Tests.Support;
using Imago.Tests;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Pages;

/// <summary>The viewer of a picture, in a real Chromium: keys, fingers, and the way back.</summary>
[Collection(WithPages.Name)]
public class ViewerTests(OpenExhibition exhibition, Chromium chromium)
{
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
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("+");
        Assert.Equal(2.25, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("-");
        Assert.Equal(1.5, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("Escape"); // first to the whole picture
        Assert.Equal(1, await ScaleAsync(page), 0.01);
        await page.Keyboard.PressAsync("Escape"); // then to the wall
        await page.ArriveAsync("**/rooms/people/beauty*");
        Assert.Equal($"p{exhibition.FullWall[13]}", await FocusedAsync(page));
        Assert.Equal(place, await page.EvaluateAsync<double>("scrollY"), 2.0);
        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[14]}");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[13]}");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[12]}");
        await page.Keyboard.PressAsync("Escape");
        await page.ArriveAsync($"**/beauty#p{exhibition.FullWall[12]}");
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
            await page.ArriveAsync("**/pictures/*");
            await page.GoBackAsync();
            await page.UntilAsync($"document.activeElement.closest('li')?.id === 'p{exhibition.FullWall[at]}'");
            Assert.Equal(place, await page.EvaluateAsync<double>("scrollY"), 2.0);
        }
    }

    [Fact]
    public async Task A_swipe_goes_to_the_neighbour_and_a_drag_moves_the_enlarged_picture()
    {
        await using var context = await chromium.PhoneAsync(exhibition.Gallery.Address);
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
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[4]}");
        await SwipeAsync(80, 300);
        await page.ArriveAsync($"**/pictures/{exhibition.FullWall[3]}");
        await page.ClickAsync("[data-zoom=in]");
        await page.ClickAsync("[data-zoom=in]");
        await page.EvaluateAsync("scrollTo(0, 0)"); // the press of a button may have moved the page
        await SwipeAsync(300, 200);
        Assert.EndsWith($"/{exhibition.FullWall[3]}", page.Url, StringComparison.Ordinal);
        Assert.Equal(-100, await page.Locator(".stage .painting").EvaluateAsync<double>("one => new DOMMatrix(one.style.transform).e"), 2.0);
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
        await page.UntilAsync("document.activeElement !== document.body");
        return await page.EvaluateAsync<string>("document.activeElement.closest('li')?.id ?? document.activeElement.outerHTML");
    }
}
