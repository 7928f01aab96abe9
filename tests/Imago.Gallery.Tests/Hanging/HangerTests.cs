using Imago.Gallery.Hanging;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Hanging;

[Collection(WithPostgreSql.Name)]
public class HangerTests(PostgreSql postgres)
{
    private const string Rooms = """
        rooms:
          - titles: { en: People }
            walls:
              - { query: beauty, titles: { en: Beauty }, works: 2-5 }
              - { query: dance, titles: { en: Dance }, works: 2-5 }
          - titles: { en: Mood }
            works: 6
            walls:
              - { query: silence, titles: { en: Silence }, works: 3-6 }
              - { query: rain, titles: { en: Rain }, works: 1-5 }
        """;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task The_same_seed_hangs_the_same_and_numbers_are_kept(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        await using var database = await GalleryAsync(kind, temp, 40);
        var rooms = RoomsFile.Parse(Rooms, "rooms.yaml");
        var hung = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, rooms, Ranked(40, 4, 1), new() { Seed = 3 });
        Assert.Equal(16, hung.Walls.Sum(static wall => wall.Works)); // 10 of People's two walls, 6 of Mood
        Assert.Equal((0, 0, 0), (hung.Alike, hung.LeftOut.Count, hung.OffTheWall));
        var first = await PlacesAsync(database);
        Assert.Equal(16, first.Select(static place => place.WorkNumber).Distinct().Count());
        Assert.All(first.GroupBy(static place => place.WallId), static wall => Assert.Equal(Enumerable.Range(0, wall.Count()), wall.Select(static place => place.Position).Order()));

        await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, rooms, Ranked(40, 4, 1), new() { Seed = 3 });
        Assert.Equal(first.Select(Said), (await PlacesAsync(database)).Select(Said));

        static string Said(Place place) => $"{place.WorkNumber} {place.WallId} {place.Position} {place.Score} {place.Near} {place.OpensAt:O}";
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_work_with_an_owner_stays_on_its_wall_or_keeps_its_page(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        await using var database = await GalleryAsync(kind, temp, 40);
        await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, RoomsFile.Parse(Rooms, "rooms.yaml"), Ranked(40, 4, 1), new());
        var before = await PlacesAsync(database);
        var (onBeauty, onDance) = (before.First(static place => place.WallId == 1), before.First(static place => place.WallId == 2));
        await using (var context = database.Context())
        {
            foreach (var place in (Place[])[onBeauty, onDance])
            {
                context.Claims.Add(new Claim { WorkNumber = place.WorkNumber, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
                context.Outbox.Add(new OutboxEntry { WorkNumber = place.WorkNumber });
            }
            await context.SaveChangesAsync();
        }
        // Other scores, and no wall for the dance.
        var without = Rooms.Replace("      - { query: dance, titles: { en: Dance }, works: 2-5 }\n", "", StringComparison.Ordinal);
        var opens = DateTimeOffset.UtcNow.AddDays(30);
        var hung = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, RoomsFile.Parse(without, "rooms.yaml"), Ranked(40, 3, 9), new() { Opens = opens });
        Assert.Equal(1, hung.OffTheWall);
        Assert.Equal((5, 1), hung.Walls.Where(static wall => wall.Wall == "beauty").Select(static wall => (wall.Works, wall.Claimed)).Single());
        await using var after = database.Context();
        var stayed = await after.Places.Include(static place => place.Wall).SingleAsync(place => place.WorkNumber == onBeauty.WorkNumber);
        Assert.Equal(("beauty", onBeauty.OpensAt), (stayed.Wall.Slug, stayed.OpensAt));
        Assert.False(await after.Places.AnyAsync(place => place.WorkNumber == onDance.WorkNumber));
        Assert.True(await after.Works.AnyAsync(work => work.Number == onDance.WorkNumber));
        // Its certificate, which is not signed yet, says where it hung when it was taken.
        Assert.Contains("\"Title\":\"Dance\"", (await after.Outbox.SingleAsync(entry => entry.WorkNumber == onDance.WorkNumber)).Hung, StringComparison.Ordinal);
        Assert.All(await after.Places.Where(place => place.WorkNumber != onBeauty.WorkNumber).ToListAsync(), place => Assert.Equal(opens.ToUnixTimeMilliseconds(), place.OpensAt.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Waves_are_drawn_by_lot_and_are_of_one_size()
    {
        using var temp = new TempFolder();
        await using var database = await GalleryAsync(DatabaseKind.Sqlite, temp, 40);
        var opens = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
        var hung = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, RoomsFile.Parse(Rooms, "rooms.yaml"), Ranked(40, 4, 1), new() { Opens = opens, Waves = 2, Every = TimeSpan.FromDays(3) });
        var places = await PlacesAsync(database);
        Assert.Equal([opens, opens.AddDays(3)], places.Select(static place => place.OpensAt).Distinct().Order());
        Assert.Equal(opens.AddDays(3), hung.Opens);
        Assert.All(places.GroupBy(static place => place.WallId), wall => Assert.InRange(wall.Count(place => place.OpensAt == opens) - (wall.Count() / 2.0), 0, 0.5));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_ballot_holds_all_that_hangs_keeps_its_seed_and_is_not_ended_by_waves(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        await using var database = await GalleryAsync(kind, temp, 40);
        var (rooms, until) = (RoomsFile.Parse(Rooms, "rooms.yaml"), DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_000_000));
        Assert.Null((await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, rooms, Ranked(40, 4, 1), new())).Ballot);
        var taken = (await PlacesAsync(database))[0];
        await using (var context = database.Context())
        {
            context.Claims.Add(new Claim { WorkNumber = taken.WorkNumber, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
        }
        var hung = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, rooms, Ranked(40, 4, 1), new() { BallotUntil = until });
        Assert.Equal((1, until), (hung.Ballot, hung.Opens));
        Assert.All(await PlacesAsync(database), place => Assert.Equal(place.WorkNumber == taken.WorkNumber ? (null, taken.OpensAt) : (1, until), (place.BallotId, place.OpensAt)));
        var seed = await SeedAsync();
        Assert.Equal(12 + 16 + 64, seed.Length); // nonce, tag, and 32 bytes in hexadecimal
        // Hung anew with other scores it goes on, with what hangs now; its close can be moved.
        Assert.Equal((1, until), await BallotAsync(new()));
        Assert.Equal((1, until.AddDays(1)), await BallotAsync(new() { BallotUntil = until.AddDays(1) }));
        Assert.All((await PlacesAsync(database)).Where(place => place.WorkNumber != taken.WorkNumber), place => Assert.Equal((1, until.AddDays(1)), (place.BallotId!.Value, place.OpensAt)));
        Assert.Equal(seed, await SeedAsync());
        Assert.Contains("promised a draw", (await Assert.ThrowsAsync<GalleryException>(() => BallotAsync(new() { Waves = 2 }))).Message, StringComparison.Ordinal);
        await using (var context = database.Context())
            await context.Ballots.ExecuteUpdateAsync(static set => set.SetProperty(static one => one.Lots, "[]"));
        Assert.Contains("is being drawn", (await Assert.ThrowsAsync<GalleryException>(() => BallotAsync(new()))).Message, StringComparison.Ordinal);
        await using (var context = database.Context())
            await context.Ballots.ExecuteUpdateAsync(static set => set.SetProperty(static one => one.DrawnAt, DateTimeOffset.UtcNow));
        Assert.Equal(2, (await BallotAsync(new() { BallotUntil = until })).Ballot);

        async Task<(int? Ballot, DateTimeOffset Opens)> BallotAsync(HangingOptions options)
        {
            var again = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, rooms, Ranked(40, 4, 7), options);
            return (again.Ballot, again.Opens);
        }

        async Task<byte[]> SeedAsync()
        {
            await using var context = database.Context();
            return (await context.Ballots.SingleAsync()).SealedSeed;
        }
    }

    [Fact]
    public async Task Where_works_are_few_the_walls_that_are_answered_worst_stay_empty()
    {
        using var temp = new TempFolder();
        await using var database = await GalleryAsync(DatabaseKind.Sqlite, temp, 6);
        var hung = await Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, RoomsFile.Parse(Rooms, "rooms.yaml"), Ranked(6, 4, 1), new());
        Assert.Equal(6, hung.Walls.Sum(static wall => wall.Works));
        Assert.NotEmpty(hung.LeftOut);
        Assert.All(hung.Walls, static wall => Assert.InRange(wall.Works, wall.Wall is "silence" ? 3 : wall.Wall is "rain" ? 1 : 2, 6));
        var nothing = await Assert.ThrowsAsync<GalleryException>(() => Hanger.HangAsync(GalleryFolder.Create(temp.At("gallery")), database, RoomsFile.Parse(Rooms.Replace("1-5", "9", StringComparison.Ordinal).Replace("2-5", "9", StringComparison.Ordinal).Replace("3-6", "9", StringComparison.Ordinal).Replace("works: 6\n", "works: 18\n", StringComparison.Ordinal), "rooms.yaml"), Ranked(6, 4, 1), new()));
        Assert.Contains("6 works to hang and the smallest wall takes 9", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_pictures_on_a_wall_are_too_alike_and_the_best_hangs_first()
    {
        const int Works = 60, Walls = 4;
        var ranking = Ranked(Works, Walls, 5);
        // Works 1 to 30 are ten pictures, three times each, that suit the first wall best.
        for (var work = 0; work < 30; work++)
        {
            Array.Copy(ranking.Vectors, work % 10 * ranking.Dimensions, ranking.Vectors, work * ranking.Dimensions, ranking.Dimensions);
            ranking.Scores[work * Walls] = 10 - (work % 10 / 10f);
        }
        var plan = Planner.Plan(RoomsFile.Parse(Rooms, "rooms.yaml"), ranking, new Dictionary<int, int>(), seed: 0);
        Assert.Equal(0, plan.Alike);
        foreach (var wall in plan.Walls)
        {
            Assert.Equal(wall.Max(static place => place.Score), wall[0].Score);
            foreach (var one in wall)
                foreach (var other in wall.Where(other => other.Work > one.Work))
                    Assert.True(Cosine(ranking, one.Work - 1, other.Work - 1) <= 0.95, $"{one.Work} and {other.Work}");
        }
        Assert.True(plan.Walls[0].Count(static place => place.Work <= 30) >= 4);
    }

    [Fact]
    public void A_picture_that_says_the_same_to_every_query_is_near()
    {
        var corrected = HubCorrection.Apply([9, 9, 9, 1, 2, 9, 5, 4, 3], 3);
        Assert.Equal(0, corrected.Take(3).Sum(), 5);
        Assert.True(HubCorrection.IsNear([0, 0, 0], 1));
        Assert.True(HubCorrection.IsNear([1, 0, -1], 1));
        Assert.False(HubCorrection.IsNear([1, 0, -1], 0));
    }

    private static double Cosine(Ranking ranking, int one, int other)
    {
        double Dot(int a, int b) => Enumerable.Range(0, ranking.Dimensions).Sum(d => (double)ranking.Vectors[(a * ranking.Dimensions) + d] * ranking.Vectors[(b * ranking.Dimensions) + d]);
        return Dot(one, other) / Math.Sqrt(Dot(one, one) * Dot(other, other));
    }

    private static Ranking Ranked(int works, int walls, int seed)
    {
        const int Dimensions = 19;
        var random = new Random(seed);
        return new([.. Enumerable.Range(1, works)], [.. Enumerable.Range(0, works * walls).Select(_ => random.NextSingle())], [.. Enumerable.Range(0, works * Dimensions).Select(_ => random.NextSingle() - 0.5f)], Dimensions);
    }

    private static async Task<List<Place>> PlacesAsync(GalleryDatabase database)
    {
        await using var context = database.Context();
        return await context.Places.OrderBy(static place => place.WorkNumber).ToListAsync();
    }

    private async Task<GalleryDatabase> GalleryAsync(DatabaseKind kind, TempFolder temp, int works)
    {
        var database = kind == DatabaseKind.Sqlite ? GalleryDatabase.OfSqlite(temp.At("gallery.db")) : GalleryDatabase.OfPostgreSql(postgres.NewDatabase());
        await SchemaUpdate.ApplyAsync(database);
        await using var context = database.Context();
        for (var number = 1; number <= works; number++)
            context.Works.Add(new Work { Number = number, Width = 8, Height = 8, Small = $"s{number}", FullKey = $"f{number}", Sha256 = [1], ThumbHash = [2], Colours = "[]", PHash = number, Score = 0, MadeAt = DateTimeOffset.UnixEpoch });
        await context.SaveChangesAsync();
        return database;
    }
}
