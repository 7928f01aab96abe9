using System.Diagnostics;
using Imago.Gallery.Ballots;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Ballots;

[Collection(WithPostgreSql.Name)]
public class DrawTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_draw_that_is_cut_off_after_any_step_ends_as_if_it_had_not_been(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        var steps = new List<string>();
        await SmallDraw.FillAsync(folder, database);
        Assert.Equal(7, await SmallDraw.Open(folder, settings, database, claims, steps.Add).RunAsync());
        var whole = await SmallDraw.ResultAsync(database);
        // Every one of the four outcomes is there, and the claims of the draw have what has to follow them.
        Assert.All((string[])["won", "none", "cap", "owner"], outcome => Assert.Contains($" {outcome} ", whole, StringComparison.Ordinal));
        Assert.Contains("0 wishes, 0 closed", whole, StringComparison.Ordinal);
        Assert.Equal(["turn", "order", .. Enumerable.Repeat<string[]>(["claim", "outcome"], 7).SelectMany(static two => two), "end"], steps);

        for (var cut = 1; cut <= steps.Count; cut++)
        {
            var (closes, left) = (cut / 2 % 2 == 0, cut); // half of all claims and outcomes by an exception, half by a server that closes
            using var stop = new CancellationTokenSource();
            await SmallDraw.FillAsync(folder, database);
            var ended = await Record.ExceptionAsync(() => SmallDraw.Open(folder, settings, database, claims, _ =>
            {
                if (--left > 0)
                    return;
                stop.Cancel();
                if (!closes)
                    throw new InvalidOperationException("cut");
            }).RunAsync(stop.Token));
            Assert.True(closes ? ended is OperationCanceledException || cut == steps.Count : ended is InvalidOperationException { Message: "cut" }, $"cut after step {cut}: {ended}");
            await SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync(); // at once, for whoever ends in order gives its turn back
            Assert.True(whole == await SmallDraw.ResultAsync(database), $"cut after step {cut}, {steps[cut - 1]}:\n{await SmallDraw.ResultAsync(database)}\ninstead of\n{whole}");
        }
    }

    [Fact]
    public async Task A_draw_whose_process_is_killed_between_a_claim_and_its_outcome_goes_on_alike_on_both_databases()
    {
        var results = await Task.WhenAll(new[] { DatabaseKind.Sqlite, DatabaseKind.PostgreSql }.Select(kind => Task.Run(async () =>
        {
            using var temp = new TempFolder();
            var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
            await using var open = database;
            await SmallDraw.FillAsync(folder, database);
            using (var process = Process.Start(TestProgram.Command[0], [.. TestProgram.Command.Skip(1), "draw", folder.Path, "7"]))
            {
                await process.WaitForExitAsync();
                Assert.Equal(128 + 9, process.ExitCode);
            }
            await using (var data = database.Context())
                Assert.Equal((2, 3), (await data.BallotEntries.CountAsync(static one => one.Outcome != null), await data.Claims.CountAsync()));
            await using var claims = ClaimStore.Of(database);
            Assert.Equal(0, await SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync()); // it is the killed one's turn still
            await SmallDraw.EndTurnAsync(database);
            Assert.Equal(5, await SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync());
            return await SmallDraw.ResultAsync(database);
        })));
        Assert.Equal(results[0], results[1]);
        Assert.All((string[])["won", "none", "cap", "owner"], outcome => Assert.Contains($" {outcome} ", results[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_server_that_slept_amid_a_turn_while_another_drew_to_the_end_changes_nothing(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.FillAsync(folder, database);
        var (steps, whole) = (0, "");
        await Assert.ThrowsAsync<TurnLostException>(() => SmallDraw.Open(folder, settings, database, claims, _ =>
        {
            if (++steps == 5)
                whole = Task.Run(OtherAsync).GetAwaiter().GetResult();
        }).RunAsync());
        Assert.Contains("0 wishes, 0 closed", whole, StringComparison.Ordinal);
        Assert.Equal(whole, await SmallDraw.ResultAsync(database));

        async Task<string> OtherAsync()
        {
            await SmallDraw.EndTurnAsync(database);
            Assert.Equal(6, await SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync());
            return await SmallDraw.ResultAsync(database);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_list_that_is_changed_at_the_very_close_is_in_the_order_as_it_is_and_changes_no_more(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.FillAsync(folder, database);
        List<Guid> visitors;
        await using (var data = database.Context())
        {
            var later = DateTimeOffset.UtcNow.AddDays(1);
            visitors = await data.BallotEntries.Where(one => !data.Claims.Any(claim => claim.VisitorId == one.VisitorId)).Select(static one => one.VisitorId).ToListAsync();
            await data.Wishes.ExecuteDeleteAsync();
            await data.Ballots.ExecuteUpdateAsync(set => set.SetProperty(static one => one.ClosesAt, later));
        }
        var (wishes, changes) = (new WishLists(database, new(folder)), 0);
        var changing = Task.WhenAll(visitors.Select(visitor => Task.Run(async () =>
        {
            for (var i = 0; await wishes.ChangeAsync(visitor, i % 2 == 0 ? "add" : "remove", 3, null, "en", default) == WishAnswer.Done; i++)
                Interlocked.Increment(ref changes);
        })));
        var draw = SmallDraw.Open(folder, settings, database, claims, step =>
        {
            if (step != "order")
                return;
            using var data = database.Context();
            var then = data.Wishes.Select(static wish => wish.VisitorId).Order().ToList();
            Assert.Equal(then, data.BallotEntries.Where(static one => one.Turn != null).Select(static one => one.VisitorId).Order().ToList());
            Assert.True(changing.Wait(TimeSpan.FromSeconds(20)));
            Assert.Equal(then, data.Wishes.Select(static wish => wish.VisitorId).Order().ToList());
        });
        for (var until = DateTime.UtcNow.AddSeconds(20); Volatile.Read(ref changes) < 60; await Task.Delay(1))
            Assert.True(DateTime.UtcNow < until, $"only {changes} changes within 20 seconds");
        await Balloted.CloseAsync(database); // amid them
        await draw.RunAsync();
        await using var after = database.Context();
        Assert.NotNull((await after.Ballots.SingleAsync()).DrawnAt);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Two_servers_that_draw_at_once_give_everyone_one_turn_and_nothing_is_drawn_before_its_hour(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.FillAsync(folder, database);
        await using (var data = database.Context())
        {
            var later = DateTimeOffset.UtcNow.AddMinutes(10);
            await data.Ballots.ExecuteUpdateAsync(set => set.SetProperty(static one => one.ClosesAt, later));
            Assert.Equal(0, await SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync());
        }
        await Balloted.CloseAsync(database);
        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync())));
        Assert.Equal(7, done.Sum());
        await using var after = database.Context();
        Assert.Equal(1, await after.Ballots.CountAsync(static one => one.DrawnAt != null));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_work_of_a_ballot_is_taken_in_its_draw_alone_and_no_other_work_is(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        await using var gallery = await OpenGallery.MakeAsync(kind, postgres);
        await Balloted.AnnounceAsync(gallery.Database, new(GalleryFolder.Create(temp.At("keys"))));
        await Balloted.CloseAsync(gallery.Database);
        await using (var data = gallery.Database.Context())
            await data.Places.Where(static place => place.WorkNumber == 2).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.BallotId, (int?)null));
        Assert.IsType<ClaimAnswer.NotOpen>(await gallery.Claims.ClaimAsync(1, Guid.NewGuid(), Guid.NewGuid()));
        Assert.IsType<ClaimAnswer.NotOpen>(await gallery.Claims.DrawAsync(2, Guid.NewGuid(), Guid.NewGuid(), ballot: 1));
        Assert.IsType<ClaimAnswer.NotOpen>(await gallery.Claims.DrawAsync(1, Guid.NewGuid(), Guid.NewGuid(), ballot: 2));
        Assert.IsType<ClaimAnswer.Taken>(await gallery.Claims.DrawAsync(1, Guid.NewGuid(), Guid.NewGuid(), ballot: 1));
        Assert.IsType<ClaimAnswer.Taken>(await gallery.Claims.ClaimAsync(2, Guid.NewGuid(), Guid.NewGuid()));
    }
}
