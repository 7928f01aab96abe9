using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Store;

[Collection(WithPostgreSql.Name)]
public class SchemaTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Every_table_can_be_written_and_read_as_objects(DatabaseKind kind)
    {
        using var folder = new TempFolder();
        await using var database = Open(kind, folder);
        await SchemaUpdate.ApplyAsync(database);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);
        var visitor = Guid.NewGuid();
        await using (var context = database.Context())
        {
            context.Works.Add(new Work { Number = 7, Width = 64, Height = 32, Small = "abc", FullKey = "def", Sha256 = [1, 2], ThumbHash = [3], Colours = "[]", PHash = -5, Score = 0.5, MadeAt = now });
            context.Works.Add(new Work { Number = 8, Width = 64, Height = 32, Small = "abd", FullKey = "deg", Sha256 = [1, 2], ThumbHash = [3], Colours = "[]", PHash = -5, Score = 0.5, MadeAt = now, TakenDownAt = now });
            context.Decisions.Add(new Decision { Id = Guid.NewGuid(), WorkNumber = 8, DecidedAt = now, Shown = false, Reason = "for a test" });
            context.Rooms.Add(new Room
            {
                Id = 1, Slug = "mood", Position = 0, Titles = new() { ["en"] = "Mood", ["zh"] = "心情" },
                Walls = { new Wall { Id = 1, Slug = "rain", Position = 0, Query = "rain", Titles = new() { ["en"] = "Rain" }, TrialFrom = 20_717, Places = { new Place { WorkNumber = 7, Position = 0, Score = 0.25, Near = true, OpensAt = now, Candidate = 3, BallotId = 3 } } } },
            });
            context.Visitors.Add(new Visitor { Id = visitor, EmailMac = [9], Email = [8], JoinedAt = now });
            context.Claims.Add(new Claim { WorkNumber = 7, VisitorId = visitor, RequestKey = Guid.NewGuid(), ClaimedAt = now });
            context.Outbox.Add(new OutboxEntry { WorkNumber = 7, Hung = "{}" });
            context.Ledger.Add(new LedgerEntry { Position = 0, WorkNumber = 7, Entry = "{}", Hash = [1], Signature = [2] });
            context.SignIns.Add(new SignIn { Id = Guid.NewGuid(), TokenHash = [1], CodeHash = [2], Browser = [3], EmailMac = [4], Email = [5], Network = "n", VisitorId = visitor, Wish = 7, AskedAt = now, ExpiresAt = now });
            context.Passkeys.Add(new Passkey { Credential = [1], VisitorId = visitor, Name = "phone", Data = "{}", MadeAt = now });
            context.Sessions.Add(new VisitorSession { TokenHash = [1], VisitorId = visitor, MadeAt = now, Kind = SignInKind.Passkey, ProvedAt = now, SeenAt = now, ExpiresAt = now });
            context.Letters.Add(new WaitingLetter { Id = Guid.NewGuid(), EmailMac = [2], VisitorId = visitor, Sealed = [1], SendAt = now });
            context.Ballots.Add(new Ballot { Id = 3, ClosesAt = now, SeedHash = [1, 2], SealedSeed = [3], Seed = [4, 5], Lots = "[]", DrawnAt = now });
            context.BallotEntries.Add(new BallotEntry { BallotId = 3, VisitorId = visitor, Number = "0000-0001", Network = "n", Neighbourhood = "m", Language = "zh", Turn = 1, Outcome = BallotOutcome.Cap });
            context.Wishes.Add(new Wish { VisitorId = visitor, WorkNumber = 7, Position = 0 });
            context.Spent.Add(new Spent { Hash = [1], ExpiresAt = now });
            context.Views.Add(new View { Session = -5, WorkNumber = 7, Wall = "mood/rain", Day = 20_717, Position = 0, Propensity = 0.75, Ranker = Ranker.Candidate, Deed = Deed.Opened });
            await context.SaveChangesAsync();
        }
        await using var again = database.Context();
        var place = await again.Places.Include(one => one.Work).Include(one => one.Wall.Room).SingleAsync();
        Assert.Equal((now, true, "心情", -5L, 3), (place.OpensAt, place.Near, place.Wall.Room.Titles["zh"], place.Work.PHash, place.BallotId));
        Assert.Equal(7, (await again.Works.SingleAsync()).Number); // no query finds what is taken down, unless it says so
        Assert.Equal((now, 8), ((await again.Works.IgnoreQueryFilters().SingleAsync(one => one.TakenDownAt != null)).TakenDownAt, (await again.Decisions.SingleAsync()).WorkNumber));
        Assert.Equal(visitor, (await again.Claims.SingleAsync()).VisitorId);
        Assert.Equal("{}", (await again.Outbox.SingleAsync(one => one.DoneAt == null)).Hung);
        Assert.Equal(7, Assert.Single(await again.SignIns.Where(one => one.ExpiresAt <= now && one.VisitorId == visitor).ToListAsync()).Wish);
        Assert.Single(await again.Ledger.ToListAsync());
        Assert.Single(await again.Passkeys.ToListAsync());
        Assert.Equal((now, "passkey"), await again.Sessions.Where(one => one.VisitorId == visitor).Select(one => new ValueTuple<DateTimeOffset, string>(one.ProvedAt, one.Kind)).SingleAsync());
        Assert.Equal([2], Assert.Single(await again.Letters.Where(one => one.SendAt <= now && one.VisitorId == visitor).ToListAsync()).EmailMac);
        Assert.Single(await again.Spent.ToListAsync());
        Assert.Equal((3, 20_717), (place.Candidate, place.Wall.TrialFrom));
        var view = await again.Views.SingleAsync(one => one.Day <= 20_717 && one.Deed == Deed.Opened);
        Assert.Equal((-5, 0.75, Ranker.Candidate), (view.Session, view.Propensity, view.Ranker));
        var ballot = await again.Ballots.SingleAsync();
        Assert.Equal(((DateTimeOffset?)now, 2, 1, (byte)5), (ballot.DrawnAt, ballot.SeedHash.Length, ballot.SealedSeed.Length, ballot.Seed![1]));
        Assert.Equal(("0000-0001", "cap", 1), (await again.BallotEntries.Where(one => one.VisitorId == visitor).Select(one => new ValueTuple<string, string?, int?>(one.Number, one.Outcome, one.Turn)).SingleAsync()));
        Assert.Equal(7, (await again.Wishes.SingleAsync()).WorkNumber);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Two_servers_that_begin_together_make_the_tables_once(DatabaseKind kind)
    {
        using var folder = new TempFolder();
        await using var database = Open(kind, folder);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SchemaUpdate.ApplyAsync(database)));
        await using var context = database.Context();
        Assert.Empty(await context.Works.ToListAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Tables_of_a_newer_program_are_refused(DatabaseKind kind)
    {
        using var folder = new TempFolder();
        await using var database = Open(kind, folder);
        await SchemaUpdate.ApplyAsync(database);
        await using (var context = database.Context())
            await context.Database.ExecuteSqlRawAsync("INSERT INTO schema_version (version) VALUES (1000)");
        var refused = await Assert.ThrowsAsync<GalleryException>(() => SchemaUpdate.ApplyAsync(database));
        Assert.Contains("1000", refused.Message, StringComparison.Ordinal);
    }

    private GalleryDatabase Open(DatabaseKind kind, TempFolder folder) =>
        kind == DatabaseKind.Sqlite ? GalleryDatabase.OfSqlite(folder.At("gallery.db")) : GalleryDatabase.OfPostgreSql(postgres.NewDatabase());
}
