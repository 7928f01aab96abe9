using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Learning;

/// <summary>Learning from the database, where simulated visitors have left their views.</summary>
[Collection(WithPostgreSql.Name)]
public class LearnerTests(PostgreSql postgres)
{
    private const int Start = 20_000;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_learnt_order_is_tried_from_tomorrow_and_goes_live_only_when_it_has_won(DatabaseKind kind)
    {
        using var folder = new TempFolder();
        var gallery = new SimulatedGallery(seed: 1, taste: 1);
        await using var database = await HangAsync(kind, folder, gallery);
        Assert.Equal(Verdict.TooFew, (await Learner.RunAsync(database, gallery.Features, Day(Start))).Verdict);

        await WriteAsync(database, gallery.Visits(400, Start));
        var tried = await Learner.RunAsync(database, gallery.Features, Day(Start + 15));
        Assert.Equal((Verdict.Tried, 1200, 10, true), (tried.Verdict, tried.Pages, tried.Days, tried.Gate!.IsOpen));
        var (present, candidate) = (await OrdersAsync(database, static place => place.Position), await OrdersAsync(database, static place => place.Candidate!.Value));
        Assert.Equal(gallery.Cosine["room/wall-7"], present["room/wall-7"]);
        Assert.True(gallery.Worth(candidate) > 1.05 * gallery.Worth(present));
        await using (var context = database.Context())
            Assert.All(await context.Walls.ToListAsync(), static wall => Assert.Equal(Start + 16, wall.TrialFrom));

        await WriteAsync(database, gallery.Visits(320, Start + 16, present, candidate));
        var early = await Learner.RunAsync(database, gallery.Features, Day(Start + 20));
        Assert.Equal((Verdict.Undecided, true), (early.Verdict, early.Trial!.Z > Trial.Decided)); // however clear: not before the seventh day
        Assert.Equal(present["room/wall-3"], (await OrdersAsync(database, static place => place.Position))["room/wall-3"]);

        var live = await Learner.RunAsync(database, gallery.Features, Day(Start + 24));
        Assert.Equal(Verdict.Live, live.Verdict);
        Assert.Equal(candidate, await OrdersAsync(database, static place => place.Position));
        await using (var context = database.Context())
        {
            Assert.False(await context.Places.AnyAsync(static place => place.Candidate != null || place.Position < 0));
            Assert.False(await context.Walls.AnyAsync(static wall => wall.TrialFrom != null));
        }
    }

    [Fact]
    public async Task A_learnt_order_that_is_worse_or_no_better_leaves_the_walls_as_they_were()
    {
        using var folder = new TempFolder();
        var gallery = new SimulatedGallery(seed: 2, taste: 0, answers: 1);
        await using var database = await HangAsync(DatabaseKind.Sqlite, folder, gallery);
        await WriteAsync(database, gallery.Visits(240, Start));
        var result = await Learner.RunAsync(database, gallery.Features, Day(Start + 15));
        Assert.Equal((Verdict.NotBetter, false), (result.Verdict, result.Gate!.IsOpen));
        await using (var context = database.Context())
            Assert.False(await context.Places.AnyAsync(static place => place.Candidate != null));

        // Turned round by hand, as no training would: the trial finds out.
        await using (var context = database.Context())
        {
            await context.Places.ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Candidate, static place => SimulatedGallery.PerWall - 1 - place.Position));
            await context.Walls.ExecuteUpdateAsync(static set => set.SetProperty(static wall => wall.TrialFrom, Start + 16));
        }
        await WriteAsync(database, gallery.Visits(280, Start + 16, gallery.Cosine, gallery.Cosine.ToDictionary(static wall => wall.Key, static wall => wall.Value.Reverse().ToArray())));
        var worse = await Learner.RunAsync(database, gallery.Features, Day(Start + 26));
        Assert.Equal((Verdict.Withdrawn, true), (worse.Verdict, worse.Trial!.Z < -Trial.Decided));
        Assert.Equal(gallery.Cosine, await OrdersAsync(database, static place => place.Position));
        await using (var context = database.Context())
            Assert.False(await context.Walls.AnyAsync(static wall => wall.TrialFrom != null));
    }

    private static DateTimeOffset Day(int day) => DateTimeOffset.FromUnixTimeSeconds(86_400L * day);

    private static async Task<Dictionary<string, int[]>> OrdersAsync(GalleryDatabase database, Func<Place, int> by)
    {
        await using var context = database.Context();
        return (await context.Walls.AsNoTracking().Include(static wall => wall.Places).ToListAsync()).ToDictionary(static wall => "room/" + wall.Slug, wall => wall.Places.OrderBy(by).Select(static place => place.WorkNumber).ToArray());
    }

    private async Task<GalleryDatabase> HangAsync(DatabaseKind kind, TempFolder folder, SimulatedGallery gallery)
    {
        var database = kind == DatabaseKind.Sqlite ? GalleryDatabase.OfSqlite(folder.At("gallery.db")) : GalleryDatabase.OfPostgreSql(postgres.NewDatabase());
        await SchemaUpdate.ApplyAsync(database);
        await using var context = database.Context();
        var room = new Room { Id = 1, Slug = "room", Position = 0, Titles = new() { ["en"] = "Room" } };
        foreach (var (i, (name, works)) in gallery.Cosine.Index())
        {
            var wall = new Wall { Id = i + 1, Slug = name[5..], Position = i, Query = name, Titles = new() { ["en"] = name } };
            wall.Places.AddRange(SimulatedGallery.Places(works));
            context.Works.AddRange(works.Select(static number => new Work { Number = number, Width = 1, Height = 1, Small = $"s{number}", FullKey = $"f{number}", Sha256 = [0], ThumbHash = [0], Colours = "[]", PHash = 0, Score = 0, MadeAt = default }));
            room.Walls.Add(wall);
        }
        context.Rooms.Add(room);
        await context.SaveChangesAsync();
        return database;
    }

    private static async Task WriteAsync(GalleryDatabase database, List<Visit> visits)
    {
        await using var context = database.Context();
        var session = (await context.Views.MaxAsync(static view => (long?)view.Session) ?? 0) + 1;
        var rows = visits.SelectMany((visit, i) => visit.Cells.Select(cell => new View { Session = session + i, WorkNumber = cell.Work, Wall = visit.Wall, Day = visit.Day, Position = cell.Position, Propensity = cell.Propensity, Ranker = cell.By, Deed = cell.Deed }));
        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var some in rows.Chunk(100))
            await ViewLog.InsertAsync(context, some);
        await transaction.CommitAsync();
    }
}
