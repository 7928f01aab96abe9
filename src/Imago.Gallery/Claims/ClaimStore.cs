using Imago.Gallery.Store;

namespace Imago.Gallery.Claims;

/// <summary>
/// Takes works for visitors: one work to one visitor, one visitor to one work, one answer to one request. The database decides, by three unique keys and one insert
/// (<see cref="ClaimSql"/>); nothing is looked up before. Where an answer of the database is lost, the same insert with the same key is repeated until there is one.
/// </summary>
public abstract class ClaimStore : IAsyncDisposable
{
    /// <summary>How long a database that fails is asked again: visitors wait no longer than that.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The store of a gallery.</summary>
    public static ClaimStore Of(GalleryDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Kind == DatabaseKind.Sqlite ? new SqliteClaims(database) : new PostgreSqlClaims(database);
    }

    /// <summary>Takes a work. When this returns, the answer is on the disk.</summary>
    /// <param name="work">The work's number; one that does not exist is <see cref="ClaimAnswer.NotOpen"/>.</param>
    /// <param name="visitor">Who takes it.</param>
    /// <param name="requestKey">A random number made with the form: the same form sent twice has the same answer.</param>
    /// <param name="cancel">Ends the waiting. What was begun goes on, so the work may be taken nevertheless.</param>
    /// <exception cref="ClaimUnknownException">The database did not answer for 20 s; the outcome is not known.</exception>
    /// <exception cref="System.Data.Common.DbException">The database refuses the statement itself; nothing was taken.</exception>
    public Task<ClaimAnswer> ClaimAsync(int work, Guid visitor, Guid requestKey, CancellationToken cancel = default) =>
        DecideAsync(new(work, visitor, requestKey)).WaitAsync(cancel);

    /// <summary>Takes a work of a ballot for a visitor whose turn it is, by the same insert as every other.</summary>
    /// <param name="work">The work's number; one that is not in the ballot is <see cref="ClaimAnswer.NotOpen"/>.</param>
    /// <param name="visitor">Whose turn it is.</param>
    /// <param name="requestKey">The same whenever the draw is repeated.</param>
    /// <param name="ballot">The ballot's number.</param>
    /// <param name="cancel">As for <see cref="ClaimAsync"/>, and so are the exceptions.</param>
    internal Task<ClaimAnswer> DrawAsync(int work, Guid visitor, Guid requestKey, int ballot, CancellationToken cancel = default) =>
        DecideAsync(new(work, visitor, requestKey, ballot)).WaitAsync(cancel);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Asks the database, as often as need be.</summary>
    private protected abstract Task<ClaimAnswer> DecideAsync(ClaimRequest request);
}

/// <summary>A wish to take a work.</summary>
/// <param name="Work">The work's number.</param>
/// <param name="Visitor">Who takes it.</param>
/// <param name="Key">Made with the form.</param>
/// <param name="Ballot">In whose draw; 0: in none.</param>
internal sealed record ClaimRequest(int Work, Guid Visitor, Guid Key, int Ballot = 0);
