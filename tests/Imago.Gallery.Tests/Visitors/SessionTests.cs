using System.Text.RegularExpressions;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Visitors;

public class SessionTests
{
    [Fact]
    public async Task A_visitor_sees_her_sessions_and_ends_one_or_all_others_after_a_fresh_proof_and_nobody_elses()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var desk = new Person(gallery.Host);
        using var phone = new Person(gallery.Host);
        using var tablet = new Person(gallery.Host);
        using var eve = new Person(gallery.Host);
        Assert.Equal((1, 0), Shown(await phone.SignInAsync(gallery.Folder, "ada@example.org"))); // and no question for a proof where there is no other
        var ofPhone = await HashAsync(gallery.Database);
        await tablet.SignInAsync(gallery.Folder, "ada@example.org");
        var room = await desk.SignInAsync(gallery.Folder, "ada@example.org");
        Assert.Equal((3, 2), Shown(room));
        Assert.Equal((3, 1), (Regex.Count(room.Html, $"Signed in by letter {DateTime.UtcNow:yyyy-MM-dd} [0-9:]{{5}} UTC, last seen {DateTime.UtcNow:yyyy-MM-dd}\\s"), Regex.Count(room.Html, "this browser")));
        Assert.DoesNotContain("127.0.0.1", room.Html, StringComparison.Ordinal);

        // Eve knows the hash of the phone's token, from a stolen database say.
        Assert.Equal("/en/mine?done=session", await EndAsync(eve, await eve.SignInAsync(gallery.Folder, "eve@example.org"), ("session", ofPhone)));
        Assert.Equal("/en/mine", (await phone.GetAsync("/en/mine")).Path);
        // Who finds the desk unattended eleven minutes later can end nothing, with the old form neither.
        await AgeAsync(gallery.Database);
        var stale = await desk.GetAsync("/en/mine");
        Assert.Equal((3, 0), Shown(stale));
        Assert.True(stale.Has("/mine/prove"));
        Assert.Equal("/en/mine", await EndAsync(desk, room, ("session", ofPhone)));
        Assert.Equal("/en/mine", await EndAsync(desk, room, ("others", "1")));
        Assert.Equal("/en/mine", (await phone.GetAsync("/en/mine")).Path);

        var code = await desk.SendAsync(stale, "/mine/prove");
        room = await desk.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org", 4))));
        Assert.Equal((3, 2), Shown(room));
        Assert.Equal("/en/mine?done=session", await EndAsync(desk, room, ("session", ofPhone)));
        Assert.Equal("/en/sign-in", (await phone.GetAsync("/en/mine")).Path);
        Assert.Equal("/en/mine", (await tablet.GetAsync("/en/mine")).Path);
        await phone.SignInAsync(gallery.Folder, "ada@example.org");
        Assert.Equal("/en/mine?done=session", await EndAsync(desk, room, ("others", "1")));
        foreach (var ended in (Person[])[phone, tablet])
            Assert.Equal("/en/sign-in", (await ended.GetAsync("/en/mine")).Path);
        Assert.Equal((1, 0), Shown(await desk.GetAsync("/en/mine")));
        Assert.Equal("/en/mine", (await eve.GetAsync("/en/mine")).Path);
    }

    [Fact]
    public async Task Of_a_session_the_day_is_kept_on_which_it_was_last_seen_and_no_hour()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org");
        await using var data = gallery.Database.Context();
        var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
        Assert.Equal(today, (await data.Sessions.AsNoTracking().SingleAsync()).SeenAt);
        var before = today.AddDays(-3);
        await data.Sessions.ExecuteUpdateAsync(set => set.SetProperty(static one => one.SeenAt, before));
        await person.GetAsync("/en/mine");
        Assert.Equal(today, (await data.Sessions.AsNoTracking().SingleAsync()).SeenAt);
    }

    // Sessions on the page, and forms that end one.
    private static (int Sessions, int Ends) Shown(Page room) => (Regex.Count(room.Html, "Signed in by "), Regex.Count(room.Html, "name=\"session\""));

    private static async Task<string> EndAsync(Person person, Page room, (string Name, string Value) what)
    {
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", room.Form("/mine/name")["__RequestVerificationToken"]), new(what.Name, what.Value)]);
        return (await person.Client.PostAsync(new Uri("/en/mine/sessions", UriKind.Relative), form)).RequestMessage!.RequestUri!.PathAndQuery;
    }

    private static async Task<string> HashAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        return System.Buffers.Text.Base64Url.EncodeToString((await data.Sessions.SingleAsync()).TokenHash);
    }

    // As if the last proof were eleven minutes ago.
    private static async Task AgeAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        var then = DateTimeOffset.UtcNow.AddMinutes(-11);
        await data.Sessions.ExecuteUpdateAsync(set => set.SetProperty(static one => one.ProvedAt, then));
    }
}
