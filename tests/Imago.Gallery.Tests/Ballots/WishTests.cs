using System.Net;
using System.Text;
using System.Text.Json;
using Imago.Gallery.Ballots;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Ballots;

[Collection(WithPostgreSql.Name)]
public class WishTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_ballot_from_the_first_wish_to_the_letter_without_script(DatabaseKind kind)
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { Name = "Nobody's portraits", ProofOfWorkBits = 4, PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null });
        await Balloted.AnnounceAsync(gallery);
        using var ada = new Person(gallery.Host);
        using var eve = new Person(gallery.Host);
        Assert.Contains("given by lot", (await ada.GetAsync("/en")).Html, StringComparison.Ordinal);
        Assert.Contains("/en/pictures/2/take", (await ada.GetAsync("/en/pictures/2")).Html, StringComparison.Ordinal);
        var offer = await ada.SignInAsync(gallery.Folder, "ada@example.org", take: 2);
        Assert.Equal("/en/pictures/2/take", offer.Path);
        Assert.False(offer.Has("/2/take"));
        var list = await ada.SendAsync(offer, "/wishes", ("what", "add"));
        Assert.Equal("/en/wishes?done=wished", list.Path);
        await ada.SendAsync(await ada.GetAsync("/en/pictures/3/take"), "/wishes", ("what", "add"));
        await ada.SendAsync(await ada.GetAsync("/en/pictures/1/take"), "/wishes", ("what", "add"));
        Assert.Contains("wish no. 3 on your list", (await ada.GetAsync("/en/pictures/1/take")).Html, StringComparison.Ordinal);
        await ChangeAsync(ada, 3, "up");
        await ChangeAsync(ada, 2, "down");
        await ChangeAsync(ada, 2, "up");
        await ChangeAsync(ada, 1, "remove");
        await eve.SignInAsync(gallery.Folder, "eve@example.org");
        await eve.SendAsync(await eve.GetAsync("/de/pictures/3/take"), "/wishes", ("what", "add"));
        await using var data = gallery.Database.Context();
        Assert.Equal("3 2 3", string.Join(' ', (await data.Wishes.OrderBy(static wish => wish.Position).ToListAsync()).GroupBy(static wish => wish.VisitorId).OrderByDescending(static her => her.Count()).SelectMany(static her => her).Select(static wish => wish.WorkNumber)));
        Assert.DoesNotContain("pictures/2\"", (await eve.GetAsync("/en/wishes")).Html, StringComparison.Ordinal);

        // A form sent by hand takes nothing before the draw.
        var token = (await ada.GetAsync("/en/mine")).Form("/mine/name")["__RequestVerificationToken"];
        using var forged = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("key", Guid.NewGuid().ToString())]);
        Assert.Equal("?problem=closed", (await ada.Client.PostAsync(new Uri("/en/pictures/1/take", UriKind.Relative), forged)).RequestMessage!.RequestUri!.Query);
        var before = await ada.Client.GetStringAsync(new Uri("/ballots/1.json", UriKind.Relative));
        Assert.Contains("\"seed\":null", before, StringComparison.Ordinal);

        await Balloted.CloseAsync(gallery.Database);
        await Balloted.DrawnAsync(gallery.Database);
        var (owners, numbers) = (await data.Claims.ToDictionaryAsync(static claim => claim.WorkNumber, static claim => claim.VisitorId), await data.BallotEntries.OrderBy(static one => one.Turn).ToListAsync());
        // Both are of one network, so the hash alone decides: who comes first has no. 3. Ada has a second wish, Eve has none.
        var outcomes = numbers.Select(static one => one.Outcome).ToArray();
        Assert.Equal(owners[3], numbers[0].VisitorId);
        Assert.True(outcomes is ["won", "won"] && owners[2] == numbers[1].VisitorId || outcomes is ["won", "none"] && owners.Count == 1, string.Join(' ', outcomes));
        Assert.Equal(0, await data.Wishes.CountAsync());
        Assert.All(numbers, static one => Assert.Equal((null, null), (one.Network, one.Neighbourhood)));
        var mine = (await ada.GetAsync("/en/mine")).Html;
        Assert.Contains("You got the first of your wishes", mine, StringComparison.Ordinal);
        Assert.Contains("is yours", await Person.LetterAsync(gallery.Folder, "ada@example.org", 2), StringComparison.Ordinal);
        Assert.Contains("an der Reihe", await Person.LetterAsync(gallery.Folder, "eve@example.org", 2), StringComparison.Ordinal);

        // Anyone recomputes the order, with another program.
        var file = await eve.Client.GetStringAsync(new Uri("/ballots/1.json", UriKind.Relative));
        using var json = JsonDocument.Parse(file);
        Assert.Equal(JsonDocument.Parse(before).RootElement.GetProperty("commitment").GetString(), json.RootElement.GetProperty("commitment").GetString());
        Assert.Equal(string.Join(' ', numbers.Select(static one => one.Number)), await Node.AskAsync("lots.mjs", Encoding.UTF8.GetBytes(file)));
        // What is left is anyone's.
        using var late = new Person(gallery.Host);
        Assert.Equal("/en/mine?done=taken", (await late.SendAsync(await late.SignInAsync(gallery.Folder, "late@example.org", take: 1), "/1/take")).Path);

        async Task ChangeAsync(Person person, int work, string what)
        {
            var form = (await person.GetAsync("/en/wishes")).Form("/wishes", work);
            form["what"] = what;
            using var content = new FormUrlEncodedContent(form);
            await person.Client.PostAsync(new Uri("/en/wishes", UriKind.Relative), content);
        }
    }

    [Fact]
    public async Task A_list_is_its_visitors_alone_has_an_end_and_goes_with_her_data()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        await AddAsync(gallery.Database, 4, 15);
        await Balloted.AnnounceAsync(gallery);
        using var ada = new Person(gallery.Host);
        Assert.Equal("/en/sign-in", (await ada.GetAsync("/en/wishes")).Path);
        await ada.SignInAsync(gallery.Folder, "ada@example.org");
        var form = await ada.GetAsync("/en/pictures/1/take");
        // Fifteen at once, of which twelve find room.
        var sent = await Task.WhenAll(Enumerable.Range(1, 15).Select(work => ada.SendAsync(form, "/wishes", ("what", "add"), ("work", $"{work}"))));
        Assert.Equal(3, sent.Count(static page => page.Path == "/en/wishes?problem=wishes-full"));
        Assert.Equal("/en/wishes?problem=wishes-closed", (await ada.SendAsync(form, "/wishes", ("what", "add"), ("work", "999"))).Path);
        using var bare = new FormUrlEncodedContent([new("work", "1"), new("what", "remove")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await ada.Client.PostAsync(new Uri("/en/wishes", UriKind.Relative), bare)).StatusCode);
        await using (var data = gallery.Database.Context())
            Assert.Equal(Enumerable.Range(0, WishLists.Most), await data.Wishes.OrderBy(static one => one.Position).Select(static one => one.Position).ToListAsync());
        // A wish that hangs no more says so; the others stay.
        await using (var data = gallery.Database.Context())
            await data.Places.Where(place => data.Wishes.Any(wish => wish.WorkNumber == place.WorkNumber && wish.Position == 0)).ExecuteDeleteAsync();
        Assert.Contains("hangs on no wall", (await ada.GetAsync("/en/wishes")).Html, StringComparison.Ordinal);
        using (var own = JsonDocument.Parse(await ada.Client.GetStringAsync(new Uri("/en/mine/data", UriKind.Relative))))
            Assert.Equal((WishLists.Most, 9), (own.RootElement.GetProperty("wishes").GetArrayLength(), own.RootElement.GetProperty("ballots")[0].GetProperty("number").GetString()!.Length));
        await ada.SendAsync(await ada.GetAsync("/en/mine/delete"), "/mine/delete", ("sure", "1"));
        await using var after = gallery.Database.Context();
        Assert.Equal((0, 0, 0), (await after.Wishes.CountAsync(), await after.BallotEntries.CountAsync(), await after.Visitors.CountAsync()));
    }

    // Rows without files, hung beside the others.
    private static async Task AddAsync(GalleryDatabase database, int first, int last)
    {
        await using var data = database.Context();
        for (var number = first; number <= last; number++)
        {
            data.Works.Add(new Work
            {
                Number = number, Width = 8, Height = 8, Small = $"s{number}", FullKey = $"f{number}", Sha256 = [0], ThumbHash = [], Colours = "[]", PHash = 0, Score = 0, MadeAt = DateTimeOffset.UtcNow,
                Place = new Place { WorkNumber = number, WallId = 1, Position = number, Score = 0, Near = false, OpensAt = DateTimeOffset.UtcNow },
            });
        }
        await data.SaveChangesAsync();
    }

    [Fact]
    public async Task After_the_close_no_list_is_changed_and_a_month_after_the_draw_nobody_is_known_by_her_number()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        await Balloted.AnnounceAsync(gallery);
        using var ada = new Person(gallery.Host);
        await ada.SignInAsync(gallery.Folder, "ada@example.org");
        var form = await ada.GetAsync("/en/pictures/1/take");
        await ada.SendAsync(form, "/wishes", ("what", "add"));
        await Balloted.CloseAsync(gallery.Database);
        Assert.Equal("/en/wishes?problem=wishes-closed", (await ada.SendAsync(form, "/wishes", ("what", "remove"))).Path);
        await Balloted.DrawnAsync(gallery.Database);
        Assert.Equal("/en/wishes?problem=wishes-closed", (await ada.SendAsync(form, "/wishes", ("what", "add"))).Path);
        var tidy = gallery.Host.Services.GetRequiredService<Housekeeping>();
        await using var data = gallery.Database.Context();
        await tidy.TidyAsync(DateTimeOffset.UtcNow.AddDays(29), CancellationToken.None);
        Assert.Equal(1, await data.BallotEntries.CountAsync());
        await tidy.TidyAsync(DateTimeOffset.UtcNow.AddDays(31), CancellationToken.None);
        Assert.Equal((0, 1), (await data.BallotEntries.CountAsync(), await data.Ballots.CountAsync()));
    }

    [Theory]
    [InlineData("add", 9, "1 2 3 9")]
    [InlineData("add", 2, "1 2 3")]
    [InlineData("up", 3, "1 3 2")]
    [InlineData("up", 1, "1 2 3")]
    [InlineData("down", 1, "2 1 3")]
    [InlineData("down", 3, "1 2 3")]
    [InlineData("remove", 2, "1 3")]
    [InlineData("remove", 9, "1 2 3")]
    [InlineData("", 1, "1 2 3")]
    public void A_list_changes_as_its_buttons_say(string what, int work, string after) => Assert.Equal(after, string.Join(' ', WishLists.Changed([1, 2, 3], what, work)!));
}
