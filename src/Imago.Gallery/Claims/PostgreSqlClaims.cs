using Imago.Gallery.Store;
using Npgsql;
using NpgsqlTypes;

namespace Imago.Gallery.Claims;

/// <summary>
/// Claims in PostgreSQL, on connections of their own. The three statements travel together and are one transaction in READ COMMITTED, ended by the message that asks for the
/// answer. If that answer is lost, nobody knows whether it was committed, and to read would be too early, for the old server process may be at it still. So the same insert
/// is repeated on a fresh connection: it waits for its twin, then meets its key, or wins.
/// </summary>
internal sealed class PostgreSqlClaims : ClaimStore
{
    /// <summary>More connections at once make PostgreSQL slower, not faster; who finds none free waits for her turn.</summary>
    private const int Connections = 32;

    /// <summary>For one attempt, in seconds; then the connection counts as lost.</summary>
    private const int Seconds = 5;

    private readonly SemaphoreSlim _turns = new(Connections);
    private readonly NpgsqlDataSource _source;

    public PostgreSqlClaims(GalleryDatabase database)
    {
        var address = new NpgsqlConnectionStringBuilder(database.Address)
        {
            ApplicationName = "imago claims", MaxPoolSize = Connections, CommandTimeout = Seconds, Timeout = Seconds, CancellationTimeout = 1000, MaxAutoPrepare = 8, AutoPrepareMinUsages = 2,
            NoResetOnClose = true, Multiplexing = false, Enlist = false,
        };
        var source = new NpgsqlDataSourceBuilder(address.ToString());
        source.UsePhysicalConnectionInitializer(Promise, async connection => await Task.Run(() => Promise(connection)).ConfigureAwait(false));
        _source = source.Build();
    }

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        _turns.Dispose();
    }

    private protected override async Task<ClaimAnswer> DecideAsync(ClaimRequest request)
    {
        var (since, pause) = (Environment.TickCount64, 10);
        while (true)
        {
            if (!await _turns.WaitAsync(Patience).ConfigureAwait(false))
                throw new ClaimUnknownException(Patience, new TimeoutException("others ask it before."));
            try
            {
                return await AskAsync(request).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException && IsNoAnswer(e))
            {
                if (Environment.TickCount64 - since >= Patience.TotalMilliseconds)
                    throw new ClaimUnknownException(Patience, e);
                _source.Clear(); // what else is in the pool may be as dead
            }
            finally
            {
                _turns.Release();
            }
            await Task.Delay(pause).ConfigureAwait(false);
            pause = Math.Min(2 * pause, 250);
        }
    }

    private async Task<ClaimAnswer> AskAsync(ClaimRequest request)
    {
        var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using var open = connection.ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var made = batch.ConfigureAwait(false);
        foreach (var sql in s_rule)
        {
            var command = new NpgsqlBatchCommand(sql);
            if (sql != ClaimSql.Outbox)
            {
                command.Parameters.Add(new("work", NpgsqlDbType.Integer) { Value = request.Work });
                command.Parameters.Add(new("visitor", NpgsqlDbType.Uuid) { Value = request.Visitor });
            }
            command.Parameters.Add(new("key", NpgsqlDbType.Uuid) { Value = request.Key });
            if (sql == s_rule[0])
                command.Parameters.Add(new("ballot", NpgsqlDbType.Integer) { Value = request.Ballot });
            batch.BatchCommands.Add(command);
        }
        var rows = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await using var read = rows.ConfigureAwait(false);
        var answer = ClaimSql.Answer(request, rows);
        // The rows come before the commit; only the end of the whole answer says that it is done.
        while (await rows.NextResultAsync().ConfigureAwait(false))
        {
        }
        return answer;
    }

    private static readonly string[] s_rule = [ClaimSql.Insert(DatabaseKind.PostgreSql), ClaimSql.Outbox, ClaimSql.Read];

    /// <summary>Whatever the server's defaults are: READ COMMITTED, and no answer before the write-ahead log is on the disk. A stricter wait for standbys stays.</summary>
    private static void Promise(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "SET default_transaction_isolation = 'read committed'; SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>A statement that PostgreSQL refused for good is an answer; all else may have been committed, or not yet be possible.</summary>
    private static bool IsNoAnswer(Exception e) => e is not PostgresException refused || refused.IsTransient || refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled;
}
