using System.Diagnostics;
using Imago.Gallery.Ballots;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imago.Gallery.Checking;

/// <summary>
/// A simulation: people and a farm of robots want the same pictures, once in a wave, once in a ballot. Persons, networks and tastes are made up (<see cref="SimulatedCrowd"/>); tables, claims, caps, hashes
/// of networks and the draw are the gallery's own. All addresses are confirmed and all proofs of work solved, for a farm can do both.
/// </summary>
public static class OpeningSimulation
{
    /// <summary>Simulates openings, each in tables of its own.</summary>
    /// <param name="store">The database, made for this and dropped after it.</param>
    /// <param name="postgreSql">A server of PostgreSQL; null: one of its own.</param>
    /// <param name="openings">Who comes to what.</param>
    /// <param name="progress">Told how many are done, of how many.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="GalleryException">PostgreSQL does not start.</exception>
    public static async Task<IReadOnlyList<OpeningResult>> RunAsync(DatabaseKind store, string? postgreSql, IReadOnlyList<OpeningOptions> openings, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(openings);
        using var postgres = store == DatabaseKind.PostgreSql && postgreSql is null ? new PostgreSql() : null;
        var (path, results) = (Directory.CreateTempSubdirectory("imago-simulate-").FullName, new List<OpeningResult>());
        try
        {
            var folder = GalleryFolder.Create(path);
            foreach (var opening in openings)
            {
                progress?.Invoke(results.Count, openings.Count);
                var address = store == DatabaseKind.Sqlite ? null : postgres?.NewDatabase() ?? await ScratchGallery.NewDatabaseAsync(postgreSql!, cancel).ConfigureAwait(false);
                try
                {
                    var database = address is null ? GalleryDatabase.OfSqlite(Path.Combine(path, $"{results.Count}.db")) : GalleryDatabase.OfPostgreSql(address);
                    await using var open = database.ConfigureAwait(false);
                    results.Add(await RunAsync(database, folder, opening, cancel).ConfigureAwait(false));
                }
                finally
                {
                    if (address is not null && postgres is null)
                        await ScratchGallery.DropDatabaseAsync(postgreSql!, address, CancellationToken.None).ConfigureAwait(false);
                }
            }
            progress?.Invoke(results.Count, openings.Count);
            return results;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<OpeningResult> RunAsync(GalleryDatabase database, GalleryFolder folder, OpeningOptions options, CancellationToken cancel)
    {
        var (settings, started) = (new GallerySettings { TakesPerNetwork = options.TakesPerNetwork }, Stopwatch.GetTimestamp());
        var crowd = SimulatedCrowd.Make(options.AtHome, options.BehindOne, options.Bots, options.Farm, options.Pictures, WishLists.Most, options.Seed);
        var vault = new Vault(folder);
        await FillAsync(database, vault, crowd, options, cancel).ConfigureAwait(false);
        var (claims, caps) = (ClaimStore.Of(database), new Caps(database, settings));
        await using var closing = claims.ConfigureAwait(false);
        var refused = options.ByBallot
            ? await DrawAsync(database, folder, vault, settings, claims, caps, cancel).ConfigureAwait(false)
            : await WaveAsync(database, claims, caps, crowd, cancel).ConfigureAwait(false);
        await using var data = database.Context();
        var owners = (await data.Claims.Select(static claim => claim.VisitorId).ToListAsync(cancel).ConfigureAwait(false)).ToHashSet();
        int Of(Func<SimulatedVisitor, bool> kind) => crowd.Count(one => kind(one) && owners.Contains(one.Id));
        return new(options, crowd.Count(static one => one.IsBot), Of(static one => one.IsBot), Of(static one => one is { IsBot: false, SharesNetwork: false }), Of(static one => one.SharesNetwork),
            crowd.Count(one => !one.IsBot && refused.Contains(one.Id)), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    // Whoever comes first asks for the dearest that she sees free, as often as somebody is faster.
    private static async Task<HashSet<Guid>> WaveAsync(GalleryDatabase database, ClaimStore claims, Caps caps, List<SimulatedVisitor> crowd, CancellationToken cancel)
    {
        var refused = new HashSet<Guid>();
        foreach (var one in crowd.OrderBy(static one => one.Comes))
        {
            await using var data = database.Context();
            if (await caps.IsReachedAsync(await data.Visitors.AsNoTracking().SingleAsync(her => her.Id == one.Id, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false))
            {
                refused.Add(one.Id);
                continue;
            }
            foreach (var wish in one.Wishes)
            {
                if (await claims.ClaimAsync(wish, one.Id, Guid.NewGuid(), cancel).ConfigureAwait(false) is ClaimAnswer.Taken)
                    break;
            }
        }
        return refused;
    }

    private static async Task<HashSet<Guid>> DrawAsync(GalleryDatabase database, GalleryFolder folder, Vault vault, GallerySettings settings, ClaimStore claims, Caps caps, CancellationToken cancel)
    {
        var site = new Shell.Site(settings with { Address = "https://simulated.example" }, new() { Folder = folder.Path }, null!);
        using var post = new PostOffice(database, vault, new FolderLetters(folder), NullLogger<PostOffice>.Instance); // writes letters into the table; nobody sends them
        await new Draw(database, claims, caps, vault, new(post, vault, settings, site)).RunAsync(cancel).ConfigureAwait(false);
        await using var data = database.Context();
        return [.. await data.BallotEntries.Where(static one => one.Outcome == BallotOutcome.Cap).Select(static one => one.VisitorId).ToListAsync(cancel).ConfigureAwait(false)];
    }

    // Visitors who have joined, and for a ballot their lists, as if the hour of the opening had just come.
    private static async Task FillAsync(GalleryDatabase database, Vault vault, List<SimulatedVisitor> crowd, OpeningOptions options, CancellationToken cancel)
    {
        await new ScratchGallery(options.Pictures).FillAsync(database, Defect.None, cancel).ConfigureAwait(false);
        await using var data = database.Context();
        var (past, email) = (DateTimeOffset.UtcNow.AddSeconds(-1), vault.Seal("simulated@simulated.example"));
        data.Visitors.AddRange(crowd.Select(one => new Visitor { Id = one.Id, EmailMac = one.Id.ToByteArray(), Email = email, Network = vault.HashOfNetwork(one.Address), JoinedAt = past }));
        if (options.ByBallot)
        {
            var seed = new byte[32];
            BitConverter.TryWriteBytes(seed, options.Seed);
            data.Ballots.Add(Seeds.Begin(1, past, seed, vault));
            foreach (var (i, one) in crowd.Index())
            {
                data.BallotEntries.Add(new BallotEntry { BallotId = 1, VisitorId = one.Id, Number = $"{i / 10000:0000}-{i % 10000:0000}", Network = vault.HashOfNetwork(one.Address), Neighbourhood = vault.HashOfNeighbourhood(one.Address), Language = "en" });
                data.Wishes.AddRange(one.Wishes.Select((work, position) => new Wish { VisitorId = one.Id, WorkNumber = work, Position = position }));
            }
        }
        await data.SaveChangesAsync(cancel).ConfigureAwait(false);
        if (options.ByBallot)
            await data.Places.ExecuteUpdateAsync(static set => set.SetProperty(static one => one.BallotId, 1), cancel).ConfigureAwait(false);
    }
}

/// <summary>Who comes to what.</summary>
public sealed record OpeningOptions
{
    /// <summary>People with a network each.</summary>
    public int AtHome { get; init; } = 200;

    /// <summary>People behind one address.</summary>
    public int BehindOne { get; init; }

    /// <summary>Robots that the farm has addresses of mail for.</summary>
    public int Bots { get; init; } = 1000;

    /// <summary>Where they stand; those of <see cref="Farm.Alone"/> are a hundred.</summary>
    public Farm Farm { get; init; } = Farm.Spread;

    /// <summary>Pictures. Fewer than people, so each of them is contested.</summary>
    public int Pictures { get; init; } = 150;

    /// <summary>By ballot; else all at once, in a wave.</summary>
    public bool ByBallot { get; init; }

    /// <summary>The cap of a network.</summary>
    public int TakesPerNetwork { get; init; } = new GallerySettings().TakesPerNetwork;

    /// <summary>The same seed simulates the same.</summary>
    public int Seed { get; init; }
}

/// <summary>What a simulated opening led to.</summary>
/// <param name="Options">Who came to what.</param>
/// <param name="Bots">How many robots came.</param>
/// <param name="ByBots">Pictures that they took.</param>
/// <param name="ByPeople">Pictures that people at home took.</param>
/// <param name="BySharers">Pictures that people behind the one address took.</param>
/// <param name="Refused">People who were refused for their network.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record OpeningResult(OpeningOptions Options, int Bots, int ByBots, int ByPeople, int BySharers, int Refused, double Seconds)
{
    /// <summary>Of the pictures that anyone took, those that robots took.</summary>
    public double Share => (double)ByBots / Math.Max(1, ByBots + ByPeople + BySharers);
}
