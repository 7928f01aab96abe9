using System.Net;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Visitors;

public class TakeTests
{
    [Fact]
    public async Task A_stranger_keeps_her_wish_through_sign_in_and_takes_one_picture_and_no_second()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var stranger = await person.GetAsync("/en/pictures/2/take");
        Assert.False(stranger.Has("/2/take"));
        Assert.Contains("href=\"/en/sign-in?take=2\"", stranger.Html, StringComparison.Ordinal);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 2);
        Assert.Equal("/en/pictures/2/take", page.Path);
        var other = await person.GetAsync("/en/pictures/3/take");
        var mine = await person.SendAsync(page, "/2/take");
        Assert.Equal("/en/mine?done=taken", mine.Path);
        Assert.Contains("No. 2 is yours", mine.Html, StringComparison.Ordinal);
        Assert.Equal("/en/mine?problem=has-one", (await person.SendAsync(other, "/3/take")).Path);
        Assert.Contains("You have taken a picture: no. 2", (await person.GetAsync("/en/pictures/3/take")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_form_sent_many_times_at_once_has_one_answer()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.SendAsync(page, "/1/take")));
        Assert.All(answers, answer => Assert.Equal("/en/mine?done=taken", answer.Path));
        await using var data = gallery.Database.Context();
        Assert.Equal(1, await data.Claims.CountAsync());
    }

    [Fact]
    public async Task Of_two_visitors_at_one_picture_one_has_it_and_the_other_may_choose_another()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var ada = new Person(gallery.Host);
        using var eve = new Person(gallery.Host);
        var (one, other) = (await ada.SignInAsync(gallery.Folder, "ada@example.org", take: 1), await eve.SignInAsync(gallery.Folder, "eve@example.org", take: 1));
        var answers = await Task.WhenAll(ada.SendAsync(one, "/1/take"), eve.SendAsync(other, "/1/take"));
        Assert.Equal(["/en/mine?done=taken", "/en/pictures/1/take?problem=taken"], answers.Select(answer => answer.Path).Order());
        var loser = answers[0].Path.EndsWith("taken", StringComparison.Ordinal) && answers[0].Path.StartsWith("/en/mine", StringComparison.Ordinal) ? eve : ada;
        Assert.Equal("/en/mine?done=taken", (await loser.TakeAsync(2)).Path);
    }

    [Fact]
    public async Task Before_its_hour_a_picture_says_when_it_opens_and_a_form_sent_by_hand_is_refused()
    {
        await using var gallery = await VisitedGallery.MakeAsync(opensAt: DateTimeOffset.UtcNow.AddHours(26).AddMinutes(1));
        using var person = new Person(gallery.Host);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        Assert.Contains("in 1 d 2 h", page.Html, StringComparison.Ordinal);
        Assert.False(page.Has("/1/take"));
        var token = (await person.GetAsync("/en/mine")).Form("/mine/name")["__RequestVerificationToken"];
        using var forged = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("key", Guid.NewGuid().ToString())]);
        var refused = await person.Client.PostAsync(new Uri("/en/pictures/1/take", UriKind.Relative), forged);
        Assert.Equal("?problem=closed", refused.RequestMessage!.RequestUri!.Query);
        await using var data = gallery.Database.Context();
        Assert.Empty(await data.Claims.ToListAsync());
    }

    [Fact]
    public async Task A_form_without_its_token_without_its_key_or_of_another_visitor_takes_nothing()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var ada = new Person(gallery.Host);
        using var eve = new Person(gallery.Host);
        var page = await ada.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        using var bare = new FormUrlEncodedContent([new("key", Guid.NewGuid().ToString())]);
        Assert.Equal(HttpStatusCode.BadRequest, (await ada.Client.PostAsync(new Uri("/en/pictures/1/take", UriKind.Relative), bare)).StatusCode);
        Assert.Equal("/en/pictures/1/take?problem=form", (await ada.SendAsync(page, "/1/take", ("key", Guid.Empty.ToString()))).Path);
        // Eve has Ada's form: its token is not hers.
        await eve.SignInAsync(gallery.Folder, "eve@example.org");
        Assert.Equal(HttpStatusCode.BadRequest, (await eve.SendAsync(page, "/1/take")).Status);
        await using var data = gallery.Database.Context();
        Assert.Empty(await data.Claims.ToListAsync());
    }

    [Fact]
    public async Task A_network_that_has_taken_its_share_takes_no_more()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, TakesPerNetwork = 2 });
        for (var i = 1; i <= 3; i++)
        {
            using var person = new Person(gallery.Host);
            var page = await person.SignInAsync(gallery.Folder, $"visitor{i}@example.org", take: i);
            Assert.Equal(i <= 2 ? "/en/mine?done=taken" : "/en/pictures/3/take?problem=cap", (await person.SendAsync(page, $"/{i}/take")).Path);
        }
    }

    [Fact]
    public async Task A_claim_whose_answer_is_not_known_keeps_its_form_and_finds_out()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        await RenameAsync("claims", "claims_away");
        var form = page.Form("/1/take");
        using var content = new FormUrlEncodedContent(form);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = person.Cookies };
        using var client = new HttpClient(handler) { BaseAddress = new(gallery.Host.Address) };
        var unknown = await client.PostAsync(new Uri("/en/pictures/1/take", UriKind.Relative), content);
        Assert.Equal($"/en/pictures/1/take?problem=unknown&key={Guid.Parse(form["key"]):N}", unknown.Headers.Location!.OriginalString);
        await RenameAsync("claims_away", "claims");
        var again = await person.GetAsync($"/en/pictures/1/take?problem=unknown&key={Guid.Parse(form["key"]):N}");
        Assert.Equal(form["key"], again.Form("/1/take")["key"]);
        Assert.Contains("Send the same form again", again.Html, StringComparison.Ordinal);
        Assert.Equal("/en/mine?done=taken", (await person.SendAsync(again, "/1/take")).Path);
        // It had been taken after all: the same form says so again.
        Assert.Equal("/en/mine?done=taken", (await person.SendAsync(again, "/1/take")).Path);

        async Task RenameAsync(string from, string to)
        {
            await using var connection = await gallery.Database.ConnectAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"ALTER TABLE {from} RENAME TO {to}";
            await command.ExecuteNonQueryAsync();
        }
    }
}
