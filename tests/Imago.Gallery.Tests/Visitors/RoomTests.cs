using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Visitors;

public class RoomTests
{
    [Fact]
    public async Task The_owner_gets_her_full_size_whole_or_in_part_and_no_cache_keeps_it()
    {
        await using var gallery = await VisitedGallery.MakeAsync(side: 600);
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/en/mine/full")).Status);
        await person.TakeAsync(1);
        await using var data = gallery.Database.Context();
        var work = await data.Works.SingleAsync(one => one.Number == 1);
        var full = await person.Client.GetAsync(new Uri("/en/mine/full", UriKind.Relative));
        var bytes = await full.Content.ReadAsByteArrayAsync();
        Assert.Equal(work.Sha256, SHA256.HashData(bytes));
        Assert.Equal(("no-store, private", "same-origin", "attachment; filename=imago-1.png; filename*=UTF-8''imago-1.png", "image/png"),
            (full.Headers.CacheControl!.ToString(), full.Headers.GetValues("Cross-Origin-Resource-Policy").Single(), full.Content.Headers.ContentDisposition!.ToString(), full.Content.Headers.ContentType!.ToString()));
        Assert.DoesNotContain(work.FullKey, full.Headers.ToString() + full.Content.Headers, StringComparison.Ordinal);

        using var part = new HttpRequestMessage(HttpMethod.Get, "/en/mine/full") { Headers = { Range = new(100, 199) } };
        var some = await person.Client.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, some.StatusCode);
        Assert.Equal(bytes[100..200], await some.Content.ReadAsByteArrayAsync());
        using var head = new HttpRequestMessage(HttpMethod.Head, "/en/mine/full");
        var known = await person.Client.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, bytes.LongLength), (known.StatusCode, known.Content.Headers.ContentLength));
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, "/en/mine/full") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await person.Client.SendAsync(elsewhere)).StatusCode);
    }

    [Fact]
    public async Task A_pseudonym_has_letters_only_and_is_shown_as_text()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var room = await person.SignInAsync(gallery.Folder, "ada@example.org");
        foreach (var bad in new[] { "<b>Ada</b>", "Ada\u202Eada", "-Ada", "Ada  L", new string('a', 41), "😀", "Ada\u0301", "1815" })
            Assert.Contains("cannot be used", (await person.SendAsync(room, "/mine/name", ("name", bad))).Html, StringComparison.Ordinal);
        foreach (var good in new[] { "Ada L. O'Neil", "Анна-Мария", "李明", "João 2" })
            Assert.Equal(good, WebUtility.HtmlDecode((await person.SendAsync(room, "/mine/name", ("name", good))).Form("/mine/name")["name"]));
        Assert.Equal("", (await person.SendAsync(room, "/mine/name", ("name", " "))).Form("/mine/name")["name"]);
    }

    [Fact]
    public async Task A_change_of_address_wants_a_fresh_proof_goes_to_both_addresses_and_ends_other_browsers()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var desk = new Person(gallery.Host);
        using var phone = new Person(gallery.Host);
        await phone.SignInAsync(gallery.Folder, "old@example.org");
        await desk.SignInAsync(gallery.Folder, "old@example.org");
        var form = await desk.GetAsync("/en/mine/address");
        await AgeAsync(gallery.Database);
        Assert.False((await desk.GetAsync("/en/mine/address")).Has("/mine/address"));
        Assert.Equal("/en/mine/address", (await desk.SendAsync(form, "/mine/address", ("address", "new@example.org"))).Path);
        Assert.Empty(Person.Letters(gallery.Folder, "new@example.org"));

        var code = await desk.SendAsync(await desk.GetAsync("/en/mine/address"), "/mine/prove");
        await desk.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "old@example.org", 3))));
        code = await desk.SendAsync(await desk.GetAsync("/en/mine/address"), "/mine/address", ("address", "new@example.org"));
        Assert.Equal("/en/mine?done=moved", (await desk.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "new@example.org"))))).Path);
        Assert.Contains("was changed", await Person.LetterAsync(gallery.Folder, "old@example.org"), StringComparison.Ordinal); // the only one left there
        Assert.Contains("was changed", await Person.LetterAsync(gallery.Folder, "new@example.org", 2), StringComparison.Ordinal);
        Assert.Equal("/en/sign-in", (await phone.GetAsync("/en/mine")).Path);
        Assert.Contains("new@example.org", (await desk.GetAsync("/en/mine")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_visitor_cannot_be_moved_to()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var ada = new Person(gallery.Host);
        using var eve = new Person(gallery.Host);
        await ada.SignInAsync(gallery.Folder, "ada@example.org");
        await eve.SignInAsync(gallery.Folder, "eve@example.org");
        var code = await eve.SendAsync(await eve.GetAsync("/en/mine/address"), "/mine/address", ("address", "ADA@example.org"));
        Assert.Equal("/en/mine?problem=of-another", (await eve.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "ADA@example.org"))))).Path);
        Assert.Contains("eve@example.org", (await eve.GetAsync("/en/mine")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_deletion_nothing_of_the_person_is_left_the_picture_stays_taken_and_she_takes_no_second_for_a_year()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        await person.SendAsync(await person.SendAsync(page, "/1/take"), "/mine/name", ("name", "Ada"));
        await AgeAsync(gallery.Database);
        Assert.False((await person.GetAsync("/en/mine/delete")).Has("/mine/delete"));
        var code = await person.SendAsync(await person.GetAsync("/en/mine/delete"), "/mine/prove");
        await person.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org", 2))));
        var form = await person.GetAsync("/en/mine/delete");
        Assert.Contains("365 days", form.Html, StringComparison.Ordinal);
        byte[] hash;
        await using (var data = gallery.Database.Context())
            hash = (await data.Visitors.SingleAsync()).EmailMac!;
        Assert.Contains("Your data are deleted", (await person.SendAsync(form, "/mine/delete", ("sure", "1"))).Html, StringComparison.Ordinal);

        await using (var data = gallery.Database.Context())
        {
            var left = await data.Visitors.SingleAsync();
            Assert.Equal((null, null, null), (left.Email, left.Pseudonym, left.Network));
            Assert.NotNull(left.LeftAt);
            Assert.NotEqual(hash, left.EmailMac);
            Assert.Equal((1, 0, 0), (await data.Claims.CountAsync(), await data.Sessions.CountAsync(), await data.SignIns.CountAsync()));
        }
        Assert.Contains("/en/sign-in", (await person.GetAsync("/en/mine/full")).Path, StringComparison.Ordinal);
        Assert.Contains("You had your data deleted", (await person.SignInAsync(gallery.Folder, "Ada+again@example.org")).Html, StringComparison.Ordinal);
        Assert.Contains("somebody", (await person.GetAsync("/en/pictures/1/take")).Html, StringComparison.Ordinal);

        await gallery.Host.Services.GetRequiredService<Housekeeping>().TidyAsync(DateTimeOffset.UtcNow.AddDays(366), CancellationToken.None);
        await using var later = gallery.Database.Context();
        Assert.Null((await later.Visitors.SingleAsync()).EmailMac);
        Assert.Equal(0, await later.SignIns.CountAsync());
        Assert.Equal("/en/mine", (await person.SignInAsync(gallery.Folder, "ada@example.org")).Path);
    }

    [Fact]
    public async Task Who_owns_nothing_leaves_nothing_and_may_come_again()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org");
        await person.SendAsync(await person.GetAsync("/en/mine/delete"), "/mine/delete", ("sure", "1"));
        await using (var data = gallery.Database.Context())
            Assert.Equal((0, 0, 0), (await data.Visitors.CountAsync(), await data.Sessions.CountAsync(), await data.SignIns.CountAsync()));
        Assert.Equal("/en/mine", (await person.SignInAsync(gallery.Folder, "ada@example.org")).Path);
    }

    [Fact]
    public async Task All_data_come_as_a_file_and_hold_nothing_of_the_picture_that_is_secret()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.SendAsync(await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1), "/1/take");
        var file = await person.Client.GetAsync(new Uri("/en/mine/data", UriKind.Relative));
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        var text = await file.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        Assert.Equal("ada@example.org", json.RootElement.GetProperty("address").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("claims")[0].GetProperty("work").GetInt32());
        await using var data = gallery.Database.Context();
        Assert.DoesNotContain((await data.Works.SingleAsync(one => one.Number == 1)).FullKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_privacy_page_names_every_field_of_every_table_that_knows_persons()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.GetAsync("/en/privacy");
        string[] impersonal = ["works", "rooms", "walls", "places", "outbox", "ledger", "turns", "ballots", "decisions"];
        await using var connection = await gallery.Database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT IN ('schema_version', 'sqlite_sequence')";
        await using var rows = await command.ExecuteReaderAsync();
        var seen = 0;
        while (await rows.ReadAsync())
        {
            if (impersonal.Contains(rows.GetString(0)))
                continue;
            Assert.True(page.Html.Contains($"<code>{rows.GetString(1)}</code>", StringComparison.Ordinal), $"{rows.GetString(0)}.{rows.GetString(1)} is not on the privacy page");
            seen++;
        }
        Assert.InRange(seen, 35, 100);
    }

    // As if the last proof were eleven minutes ago.
    private static async Task AgeAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        var then = DateTimeOffset.UtcNow.AddMinutes(-11);
        await data.Sessions.ExecuteUpdateAsync(set => set.SetProperty(static one => one.ProvedAt, then));
    }
}
