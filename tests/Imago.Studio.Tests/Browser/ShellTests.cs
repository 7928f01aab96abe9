using System.Net;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class ShellTests(Chromium chromium) : StudioTest(chromium)
{
    /// <summary>Every page that can be opened in an empty workspace.</summary>
    public static TheoryData<string> Pages =>
    [
        "/", "/datasets", "/datasets/pictures/nothing", "/training", "/training/new", "/networks", "/explore", "/explore?wall=25&held=1;2&mix=7&noise=random&death=random:0:0.2", "/explore?at=not-a-point",
        "/projections", "/keeps", "/films", "/work", "/nowhere",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_of_an_empty_workspace_opens_without_a_complaint_in_light_and_dark_at_three_widths(string address)
    {
        foreach (var (width, scheme) in new[] { (390, ColorScheme.Light), (1280, ColorScheme.Dark), (2560, ColorScheme.Light) })
        {
            var page = await OpenAsync(address, width, scheme: scheme);
            Assert.Empty(await SeriousViolationsAsync(page));
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{address} is wider than {width} pixels");
        }
        Assert.DoesNotContain(ConsoleErrors, static error => !error.Contains("404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("de-DE", "Ihr Studio")]
    [InlineData("pt-BR", "O seu estúdio")]
    [InlineData("zh-CN", "你的工作室")]
    [InlineData("fr-FR", "Your studio")]
    public async Task The_browsers_language_is_spoken_where_it_is_known(string locale, string expected)
    {
        var page = await OpenAsync("/", locale: locale);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(expected);
    }

    [Fact]
    public async Task Language_and_light_are_chosen_in_a_menu_and_stay_chosen()
    {
        var page = await OpenAsync("/work");
        await page.Locator(".preferences summary").ClickAsync();
        await page.GetByText("Deutsch").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Laufende Arbeiten");
        await AliveAsync(page);
        await page.Locator(".preferences summary").ClickAsync();
        await page.GetByText("Dunkel").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Ihr Studio");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Theory]
    [InlineData("/films", "Films", "before behind")]
    [InlineData("/work", "Work in progress", "before")]
    [InlineData("/", "Pictures", "behind")]
    public async Task On_a_narrow_page_the_current_room_is_in_sight_and_the_line_says_where_there_is_more(string address, string room, string more)
    {
        var page = await OpenAsync(address, 390);
        var line = page.Locator("header.top nav");
        await Assertions.Expect(line).ToHaveAttributeAsync("data-more", more);
        await InSightAsync(page.GetByRole(AriaRole.Link, new() { Name = room, Exact = true }));

        // The keyboard alone brings the others there.
        await line.GetByRole(AriaRole.Link).First.FocusAsync();
        for (var number = 1; number < await line.GetByRole(AriaRole.Link).CountAsync(); number++)
            await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(line.GetByRole(AriaRole.Link).Last).ToBeFocusedAsync();
        await InSightAsync(line.GetByRole(AriaRole.Link).Last);
        await Assertions.Expect(line).ToHaveAttributeAsync("data-more", "before");

        // Another room, entered without loading the page, comes into sight too.
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Work in progress");
        await InSightAsync(line.Locator("a.active"));

        static async Task InSightAsync(ILocator link)
        {
            var box = await link.BoundingBoxAsync();
            Assert.True(box!.X >= 0 && box.X + box.Width <= 390, $"from {box.X} to {box.X + box.Width} of 390");
        }
    }

    [Fact]
    public async Task Calls_by_a_foreign_name_are_turned_away()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Studio.Address) };
        client.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
    }
}
