using System.Globalization;
using System.Text.Json;
using Imago.Gallery.Store;
using Npgsql;

namespace Imago.Gallery.Checking;

/// <summary>A gallery of rows without pictures, for checks: works 1 to N hang and are open, the next ten hang and are not open, the ten after them do not hang.</summary>
/// <param name="works">N.</param>
internal sealed class ScratchGallery(int works)
{
    private const string Marker = "checking.json";
    private const int Closed = 10;
    private const int OnAWall = 24, InARoom = 40;

    /// <summary>Works that can be taken.</summary>
    public int Works => works;

    /// <summary>Works that cannot.</summary>
    public IReadOnlyList<int> NotOpen { get; } = [.. Enumerable.Range(works + 1, 2 * Closed)];

    /// <summary>Makes the folder of one, which tells web processes how to misbehave.</summary>
    public static GalleryFolder MakeFolder(string path, string? postgreSql, Defect defect)
    {
        var folder = GalleryFolder.Create(path);
        new GallerySettings { Name = "A check", PostgreSql = postgreSql }.Write(folder);
        File.WriteAllText(Path.Combine(path, Marker), JsonSerializer.Serialize(defect));
        return folder;
    }

    /// <summary>How a web process over this folder misbehaves.</summary>
    /// <exception cref="GalleryException">The gallery was not made for a check.</exception>
    public static Defect DefectOf(string path)
    {
        var marker = Path.Combine(path, Marker);
        return File.Exists(marker)
            ? JsonSerializer.Deserialize<Defect>(File.ReadAllText(marker))
            : throw new GalleryException($"'{path}' was not made by a check, for it has no {Marker}: a real gallery is opened by: imago gallery serve {path}");
    }

    /// <summary>Makes a database for one in a server of PostgreSQL.</summary>
    /// <returns>Its connection string.</returns>
    /// <exception cref="GalleryException">It cannot be made.</exception>
    public static async Task<string> NewDatabaseAsync(string server, CancellationToken cancel)
    {
        try
        {
            var address = new NpgsqlConnectionStringBuilder(server) { Pooling = false };
            var name = $"imago_check_{Guid.NewGuid():N}";
            await ExecuteAsync(address.ToString(), $"CREATE DATABASE {name}", cancel).ConfigureAwait(false);
            address.Database = name;
            address.Pooling = true;
            return address.ToString();
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new GalleryException($"No database can be made for the check ({e.Message.TrimEnd('.')}): name a server that runs, and a user who may create databases.", e);
        }
    }

    /// <summary>Drops what <see cref="NewDatabaseAsync"/> made.</summary>
    public static async Task DropDatabaseAsync(string server, string database, CancellationToken cancel)
    {
        NpgsqlConnection.ClearAllPools();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await ExecuteAsync(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString(), $"DROP DATABASE {name} WITH (FORCE)", cancel).ConfigureAwait(false);
    }

    /// <summary>Fills the tables, and breaks them where the defect says so.</summary>
    /// <returns>The database's name and version.</returns>
    public async Task<string> FillAsync(GalleryDatabase database, Defect defect, CancellationToken cancel)
    {
        await SchemaUpdate.ApplyAsync(database, cancel).ConfigureAwait(false);
        var walls = 1 + (works + Closed) / OnAWall;
        var (hash, all) = (database.Kind == DatabaseKind.Sqlite ? "zeroblob(32)" : "decode(repeat('00', 32), 'hex')", works + 2 * Closed);
        string Count(int to) => database.Kind == DatabaseKind.Sqlite
            ? string.Create(CultureInfo.InvariantCulture, $"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {to}) SELECT i FROM n)")
            : string.Create(CultureInfo.InvariantCulture, $"generate_series(1, {to}) AS n(i)");
        var connection = await database.ConnectAsync(cancel).ConfigureAwait(false);
        await using var open = connection.ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var made = command.ConfigureAwait(false);
#pragma warning disable CA2100 // Numbers and words of this program's own.
        command.CommandText = $"""
            INSERT INTO works (number, width, height, small, full_key, sha256, thumbhash, colours, phash, score, made_at)
                SELECT i, 1, 1, 's' || i, 'f' || i, {hash}, {hash}, '[]', 0, 0, 0 FROM {Count(all)};
            INSERT INTO rooms (id, slug, position, titles)
                SELECT i, 'check-' || i, i, '{"{\"en\":\"Check\"}"}' FROM {Count(1 + walls / InARoom)};
            INSERT INTO walls (id, room, slug, position, query, titles)
                SELECT i, 1 + (i - 1) / {InARoom}, 'check-' || i, i, 'check', '{"{\"en\":\"Check\"}"}' FROM {Count(walls)};
            INSERT INTO places (work, wall, position, score, near, opens_at)
                SELECT i, 1 + (i - 1) / {OnAWall}, i, 0, 1 = 0, CASE WHEN i > {works} THEN {DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()} ELSE 0 END FROM {Count(works + Closed)};
            {defect switch { Defect.DropPictureKey => "DROP INDEX claims_work;", Defect.DropVisitorKey => "DROP INDEX claims_visitor;", _ => "" }}
            """;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return $"{(database.Kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL")} {connection.ServerVersion}";
    }

    /// <summary>What the tables hold in the end.</summary>
    public static async Task<(List<ClaimRow> Claims, List<int> Outbox)> ReadAsync(GalleryDatabase database, CancellationToken cancel)
    {
        var (claims, outbox) = (new List<ClaimRow>(), new List<int>());
        var connection = await database.ConnectAsync(cancel).ConfigureAwait(false);
        await using var open = connection.ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var made = command.ConfigureAwait(false);
        command.CommandText = "SELECT work, visitor, request_key FROM claims; SELECT work FROM outbox";
        var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var read = rows.ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            claims.Add(new(rows.GetInt32(0), Numbers.Of(rows.GetGuid(1)), Numbers.Of(rows.GetGuid(2))));
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            outbox.Add(rows.GetInt32(0));
        return (claims, outbox);
    }

    private static async Task ExecuteAsync(string address, string sql, CancellationToken cancel)
    {
        var source = NpgsqlDataSource.Create(address);
        await using var made = source.ConfigureAwait(false);
        var command = source.CreateCommand(sql);
        await using var asked = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
