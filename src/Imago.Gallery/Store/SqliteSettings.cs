using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Imago.Gallery.Store;

/// <summary>What every connection to SQLite begins with.</summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    /// <summary>Write-ahead log, flushed at each commit; references are checked; who finds the file locked waits.</summary>
    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;";
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }
}
