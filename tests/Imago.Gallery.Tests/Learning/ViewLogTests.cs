using System.Net;
using System.Text.RegularExpressions;
using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Learning;

[Collection(WithPostgreSql.Name)]
public partial class ViewLogTests(PostgreSql postgres)
{
    private const string Wall = "/en/rooms/people/beauty", Number = "1234-5678";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task What_a_page_tells_is_written_once_with_place_propensity_and_day_and_names_nobody(DatabaseKind kind)
    {
        await using var gallery = await MakeAsync(kind);
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org"); // signed in or not, what she sees is nobody's
        var (hung, works) = await HungAsync(person);
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(person, $"{hung}\n{Number}\n{works[0]} {works[2]}\n"));
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(person, $"{hung}\n{Number}\n{works[0]} {works[2]} 999\n{works[2]}"));
        Assert.Equal(HttpStatusCode.NoContent, await TellAsync(person, $"{hung}\nanother\n{works[1]}\n"));
        var rows = await RowsAsync(gallery, 3);
        var order = new DailyOrder("people/beauty", DailyOrder.DayOf(DateTimeOffset.UtcNow), SimulatedGallery.Places([1, 2, 3]), null);
        Assert.Equal(order.Cells.Select(static cell => cell.Work), works);
        foreach (var (place, deed) in new[] { (0, Deed.Seen), (1, Deed.Seen), (2, Deed.Opened) })
        {
            var row = rows.Single(one => one.WorkNumber == works[place]);
            Assert.Equal(("people/beauty", order.Day, place, order.Cells[place].By, deed), (row.Wall, row.Day, row.Position, row.Ranker, row.Deed));
            Assert.Equal(order.Propensity(works[place], place), row.Propensity, 12);
        }
        Assert.Equal(2, rows.Select(static row => row.Session).Distinct().Count());

        // Whoever holds the whole database finds nothing in it that leads from a view to a person, her browser or her network.
        await using var data = gallery.Database.Context();
        var visitor = await data.Visitors.SingleAsync();
        var written = string.Join('|', rows.Select(static row => string.Join(' ', row.Session, Convert.ToHexString(BitConverter.GetBytes(row.Session)), row.WorkNumber, row.Wall, row.Day, row.Position, row.Propensity, row.Ranker, row.Deed)));
        foreach (var personal in new[] { "1234", "5678", "127.0.0.1", "ada", visitor.Id.ToString(), visitor.Id.ToString("N"), visitor.Network! })
            Assert.DoesNotContain(personal, written, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(Told.Read($"{hung}\n{Number}\n\n")!.Session, Told.Read($"{hung.Replace("beauty", "round-dance", StringComparison.Ordinal)}\n{Number}\n\n")!.Session); // one number on two walls is two sessions
    }

    [Fact]
    public async Task A_taken_picture_is_written_without_a_session_and_its_views_no_more()
    {
        await using var gallery = await MakeAsync(DatabaseKind.Sqlite);
        using var person = new Person(gallery.Host);
        await person.SendAsync(await person.SignInAsync(gallery.Folder, "ada@example.org", take: 2), "/2/take");
        var taken = Assert.Single(await RowsAsync(gallery, 1));
        Assert.Equal((0, 2, "people/beauty", Deed.Taken), (taken.Session, taken.WorkNumber, taken.Wall, taken.Deed));
        using var other = new Person(gallery.Host);
        var (hung, works) = await HungAsync(other);
        Assert.Equal(2, works[taken.Position]);
        await TellAsync(other, $"{hung}\n{Number}\n1 2 3\n2");
        Assert.Equal([1, 3], (await RowsAsync(gallery, 3)).Where(static row => row.Session != 0).Select(static row => row.WorkNumber));
        using var shy = new Person(gallery.Host);
        shy.Client.DefaultRequestHeaders.Add("Sec-GPC", "1");
        await shy.SendAsync(await shy.SignInAsync(gallery.Folder, "eve@example.org", take: 3), "/3/take");
        await TellAsync(other, $"{hung}\nlast\n1\n"); // what comes later is written later
        Assert.Single(await RowsAsync(gallery, 4), static row => row.Session == 0);
    }

    [Fact]
    public async Task What_nobody_wants_or_no_page_can_have_told_is_answered_alike_and_not_written()
    {
        await using var gallery = await MakeAsync(DatabaseKind.Sqlite);
        using var person = new Person(gallery.Host);
        var (hung, _) = await HungAsync(person);
        var parts = hung.Split(' ');
        var day = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        string[] texts =
        [
            "", "\n\n\n", hung, $"{hung}\n\n1\n", $"{hung}\n{new string('x', 41)}\n1\n", $"{hung}\n{Number}\none\n", $"{hung}\n{Number}\n-1\n", $"{hung}\n{Number}\n{string.Join(' ', Enumerable.Range(1, 101))}\n",
            $"{hung}\n{Number}\n{new string(' ', Told.Longest)}1\n", $"{parts[0]} {day} 00000000\n{Number}\n1\n", $"{parts[0]} {day - 2} {parts[2]}\n{Number}\n1\n", $"{parts[0]} {day + 1} {parts[2]}\n{Number}\n1\n",
            $"nowhere/nothing {day} {parts[2]}\n{Number}\n1\n", $"{hung}\n{Number}\n999\n",
        ];
        foreach (var text in texts)
            Assert.Equal(HttpStatusCode.NoContent, await TellAsync(person, text));
        foreach (var (header, value) in new[] { ("DNT", "1"), ("Sec-GPC", "1"), ("Sec-Fetch-Site", "cross-site") })
            Assert.Equal(HttpStatusCode.NoContent, await TellAsync(person, $"{hung}\n{Number}\n1\n", header, value));
        await TellAsync(person, $"{hung}\nlast\n2\n"); // what comes later is written later
        Assert.Equal(2, Assert.Single(await RowsAsync(gallery, 1)).WorkNumber);
        Assert.Equal(Told.MostOpened, Told.Read($"{hung}\n{Number}\n\n{string.Join(' ', Enumerable.Range(1, 90))}")!.Opened.Count);
    }

    [Fact]
    public async Task A_flood_and_a_database_that_fails_break_no_page()
    {
        await using var gallery = await MakeAsync(DatabaseKind.Sqlite);
        using var person = new Person(gallery.Host);
        var (hung, works) = await HungAsync(person);
        var answers = await Task.WhenAll(Enumerable.Range(0, 700).Select(i => TellAsync(person, $"{hung}\n{i}\n{works[0]}\n")));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers); // of one network, and of forms it takes nothing away:
        using var form = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await person.Client.PostAsync(new Uri("/en/sign-in", UriKind.Relative), form)).StatusCode);
        Assert.InRange((await RowsAsync(gallery, 600)).Count, 600, 690);
        await using (var data = gallery.Database.Context())
            await data.Database.ExecuteSqlRawAsync("ALTER TABLE views RENAME TO views_gone");
        gallery.Host.Services.GetRequiredService<ViewLog>().Tell(Told.Read($"{hung}\nlost\n{works[0]}\n")!);
        await Task.Delay(1500);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(Wall)).Status);
        await using (var data = gallery.Database.Context())
            await data.Database.ExecuteSqlRawAsync("ALTER TABLE views_gone RENAME TO views");
        var before = (await RowsAsync(gallery, 600)).Count;
        gallery.Host.Services.GetRequiredService<ViewLog>().Tell(Told.Read($"{hung}\nkept\n{works[0]}\n")!);
        await RowsAsync(gallery, before + 1);
    }

    [Fact]
    public async Task After_90_days_a_view_is_deleted()
    {
        await using var gallery = await MakeAsync(DatabaseKind.Sqlite);
        var now = DateTimeOffset.UtcNow;
        await using (var data = gallery.Database.Context())
        {
            await ViewLog.InsertAsync(data, new[] { 91, 90, 0 }.Select((ago, i) => new View { Session = 1, WorkNumber = i, Wall = "a/b", Day = DailyOrder.DayOf(now) - ago, Position = 0, Propensity = 1, Ranker = Ranker.Lot, Deed = Deed.Seen }));
            await gallery.Host.Services.GetRequiredService<Housekeeping>().TidyAsync(now, CancellationToken.None);
        }
        Assert.Equal([1, 2], (await RowsAsync(gallery, 2)).Select(static row => row.WorkNumber));
    }

    [Fact]
    public async Task Where_the_keeper_wants_no_learning_walls_hang_as_they_were_hung_and_nothing_is_kept()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { LearnsFromVisitors = false }, perWall: 3, files: false);
        using var person = new Person(gallery.Host);
        var page = (await person.GetAsync(Wall)).Html;
        Assert.DoesNotContain("data-hung", page, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], Cells().Matches(page).Select(static cell => cell.Groups[1].Value));
        var today = new DailyOrder("people/beauty", DailyOrder.DayOf(DateTimeOffset.UtcNow), SimulatedGallery.Places([1, 2, 3]), null);
        await TellAsync(person, $"{today.Name}\n{Number}\n1\n");
        await Task.Delay(1500);
        Assert.Empty(await RowsAsync(gallery, 0));
    }

    private Task<VisitedGallery> MakeAsync(DatabaseKind kind) =>
        VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, PostgreSql = kind == DatabaseKind.Sqlite ? null : postgres.NewDatabase() }, perWall: 3, files: false);

    private static async Task<(string Hung, int[] Works)> HungAsync(Person person)
    {
        var page = (await person.GetAsync(Wall)).Html;
        return (Regex.Match(page, "data-hung=\"([^\"]+)\"").Groups[1].Value, [.. Cells().Matches(page).Select(static cell => int.Parse(cell.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    private static async Task<HttpStatusCode> TellAsync(Person person, string text, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(LearningPart.Address, UriKind.Relative)) { Content = new StringContent(text) };
        if (header is not null)
            request.Headers.Add(header, value);
        using var answer = await person.Client.SendAsync(request);
        return answer.StatusCode;
    }

    // Waits until so many are written.
    private static async Task<List<View>> RowsAsync(VisitedGallery gallery, int least)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(50))
        {
            await using var data = gallery.Database.Context();
            var rows = await data.Views.AsNoTracking().OrderBy(static row => row.WorkNumber).ToListAsync();
            if (rows.Count >= least)
                return rows;
            Assert.True(DateTime.UtcNow < until, $"{rows.Count} views within 20 seconds, expected {least}");
        }
    }

    [GeneratedRegex("<li id=\"p(\\d+)\"")]
    private static partial Regex Cells();
}
