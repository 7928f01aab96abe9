using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Imago.Gallery.Visitors;

namespace Imago.Gallery.Tests.Visitors;

[Collection(WithPostgreSql.Name)]
public class OnPostgreSqlTests(PostgreSql postgres)
{
    [Fact]
    public async Task On_PostgreSQL_a_visitor_comes_takes_moves_and_leaves_over_two_servers()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { PostgreSql = postgres.NewDatabase(), ProofOfWorkBits = 4 });
        await using var second = await GalleryHost.StartAsync(new() { Folder = gallery.Folder.Path, Port = 0 });
        using var person = new Person(gallery.Host);
        var page = await person.SignInAsync(gallery.Folder, "ada@example.org", take: 1);
        using var there = new Person(second);
        foreach (System.Net.Cookie cookie in person.Cookies.GetAllCookies())
            there.Cookies.Add(new Uri(second.Address), new System.Net.Cookie(cookie.Name, cookie.Value, "/"));
        // One form, sent to both servers at once.
        var answers = await Task.WhenAll(person.SendAsync(page, "/1/take"), there.SendAsync(page, "/1/take"));
        Assert.All(answers, static answer => Assert.Equal("/en/mine?done=taken", answer.Path));
        using var eve = new Person(second);
        await eve.SignInAsync(gallery.Folder, "eve@example.org");
        var move = await eve.SendAsync(await eve.GetAsync("/en/mine/address"), "/mine/address", ("address", "ada@example.org"));
        Assert.Equal("/en/mine?problem=of-another", (await eve.SendAsync(move, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org", 2))))).Path);
        var code = await person.SendAsync(await person.GetAsync("/en/mine/address"), "/mine/address", ("address", "new@example.org"));
        Assert.Equal("/en/mine?done=moved", (await person.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(gallery.Folder, "new@example.org"))))).Path);
        await person.SendAsync(await person.GetAsync("/en/mine"), "/sign-out", ("everywhere", "1"));
        Assert.Equal("/en/sign-in", (await there.GetAsync("/en/mine")).Path);
        await person.SignInAsync(gallery.Folder, "new@example.org");
        await person.SendAsync(await person.GetAsync("/en/mine/delete"), "/mine/delete", ("sure", "1"));
        Assert.Single(Person.Letters(gallery.Folder, "eve@example.org")); // two posts, one letter each
        await using var data = gallery.Database.Context();
        Assert.NotNull((await data.Visitors.SingleAsync(static one => one.LeftAt != null)).EmailMac);
        await second.Services.GetRequiredService<Housekeeping>().TidyAsync(DateTimeOffset.UtcNow.AddDays(366), CancellationToken.None);
        Assert.Null((await data.Visitors.AsNoTracking().SingleAsync(static one => one.LeftAt != null)).EmailMac);
    }

    [Fact]
    public async Task The_limits_of_letters_and_takes_are_those_of_all_servers_together()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { PostgreSql = postgres.NewDatabase(), ProofOfWorkBits = 4, LettersPerNetwork = 4, TakesPerNetwork = 1 });
        await using var second = await GalleryHost.StartAsync(new() { Folder = gallery.Folder.Path, Port = 0 });
        using var here = new Person(gallery.Host);
        using var there = new Person(second);
        Assert.Equal("/en/mine?done=taken", (await here.SendAsync(await here.SignInAsync(gallery.Folder, "ada@example.org", take: 1), "/1/take")).Path);
        Assert.Equal("/en/pictures/2/take?problem=cap", (await there.SendAsync(await there.SignInAsync(gallery.Folder, "eve@example.org", take: 2), "/2/take")).Path);
        foreach (var (person, problem) in new[] { (here, false), (there, false), (here, true), (there, true) })
            Assert.Equal(problem ? "/en/sign-in?problem=network" : "/en/sign-in/code", (await person.AskAsync($"{Guid.NewGuid():N}@example.org")).Path);
    }

    [Fact]
    public async Task Of_many_who_prove_one_new_address_at_once_on_PostgreSQL_one_visitor_is_made()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { PostgreSql = postgres.NewDatabase(), ProofOfWorkBits = 4 });
        var persons = Enumerable.Range(0, 5).Select(_ => new Person(gallery.Host)).ToArray();
        var pages = new List<(Person, Page, string)>();
        for (var i = 0; i < persons.Length; i++)
        {
            var page = await persons[i].AskAsync("ada@example.org");
            pages.Add((persons[i], page, Person.Code(await Person.LetterAsync(gallery.Folder, "ada@example.org", i + 1))));
        }
        var answers = await Task.WhenAll(pages.Select(static one => one.Item1.SendAsync(one.Item2, "/sign-in/code", ("code", one.Item3))));
        Assert.All(answers, static answer => Assert.Equal("/en/mine", answer.Path));
        await using var data = gallery.Database.Context();
        Assert.Equal((1, 5), (await data.Visitors.CountAsync(), await data.Sessions.CountAsync()));
    }
}
