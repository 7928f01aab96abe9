using System.Net;
using System.Text.RegularExpressions;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Visitors;

public class SignInTests
{
    [Fact]
    public async Task A_letters_link_signs_in_by_a_button_once_and_opening_it_ten_times_uses_nothing_up()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        Assert.Equal("/en/sign-in/code", (await person.AskAsync("Ada@Example.org", take: 2)).Path);
        var link = Person.Link(await Person.LetterAsync(gallery.Folder, "Ada@Example.org"));
        using var robot = new Person(gallery.Host);
        for (var i = 0; i < 10; i++)
            Assert.False((await robot.GetAsync(link)).Has("/sign-in/link"));
        var page = await person.GetAsync(link);
        Assert.Equal("/en/pictures/2/take", (await person.SendAsync(page, "/sign-in/link")).Path);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/en/mine")).Status);
        using var again = new Person(gallery.Host);
        again.Cookies.Add(person.Cookies.GetAllCookies());
        Assert.Contains("problem=link", (await again.SendAsync(page, "/sign-in/link")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forwarded_link_signs_nobody_in_in_another_browser_and_the_asker_still_can()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.AskAsync("ada@example.org");
        var letter = await Person.LetterAsync(gallery.Folder, "ada@example.org");
        using var stranger = new Person(gallery.Host);
        var own = await stranger.AskAsync("eve@example.org"); // she has a browser cookie too, another one
        var page = await stranger.GetAsync(Person.Link(letter));
        Assert.Contains("problem=link", (await stranger.SendAsync(page, "/sign-in/link")).Path, StringComparison.Ordinal);
        Assert.Contains("problem=code", (await stranger.SendAsync(own, "/sign-in/code", ("code", Person.Code(letter)))).Path, StringComparison.Ordinal);
        Assert.Equal("/en/sign-in", (await stranger.GetAsync("/en/mine")).Path);
        Assert.Equal("/en/mine", (await person.SendAsync(await person.GetAsync(Person.Link(letter)), "/sign-in/link")).Path);
    }

    [Fact]
    public async Task A_code_works_once_in_small_letters_too_and_five_wrong_ones_end_it()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.AskAsync("ada@example.org");
        var code = Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org"));
        for (var i = 0; i < 4; i++)
            Assert.Contains("problem=code", (await person.SendAsync(page, "/sign-in/code", ("code", "0000-000" + i))).Path, StringComparison.Ordinal);
        Assert.Equal("/en/mine", (await person.SendAsync(page, "/sign-in/code", ("code", code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)))).Path);

        using var other = new Person(gallery.Host);
        var asked = await other.AskAsync("eve@example.org");
        var right = Person.Code(await Person.LetterAsync(gallery.Folder, "eve@example.org"));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => other.SendAsync(asked, "/sign-in/code", ("code", $"1111-11{i:00}"))));
        Assert.Contains("problem=code", (await other.SendAsync(asked, "/sign-in/code", ("code", right))).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_is_over_after_ten_minutes()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.AskAsync("ada@example.org");
        var letter = await Person.LetterAsync(gallery.Folder, "ada@example.org");
        await using (var data = gallery.Database.Context())
        {
            var signIn = await data.SignIns.SingleAsync();
            Assert.InRange((signIn.ExpiresAt - signIn.AskedAt).TotalMinutes, 0, 10);
            await data.SignIns.ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
        }
        Assert.Contains("problem=code", (await person.SendAsync(page, "/sign-in/code", ("code", Person.Code(letter)))).Path, StringComparison.Ordinal);
        Assert.Contains("problem=link", (await person.SendAsync(await person.GetAsync(Person.Link(letter)), "/sign-in/link")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_the_sixth_letter_of_an_hour_is_not_sent()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using (var ada = new Person(gallery.Host))
            await ada.SignInAsync(gallery.Folder, "ada@example.org");
        using var one = new Person(gallery.Host);
        using var other = new Person(gallery.Host);
        var (known, unknown) = (await one.AskAsync("ada@example.org"), await other.AskAsync("nobody@example.org"));
        Assert.Equal((known.Status, known.Path, Bare(known)), (unknown.Status, unknown.Path, Bare(unknown)));
        for (var i = 0; i < 6; i++)
            Assert.Equal(Bare(known), Bare(await one.AskAsync("ada@example.org")));
        await Person.LetterAsync(gallery.Folder, "ada@example.org", 5);
        await Task.Delay(1500);
        Assert.Equal(5, Person.Letters(gallery.Folder, "ada@example.org").Count);

        static string Bare(Page page) => Regex.Replace(page.Html, "value=\"[^\"]*\"", "");
    }

    [Fact]
    public async Task Ways_of_writing_that_reach_one_mailbox_are_one_person()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        foreach (var address in new[] { "ada.lovelace@gmail.com", "AdaLovelace+gallery@googlemail.com", "a.d.a.lovelace@gmail.com" })
        {
            using var person = new Person(gallery.Host);
            await person.SignInAsync(gallery.Folder, address);
        }
        using var other = new Person(gallery.Host);
        await other.SignInAsync(gallery.Folder, "ada.lovelace@example.org");
        await using var data = gallery.Database.Context();
        Assert.Equal(2, await data.Visitors.CountAsync());
    }

    [Fact]
    public async Task What_is_no_address_is_refused_with_a_sentence_and_nothing_is_kept()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        foreach (var address in new[] { "", "ada", "ada@", "@example.org", "a b@example.org", "ada@example", "ada@example.org\r\nBcc: eve@example.org", "ada..b@example.org", new string('a', 65) + "@example.org", "<ada@example.org>" })
            Assert.Contains("no e-mail address", (await person.AskAsync(address)).Html, StringComparison.Ordinal);
        await using var data = gallery.Database.Context();
        Assert.Empty(await data.SignIns.ToListAsync());
    }

    [Fact]
    public async Task The_database_and_its_log_hold_no_address_no_link_and_no_code()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.AskAsync("ada.lovelace@example.org");
        var letter = await Person.LetterAsync(gallery.Folder, "ada.lovelace@example.org");
        await person.SendAsync(page, "/sign-in/code", ("code", Person.Code(letter)));
        var session = person.Cookies.GetAllCookies()["imago"]!.Value;
        foreach (var file in Directory.GetFiles(gallery.Folder.Path, "gallery.db*"))
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            var bytes = await reader.ReadToEndAsync();
            Assert.All(["ada.lovelace", Person.Code(letter), Person.Link(letter).Split('=')[1], session, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("ada.lovelace@example.org"u8))], secret => Assert.DoesNotContain(secret, bytes, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_browsers_at_once_and_a_new_sign_in_has_a_new_token()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var phone = new Person(gallery.Host);
        using var desk = new Person(gallery.Host);
        await phone.SignInAsync(gallery.Folder, "ada@example.org");
        await desk.SignInAsync(gallery.Folder, "ada@example.org");
        var before = phone.Cookies.GetAllCookies()["imago"]!.Value;
        await phone.SignInAsync(gallery.Folder, "ada@example.org");
        Assert.NotEqual(before, phone.Cookies.GetAllCookies()["imago"]!.Value);
        var room = await phone.GetAsync("/en/mine");
        await phone.SendAsync(room, "/sign-out", ("everywhere", "1"));
        Assert.Equal("/en/sign-in", (await phone.GetAsync("/en/mine")).Path);
        Assert.Equal("/en/sign-in", (await desk.GetAsync("/en/mine")).Path);
        await using var data = gallery.Database.Context();
        Assert.Empty(await data.Sessions.ToListAsync());
    }

    [Fact]
    public async Task Over_https_cookies_are_of_the_host_alone_secure_and_hidden_from_script()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { Address = "https://gallery.example", ProofOfWorkBits = 4 });
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = new(gallery.Host.Address) };
        var page = await client.GetAsync(new Uri("/en/sign-in", UriKind.Relative));
        var form = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-imago-form=[^;]+; path=/; secure; samesite=strict; httponly$", form);
        Assert.Equal("max-age=31536000", page.Headers.GetValues("Strict-Transport-Security").Single());
        var html = new Page(page.StatusCode, "", await page.Content.ReadAsStringAsync());
        var fields = html.Form("/sign-in");
        fields["address"] = "ada@example.org";
        using var ask = new HttpRequestMessage(HttpMethod.Post, "/en/sign-in") { Content = new FormUrlEncodedContent(fields) };
        ask.Headers.Add("Cookie", form.Split(';')[0]);
        var asked = await client.SendAsync(ask);
        Assert.Matches("^__Host-imago-asked=[^;]+; max-age=1800; path=/; secure; samesite=lax; httponly$", Assert.Single(asked.Headers.GetValues("Set-Cookie")));
    }
}
