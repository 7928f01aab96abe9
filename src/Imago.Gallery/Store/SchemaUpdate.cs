using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Imago.Gallery.Store;

/// <summary>
/// Brings tables up to date: the scripts of <c>Schema/</c>, <c>NNN.sqlite.sql</c> and <c>NNN.postgresql.sql</c>, in the order of their numbers, each once, all in one transaction.
/// Two servers that begin together do it one after the other.
/// </summary>
internal static class SchemaUpdate
{
    private const string Prefix = "schema/";

    /// <summary>The newest version that this program knows.</summary>
    public static int Newest => Scripts(DatabaseKind.Sqlite).Max(static script => script.Version);

    /// <exception cref="GalleryException">The tables are newer than this program.</exception>
    /// <exception cref="DbException">The database does not answer.</exception>
    public static async Task ApplyAsync(GalleryDatabase database, CancellationToken cancel = default)
    {
        var connection = await database.ConnectAsync(cancel).ConfigureAwait(false);
        await using var open = connection.ConfigureAwait(false);
        // SQLite's transaction takes the write lock at once; PostgreSQL's takes a lock of that name.
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.Unspecified, cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        if (database.Kind == DatabaseKind.PostgreSql)
            await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('imago gallery schema'))").ConfigureAwait(false);
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL PRIMARY KEY)").ConfigureAwait(false);
        var version = Convert.ToInt32(await ExecuteAsync("SELECT COALESCE(MAX(version), 0) FROM schema_version").ConfigureAwait(false), CultureInfo.InvariantCulture);
        if (version > Newest)
            throw new GalleryException($"The gallery's tables are of version {version}, and this Imago knows up to {Newest}: use the Imago that made them, or a newer one.");
        foreach (var script in Scripts(database.Kind).Where(script => script.Version > version).OrderBy(static script => script.Version))
        {
            await ExecuteAsync(script.Sql).ConfigureAwait(false);
            await ExecuteAsync($"INSERT INTO schema_version (version) VALUES ({script.Version.ToString(CultureInfo.InvariantCulture)})").ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancel).ConfigureAwait(false);

        async Task<object?> ExecuteAsync(string sql)
        {
            var command = connection.CreateCommand();
            await using var made = command.ConfigureAwait(false);
#pragma warning disable CA2100 // The scripts are this program's own.
            (command.CommandText, command.Transaction) = (sql, transaction);
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(int Version, string Sql)> Scripts(DatabaseKind kind)
    {
        var assembly = typeof(SchemaUpdate).Assembly;
        var ending = kind == DatabaseKind.Sqlite ? ".sqlite.sql" : ".postgresql.sql";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (int.Parse(name[Prefix.Length..^ending.Length], CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
