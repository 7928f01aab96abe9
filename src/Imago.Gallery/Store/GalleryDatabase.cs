using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Imago.Gallery.Store;

/// <summary>The two kinds of database.</summary>
public enum DatabaseKind
{
    /// <summary>A file in the gallery's folder, for one server.</summary>
    Sqlite,

    /// <summary>For one server or many.</summary>
    PostgreSql,
}

/// <summary>
/// Where works, rooms, visitors and claims are kept. SQLite keeps a write-ahead log and flushes it at every commit (<c>synchronous = FULL</c>): a claim that was
/// acknowledged survives the power cut.
/// </summary>
public sealed class GalleryDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _postgres;
    private readonly string? _address;
    private readonly string? _file;
    private readonly DbContextOptions<GalleryContext> _options;

    static GalleryDatabase() => SqliteLibrary.Ready();

    private GalleryDatabase(NpgsqlDataSource? postgres, string? address, string? file)
    {
        (_postgres, _address, _file) = (postgres, address, file);
        var options = new DbContextOptionsBuilder<GalleryContext>();
        _options = (postgres is not null ? options.UseNpgsql(postgres) : options.UseSqlite(Sqlite(file!)).AddInterceptors(new SqliteSettings())).Options;
    }

    /// <summary>Which it is.</summary>
    public DatabaseKind Kind => _postgres is null ? DatabaseKind.Sqlite : DatabaseKind.PostgreSql;

    /// <summary>PostgreSQL's connection string, password and all, for connections of one's own kind.</summary>
    internal string Address => _address ?? throw new InvalidOperationException("SQLite has no connection string.");

    /// <summary>Opens the database that a gallery's settings name, and brings its tables up to date.</summary>
    /// <exception cref="GalleryException">It cannot be reached, or was made by a newer Imago.</exception>
    public static async Task<GalleryDatabase> OpenAsync(GalleryFolder folder, GallerySettings settings, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        var database = settings.PostgreSql is { } address ? OfPostgreSql(address) : OfSqlite(folder.Database);
        try
        {
            await SchemaUpdate.ApplyAsync(database, cancel).ConfigureAwait(false);
            return database;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            var what = database.Kind == DatabaseKind.Sqlite ? $"'{folder.Database}'" : "PostgreSQL";
            throw new GalleryException($"The gallery's database, {what}, cannot be opened ({e.Message.TrimEnd('.')}): see that it runs and that gallery.json names it rightly.", e);
        }
    }

    /// <summary>A file of SQLite; made where it is not there. Its tables are not looked at.</summary>
    public static GalleryDatabase OfSqlite(string path) => new(null, null, path);

    /// <summary>A database of PostgreSQL. Its tables are not looked at.</summary>
    /// <exception cref="GalleryException">That is no connection string.</exception>
    public static GalleryDatabase OfPostgreSql(string address)
    {
        try
        {
            return new(NpgsqlDataSource.Create(address), address, null);
        }
        catch (ArgumentException e)
        {
            throw new GalleryException($"The connection string of PostgreSQL cannot be read ({e.Message.TrimEnd('.')}), expected such as Host=localhost;Database=gallery;Username=imago.", e);
        }
    }

    /// <summary>A connection for SQL of one's own.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<DbConnection> ConnectAsync(CancellationToken cancel = default)
    {
        if (_postgres is not null)
            return await _postgres.OpenConnectionAsync(cancel).ConfigureAwait(false);
        var connection = new SqliteConnection(Sqlite(_file!));
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        SqliteSettings.Apply(connection);
        return connection;
    }

    /// <summary>The tables as objects, for one page or one step of a command.</summary>
    public GalleryContext Context() => new(_options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync().ConfigureAwait(false);
        else
            SqliteConnection.ClearAllPools();
    }

    private static string Sqlite(string path) => new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
}
