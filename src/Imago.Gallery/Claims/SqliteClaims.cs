using System.Data.Common;
using System.Threading.Channels;
using Imago.Gallery.Store;
using Microsoft.Data.Sqlite;

namespace Imago.Gallery.Claims;

/// <summary>
/// Claims in SQLite. One thread writes: it takes what waits, up to 256 claims, into one transaction, which is flushed to the disk once. The claims of a transaction that
/// fails (a full disk) are repeated on a new connection, as PostgreSQL's are.
/// </summary>
internal sealed class SqliteClaims : ClaimStore
{
    private const int Most = 256;

    /// <summary>How long another writer is waited for, in seconds, before the transaction counts as failed.</summary>
    private const int Seconds = 5;

    /// <summary>SQLITE_ERROR: the statement itself is wrong, and stays so.</summary>
    private const int Refused = 1;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly GalleryDatabase _database;
    private readonly Task _writer;

    public SqliteClaims(GalleryDatabase database)
    {
        _database = database;
        _writer = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private protected override Task<ClaimAnswer> DecideAsync(ClaimRequest request)
    {
        var waiting = new Waiting(request);
        return _queue.Writer.TryWrite(waiting) ? waiting.Task : throw new ObjectDisposedException(nameof(ClaimStore), "The gallery is closing.");
    }

    private void Write()
    {
        var (batch, writer) = (new List<Waiting>(Most), (Writer?)null);
        while (batch.Count > 0 || _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < Most && _queue.Reader.TryRead(out var next))
                batch.Add(next);
            try
            {
                writer ??= new(_database);
                var answers = writer.Commit(batch);
                for (var i = 0; i < answers.Length; i++)
                    batch[i].SetResult(answers[i]);
                batch.Clear();
            }
#pragma warning disable CA1031 // Whatever it is, those who wait are told, and the next ones are served.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // Whether the disk has it is not known: a commit whose flush failed may still be found after a crash. The key finds out.
                writer?.Dispose();
                writer = null;
                batch.RemoveAll(one => e is SqliteException { SqliteErrorCode: Refused } ? one.TrySetException(e) : one.GivesUp(Patience, e));
                Thread.Sleep(s_pause);
            }
        }
        writer?.Dispose();
    }

    /// <summary>A claim and whoever waits for its answer, who goes on elsewhere than on the writer's thread.</summary>
    private sealed class Waiting(ClaimRequest request) : TaskCompletionSource<ClaimAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly long _since = Environment.TickCount64;

        public ClaimRequest Request => request;

        public bool GivesUp(TimeSpan patience, Exception cause) => Environment.TickCount64 - _since >= patience.TotalMilliseconds && TrySetException(new ClaimUnknownException(patience, cause));
    }

    /// <summary>The writer's connection, and the rule prepared on it.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _claim;
        private readonly SqliteParameter _work, _visitor, _key, _ballot;

        public Writer(GalleryDatabase database)
        {
            _connection = (SqliteConnection)database.ConnectAsync().GetAwaiter().GetResult();
            _connection.DefaultTimeout = Seconds;
            _claim = _connection.CreateCommand();
            _claim.CommandText = $"PRAGMA busy_timeout = {1000 * Seconds}";
            _claim.ExecuteNonQuery();
            _claim.CommandText = $"{ClaimSql.Insert(DatabaseKind.Sqlite)}; {ClaimSql.Outbox}; {ClaimSql.Read}";
            (_work, _ballot) = (_claim.Parameters.Add("@work", SqliteType.Integer), _claim.Parameters.Add("@ballot", SqliteType.Integer));
            (_visitor, _key) = (_claim.Parameters.Add("@visitor", SqliteType.Text), _claim.Parameters.Add("@key", SqliteType.Text));
        }

        /// <exception cref="DbException">Nothing is answered: the transaction failed.</exception>
        public ClaimAnswer[] Commit(List<Waiting> batch)
        {
            using var transaction = _connection.BeginTransaction(); // takes the write lock at once
            _claim.Transaction = transaction;
            var answers = new ClaimAnswer[batch.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                var request = batch[i].Request;
                (_work.Value, _visitor.Value, _key.Value, _ballot.Value) = (request.Work, request.Visitor, request.Key, request.Ballot);
                using var rows = _claim.ExecuteReader();
                answers[i] = ClaimSql.Answer(request, rows);
            }
            transaction.Commit();
            return answers;
        }

        public void Dispose()
        {
            _claim.Dispose();
            SqliteConnection.ClearPool(_connection);
            _connection.Dispose();
        }
    }
}
