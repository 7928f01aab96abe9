using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Gallery.Tests.Visitors;

[Collection(WithChromium.Name)]
public class BrowserTests(Chromium chromium)
{
    [Fact]
    public async Task With_script_the_browser_works_while_the_address_is_typed_and_the_letter_comes_at_once()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 16, WaitWithoutProof = 3600 });
        await using var person = await chromium.PersonAsync(gallery.Host.Address);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/de/pictures/2/take");
        await page.GetByRole(AriaRole.Link, new() { Name = "Anmelden, um es zu nehmen" }).ClickAsync();
        await page.GetByLabel("E-Mail-Adresse").FillAsync("ada@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Brief schicken" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/de/sign-in/code$"));
        var letter = await Person.LetterAsync(gallery.Folder, "ada@example.org");
        await page.GotoAsync(Person.Link(letter));
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dieses Bild nehmen" }).ClickAsync();
        await Expect(page.GetByText("Es gehört Ihnen.")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Volle Größe" }).ClickAsync());
        Assert.Equal("imago-2.png", download.SuggestedFilename);
    }

    [Fact]
    public async Task Without_script_the_letter_waits_as_the_page_says_and_all_works()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 16, WaitWithoutProof = 2 });
        await using var person = await chromium.PersonAsync(gallery.Host.Address, script: false);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/en/sign-in?take=1");
        await Expect(page.GetByText("2 seconds later")).ToBeVisibleAsync();
        await page.GetByLabel("E-mail address").FillAsync("ada@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the letter" }).ClickAsync();
        Assert.Empty(Person.Letters(gallery.Folder, "ada@example.org"));
        await page.GetByLabel("Code").FillAsync(Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this picture" }).ClickAsync();
        await Expect(page.GetByText("It is yours.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_the_address_is_https_the_browser_keeps_cookies_of_the_host_and_signs_in()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { Address = "https://gallery.example", ProofOfWorkBits = 4 });
        await using var person = await chromium.PersonAsync(gallery.Host.Address); // Chromium trusts this machine's own address with secure cookies
        var page = await person.NewPageAsync();
        await page.GotoAsync("/en/sign-in");
        await page.GetByLabel("E-mail address").FillAsync("ada@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the letter" }).ClickAsync();
        var letter = await Person.LetterAsync(gallery.Folder, "ada@example.org");
        Assert.Contains("https://gallery.example/en/sign-in/link?t=", letter, StringComparison.Ordinal);
        await page.GetByLabel("Code").FillAsync(Person.Code(letter));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText("You have not taken a picture yet.")).ToBeVisibleAsync();
        Assert.All(await person.CookiesAsync(), static cookie => Assert.True(cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie is { Secure: true, HttpOnly: true, Path: "/" }));
    }

    [Fact]
    public async Task A_passkey_made_in_the_room_opens_it_again_and_its_answer_works_once()
    {
        var port = FreePort();
        await using var gallery = await VisitedGallery.MakeAsync(new() { Address = $"http://localhost:{port}", ProofOfWorkBits = 4 }, port: port);
        await using var person = await chromium.PersonAsync($"http://localhost:{port}");
        var page = await person.NewPageAsync();
        var authenticator = await person.NewCDPSessionAsync(page);
        await authenticator.SendAsync("WebAuthn.enable");
        await authenticator.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true } });
        await page.GotoAsync("/en/sign-in");
        await page.GetByLabel("E-mail address").FillAsync("ada@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the letter" }).ClickAsync();
        await page.GetByLabel("Code").FillAsync(Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Passkeys" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is ready.")).ToBeVisibleAsync();
        await page.GotoAsync("/en/mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await page.GotoAsync("/en/sign-in?take=3");
        string? sent = null;
        page.Request += (_, request) => sent = request.Url.EndsWith("/sign-in/passkey", StringComparison.Ordinal) ? request.PostData : sent;
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/en/pictures/3/take$"));
        await using (var data = gallery.Database.Context())
        {
            Assert.Equal((1, 1, "passkey"), (await data.Passkeys.CountAsync(), await data.Visitors.CountAsync(), (await data.Sessions.SingleAsync()).Kind));
            Assert.Contains("\"IsUserVerified\":true", (await data.Passkeys.SingleAsync()).Data, StringComparison.Ordinal);
        }
        // The same answer, heard by somebody who even has her cookies.
        var again = await person.APIRequest.PostAsync($"http://localhost:{port}/en/sign-in/passkey", new() { Data = sent, Headers = new Dictionary<string, string> { ["Content-Type"] = "application/x-www-form-urlencoded" } });
        Assert.EndsWith("/en/sign-in?problem=passkey", again.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_on_the_visitors_pages(int width, ColorScheme scheme)
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var signed = new Person(gallery.Host);
        await signed.SendAsync(await signed.SignInAsync(gallery.Folder, "ada@example.org", take: 1), "/1/take");
        using var elsewhere = new Person(gallery.Host);
        await elsewhere.SignInAsync(gallery.Folder, "ada@example.org");
        await using var person = await chromium.PersonAsync(gallery.Host.Address, width, scheme: scheme);
        await person.AddCookiesAsync([new() { Name = "imago", Value = signed.Cookies.GetAllCookies()["imago"]!.Value, Url = gallery.Host.Address }]);
        var page = await person.NewPageAsync();
        foreach (var path in (string[])["/en/sign-in?problem=address", "/en/sign-in/code?later=1", "/en/sign-in/link?t=x", "/en/pictures/2/take", "/en/mine", "/en/mine/address", "/en/mine/delete", "/en/mine/passkeys", "/en/privacy"])
        {
            await page.GotoAsync(path);
            var found = await Axe.FindAsync(page);
            Assert.True(found.Count == 0, $"{path}: {string.Join('\n', found)}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}");
            if (Environment.GetEnvironmentVariable("IMAGO_SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{path.Trim('/').Replace('/', '-').Split('?')[0]}-{width}.png"), FullPage = true });
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
