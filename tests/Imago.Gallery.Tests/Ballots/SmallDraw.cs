using Imago.Gallery.Ballots;
using Imago.Gallery.Claims;
using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imago.Gallery.Tests.Ballots;

/// <summary>Seven visitors with lists over eight works, closed and not drawn: some win, one finds nothing, one owns a work, one comes after her network's limit.</summary>
internal static class SmallDraw
{
    /// <summary>So that the third of network «a» may take no more.</summary>
    public const int TakesPerNetwork = 2;

    private static readonly (string Network, string Neighbourhood, int[] Wishes)[] s_lists =
    [
        ("a", "A", [1, 2, 3]), ("a", "A", [1, 4, 5]), ("a", "A", [6, 7]), ("b", "B", [1, 2]), ("c", "C", [2, 1]), ("d", "C", [1, 2]), ("e", "E", [8, 1]),
    ];

    /// <summary>Its gallery, with empty tables.</summary>
    public static async Task<(GalleryFolder Folder, GallerySettings Settings, GalleryDatabase Database)> GalleryAsync(DatabaseKind kind, TempFolder temp, PostgreSql postgres)
    {
        var folder = GalleryFolder.Create(temp.At("gallery"));
        var settings = new GallerySettings { Name = "Draws", Address = "https://draws.example", PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null, TakesPerNetwork = TakesPerNetwork };
        settings.Write(folder);
        return (folder, settings, await GalleryDatabase.OpenAsync(folder, settings));
    }

    /// <summary>The draw of a process that begins.</summary>
    public static Draw Open(GalleryFolder folder, GallerySettings settings, GalleryDatabase database, ClaimStore claims, Action<string> reached)
    {
        var vault = new Vault(folder);
        var post = new PostOffice(database, vault, new FolderLetters(folder), NullLogger<PostOffice>.Instance);
        return new(database, claims, new(database, settings), vault, new(post, vault, settings, new Site(settings, new() { Folder = folder.Path }, null!))) { Reached = reached };
    }

    /// <summary>Fills the tables, whatever stood there.</summary>
    public static async Task FillAsync(GalleryFolder folder, GalleryDatabase database)
    {
        await using var data = database.Context();
        await data.Database.ExecuteSqlRawAsync(
            "DELETE FROM letters; DELETE FROM wishes; DELETE FROM ballot_entries; DELETE FROM outbox; DELETE FROM claims; DELETE FROM visitors; DELETE FROM places; DELETE FROM walls; DELETE FROM rooms; DELETE FROM works; DELETE FROM ballots; DELETE FROM turns");
        var (past, vault) = (DateTimeOffset.UtcNow.AddMinutes(-1), new Vault(folder));
        data.Ballots.Add(Seeds.Begin(1, past, [.. Enumerable.Range(7, 32).Select(static i => (byte)i)], vault));
        data.Rooms.Add(new Room { Id = 1, Slug = "mood", Position = 0, Titles = new() { ["en"] = "Mood" }, Walls = { new Wall { Id = 1, Slug = "rain", Position = 0, Query = "rain", Titles = new() { ["en"] = "Rain" } } } });
        for (var number = 1; number <= 8; number++)
        {
            data.Works.Add(new Work
            {
                Number = number, Width = 1, Height = 1, Small = $"s{number}", FullKey = $"f{number}", Sha256 = [0], ThumbHash = [0], Colours = "[]", PHash = 0, Score = 0, MadeAt = past,
                Place = new Place { WorkNumber = number, WallId = 1, Position = number, Score = 0, Near = false, OpensAt = past, BallotId = 1 },
            });
        }
        foreach (var (i, (network, neighbourhood, wishes)) in s_lists.Index())
        {
            data.Visitors.Add(new Visitor { Id = Her(i), EmailMac = [(byte)i], Email = vault.Seal($"visitor{i}@example.org"), Network = network, JoinedAt = past });
            data.BallotEntries.Add(new BallotEntry { BallotId = 1, VisitorId = Her(i), Number = $"AAAA-000{i}", Network = network, Neighbourhood = neighbourhood, Language = "en" });
            data.Wishes.AddRange(wishes.Select((work, position) => new Wish { VisitorId = Her(i), WorkNumber = work, Position = position }));
        }
        // The last of them has taken a work elsewhere.
        data.Claims.Add(new Claim { WorkNumber = 8, VisitorId = Her(6), RequestKey = Her(99), ClaimedAt = past });
        await data.SaveChangesAsync();
    }

    /// <summary>All that a draw leaves behind, as one text.</summary>
    public static async Task<string> ResultAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        var claims = await data.Claims.ToDictionaryAsync(static one => one.VisitorId, static one => one.WorkNumber);
        var entries = await data.BallotEntries.OrderBy(static one => one.Turn).ToListAsync();
        return string.Join('\n', entries.Select(one => $"{one.Turn} {one.Number} {one.Outcome} {claims.GetValueOrDefault(one.VisitorId)} {one.Network}{one.Neighbourhood}")
            .Append($"{claims.Count} claims, {await data.Outbox.CountAsync()} in the outbox, {await data.Letters.CountAsync()} letters, {await data.Wishes.CountAsync()} wishes, {await data.Places.CountAsync(static one => one.BallotId != null)} closed")
            .Append($"{(await data.Ballots.SingleAsync()).Lots} {(await data.Ballots.SingleAsync()).DrawnAt is not null}"));
    }

    /// <summary>As if the turn of a server that was killed had ended.</summary>
    public static async Task EndTurnAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        await data.Database.ExecuteSqlRawAsync("UPDATE turns SET until = 0");
    }

    private static Guid Her(int i) => new(i + 1, 0, 0, new byte[8]);
}
