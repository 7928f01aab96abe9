using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class ConnectionTests(Chromium chromium) : StudioTest(chromium)
{
    [Fact]
    public async Task A_page_says_when_the_studio_is_gone_and_comes_back_by_itself_when_it_is_open_again()
    {
        var page = await OpenAsync("/work");
        var port = new Uri(Studio.Address).Port;
        await Studio.DisposeAsync();
        await Assertions.Expect(page.GetByText("The connection to the studio is lost")).ToBeVisibleAsync();

        await OpenStudioAsync(Options() with { Port = port });
        await Assertions.Expect(page.GetByText("The connection to the studio is lost")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await AliveAsync(page);
        await page.Locator(".brand").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Your studio");
    }
}
