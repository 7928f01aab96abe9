using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Store;

/// <summary>
/// A turn at something that only one server may do at a time. It ends by itself when it is not renewed, so a server that was stopped holds nobody up; its number grows with every turn
/// (a fencing token), and <see cref="KeepAsync"/> in the transaction of every step refuses the server that wakes up after its time. Whoever disposes it, done, closed or failed, gives it back, so
/// that the next server need not wait for its end.
/// </summary>
/// <remarks>A lock of the session (<c>pg_advisory_lock</c>) would be held for as long as a stopped process's connection lives, and SQLite has none. This is the same on both.</remarks>
public sealed class Turn : IAsyncDisposable
{
    /// <summary>How long a turn lasts that is not renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly GalleryDatabase _database;
    private readonly string _name;

    private Turn(GalleryDatabase database, string name, long number) => (_database, _name, Number) = (database, name, number);

    /// <summary>1, 2, 3 …: larger than that of every turn before.</summary>
    public long Number { get; }

    /// <summary>Takes a turn; null: it is another's.</summary>
    /// <param name="database">Where turns are kept; its clock counts.</param>
    /// <param name="name">At what.</param>
    /// <param name="holder">Who: one's own turn can always be taken again.</param>
    /// <param name="cancel">Looked at before it is asked for: a turn that was asked for and not waited for would be nobody's to give back.</param>
    public static async Task<Turn?> TakeAsync(GalleryDatabase database, string name, Guid holder, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        cancel.ThrowIfCancellationRequested();
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var now = DatabaseClock.Now(database.Kind);
#pragma warning disable EF1002 // What is set in is one of two constants below.
        var numbers = await context.Database.SqlQueryRaw<long>(
            $"""
            INSERT INTO turns (name, number, holder, until) VALUES (@p0, 1, @p1, {now} + @p2)
            ON CONFLICT (name) DO UPDATE SET number = turns.number + 1, holder = @p1, until = {now} + @p2
            WHERE turns.until < {now} OR turns.holder = @p1
            RETURNING number AS "Value"
            """,
            name, holder.ToString(), Milliseconds).ToListAsync(CancellationToken.None).ConfigureAwait(false);
#pragma warning restore EF1002
        return numbers is [var number] ? new(database, name, number) : null;
    }

    /// <summary>Renews the turn, inside of a transaction: if it is another's by now, nothing of that transaction may be kept. Nobody else can take it before the transaction ends.</summary>
    /// <exception cref="TurnLostException">It is another's.</exception>
    public async Task KeepAsync(GalleryContext context, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(context);
#pragma warning disable EF1002 // As above.
        var rows = await context.Database.ExecuteSqlRawAsync($"UPDATE turns SET until = {DatabaseClock.Now(_database.Kind)} + @p0 WHERE name = @p1 AND number = @p2", [Milliseconds, _name, Number], cancel).ConfigureAwait(false);
#pragma warning restore EF1002
        if (rows != 1)
            throw new TurnLostException($"Turn {Number.ToString(CultureInfo.InvariantCulture)} at '{_name}' is over, and another server has the next one: nothing was written.");
    }

    /// <summary>Gives the turn back, unless it is another's by now. A database that does not answer hides not why the work ended: there the turn ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var context = _database.Context();
            await using var open = context.ConfigureAwait(false);
            await context.Database.ExecuteSqlRawAsync("UPDATE turns SET until = 0 WHERE name = @p0 AND number = @p1", [_name, Number], patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or InvalidOperationException)
        {
            // See above.
        }
    }

    private static long Milliseconds => (long)Length.TotalMilliseconds;
}

/// <summary>Another server has taken over; what was begun is not kept.</summary>
public sealed class TurnLostException(string message) : Exception(message);
