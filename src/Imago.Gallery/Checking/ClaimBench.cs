using System.Diagnostics;
using Imago.Gallery.Certificates;
using Imago.Gallery.Claims;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Checking;

/// <summary>How fast claims are made, without the web: clients in one process who ask as soon as they are answered, while the ledger signs what was taken or rests.</summary>
public static class ClaimBench
{
    /// <summary>Works that are wanted again and again.</summary>
    private const int Hot = 50;

    /// <summary>Measures it: of the attempts a fifth wants one of 50 hot works, and a tenth comes from a visitor who has one; the others want works of their own.</summary>
    /// <param name="store">The database, made for this and dropped after it.</param>
    /// <param name="postgreSql">A server of PostgreSQL; null: one of its own.</param>
    /// <param name="clients">How many ask at a time.</param>
    /// <param name="time">For how long; a tenth as long before that is not counted.</param>
    /// <param name="ledger">Whether the ledger is at work meanwhile, as in an open gallery; it is slower than the claims, and goes on for long after them.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="GalleryException">PostgreSQL does not start, or the tables do not hold what was answered.</exception>
    public static async Task<ClaimSpeed> MeasureAsync(DatabaseKind store, string? postgreSql, int clients, TimeSpan time, bool ledger, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clients, 1);
        var folder = Directory.CreateTempSubdirectory("imago-bench-").FullName;
        using var postgres = store == DatabaseKind.PostgreSql && postgreSql is null ? new PostgreSql() : null;
        var address = store == DatabaseKind.Sqlite ? null : postgres?.NewDatabase() ?? await ScratchGallery.NewDatabaseAsync(postgreSql!, cancel).ConfigureAwait(false);
        try
        {
            var database = address is null ? GalleryDatabase.OfSqlite(Path.Combine(folder, "gallery.db")) : GalleryDatabase.OfPostgreSql(address);
            await using var open = database.ConfigureAwait(false);
            // More works than any machine at hand gives away in this time.
            var gallery = new ScratchGallery((int)Math.Clamp(40_000 * 1.1 * time.TotalSeconds, 10_000, 5_000_000));
            var version = await gallery.FillAsync(database, Defect.None, cancel).ConfigureAwait(false);
            var claims = ClaimStore.Of(database);
            await using var closing = claims.ConfigureAwait(false);
            await AskAsync(claims, gallery, clients, time / 10, 0, cancel).ConfigureAwait(false);
            var (before, _) = await ScratchGallery.ReadAsync(database, cancel).ConfigureAwait(false);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var keys = SigningKeys.Open(Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName);
            var bookkeeper = new Bookkeeper(database, new(), keys, new(new FolderStore(Path.Combine(folder, "public"))));
            if (ledger)
                await bookkeeper.WorkOffAsync(cancel).ConfigureAwait(false);
            var signing = ledger ? SignAsync(bookkeeper, ends.Token) : Task.CompletedTask;
            var started = Stopwatch.GetTimestamp();
            var (won, milliseconds) = await AskAsync(claims, gallery, clients, time, before.Max(static one => one.Work), cancel).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await ends.CancelAsync().ConfigureAwait(false);
            await signing.ConfigureAwait(false);
            var entries = await CountAsync(database, cancel).ConfigureAwait(false) - before.Count;
            var (rows, outbox) = await ScratchGallery.ReadAsync(database, cancel).ConfigureAwait(false);
            if (rows.Count != before.Count + won || rows.Select(static one => one.Work).Distinct().Count() != rows.Count || outbox.Count != rows.Count)
                throw new GalleryException($"{won} works were given away, and the table has {rows.Count - before.Count} new rows and {outbox.Count} entries in the outbox: the rule is broken, run imago gallery check.");
            Array.Sort(milliseconds);
            double At(double share) => milliseconds[Math.Min((int)(share * milliseconds.Length), milliseconds.Length - 1)];
            return new(version, clients, seconds, won / seconds, milliseconds.Length / seconds, At(0.5), At(0.99), At(1), ledger ? entries / seconds : null);
        }
        finally
        {
            if (address is not null && postgres is null)
                await ScratchGallery.DropDatabaseAsync(postgreSql!, address, CancellationToken.None).ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Keeps the ledger until it is told to end.</summary>
    private static async Task SignAsync(Bookkeeper bookkeeper, CancellationToken ends)
    {
        try
        {
            while (true)
                if (await bookkeeper.WorkOffAsync(ends).ConfigureAwait(false) == 0)
                    await Task.Delay(10, ends).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    /// <summary>How many entries the ledger has.</summary>
    private static async Task<int> CountAsync(GalleryDatabase database, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        return await context.Ledger.CountAsync(cancel).ConfigureAwait(false);
    }

    private static async Task<(int Won, double[] Milliseconds)> AskAsync(ClaimStore claims, ScratchGallery gallery, int clients, TimeSpan time, int taken, CancellationToken cancel)
    {
        var (until, next) = (Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), Math.Max(taken, Hot));
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
            async () =>
            {
                var (random, won, times, owner) = (new Random(client), 0, new List<double>(), Guid.Empty);
                var now = Stopwatch.GetTimestamp();
                do // once at least, however late a busy machine begins
                {
                    var (chance, visitor) = (random.Next(10), Guid.NewGuid());
                    var work = chance < 2 ? 1 + random.Next(Hot) : Interlocked.Increment(ref next);
                    if (work > gallery.Works)
                        break; // sold out
                    if (chance == 9 && owner != Guid.Empty)
                        visitor = owner;
                    if (await claims.ClaimAsync(work, visitor, Guid.NewGuid(), cancel).ConfigureAwait(false) is ClaimAnswer.Taken)
                        (won, owner) = (won + 1, visitor);
                    var answered = Stopwatch.GetTimestamp();
                    times.Add(Stopwatch.GetElapsedTime(now, answered).TotalMilliseconds);
                    now = answered;
                }
                while (now < until);
                return (won, times);
            },
            cancel))).ConfigureAwait(false);
        return (all.Sum(static one => one.won), [.. all.SelectMany(static one => one.times)]);
    }
}

/// <summary>How fast claims are made.</summary>
/// <param name="Store">The database, with its version.</param>
/// <param name="Clients">How many asked at a time.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="ClaimsPerSecond">Works that were given away.</param>
/// <param name="AttemptsPerSecond">Answers, refusals included.</param>
/// <param name="Median">Of the times from question to answer, in milliseconds.</param>
/// <param name="P99">Of a hundred answers, one takes longer.</param>
/// <param name="Longest">The longest.</param>
/// <param name="EntriesPerSecond">Entries that the ledger made at the same time; null: it rested.</param>
public sealed record ClaimSpeed(string Store, int Clients, double Seconds, double ClaimsPerSecond, double AttemptsPerSecond, double Median, double P99, double Longest, double? EntriesPerSecond);
