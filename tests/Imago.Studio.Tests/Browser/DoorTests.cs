using System.Net;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

/// <summary>A studio that others can reach.</summary>
public sealed class DoorTests(Chromium chromium) : StudioTest(chromium)
{
    /// <inheritdoc/>
    protected override StudioOptions Options() => base.Options() with { Listen = IPAddress.Any, Password = "an open secret" };

    private string Local => $"http://127.0.0.1:{new Uri(Studio.Address).Port}";

    [Fact]
    public async Task Whoever_knows_the_password_comes_in_where_she_wanted_to_go()
    {
        var page = await (await Person()).NewPageAsync();
        await page.GotoAsync(Local + "/work");
        Assert.Empty(await SeriousViolationsAsync(page));
        await page.GetByLabel("Password").FillAsync("a wrong one");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is not the password.");
        await page.GotoAsync(Local + "/work");
        await page.GetByLabel("Password").FillAsync("an open secret");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Work in progress");
        await AliveAsync(page);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/work")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/preferences?theme=dark")]
    public async Task Nothing_is_shown_to_others(string address)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(new Uri(Local + address));
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Redirect, HttpStatusCode.Unauthorized]);
        Assert.Equal("/login", answer.Headers.Location?.AbsolutePath ?? "/login");
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Guessing_ends_after_ten_tries_a_minute()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await client.PostAsync(new Uri(Local + "/enter"), new FormUrlEncodedContent([KeyValuePair.Create("password", "an open secret")]));
            answers.Add(answer.StatusCode);
        }
        // Without the form's token even the right password is refused.
        Assert.All(answers[..10], static code => Assert.Equal(HttpStatusCode.BadRequest, code));
        Assert.All(answers[10..], static code => Assert.Equal(HttpStatusCode.TooManyRequests, code));
    }

    private async Task<IBrowserContext> Person() => (await OpenAsync("/login", alive: false)).Context;
}
