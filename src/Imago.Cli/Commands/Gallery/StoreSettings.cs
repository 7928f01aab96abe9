using System.CommandLine;
using Imago.Gallery.Store;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Which database a check or a measurement uses.</summary>
internal sealed class StoreSettings
{
    private readonly Option<string> store = new("--store") { Description = "The database: sqlite or postgres", HelpName = "STORE", DefaultValueFactory = _ => "sqlite" };
    private readonly Option<string?> server = new("--postgres") { Description = "Connection string of a PostgreSQL in which a database may be made and dropped (default: a server of its own is started)", HelpName = "CONNECTION" };

    /// <summary>Adds the options.</summary>
    internal StoreSettings(Command command)
    {
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        command.Options.Add(store);
        command.Options.Add(server);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">A server is named, and SQLite is to be used.</exception>
    internal (DatabaseKind Kind, string? Server) Read(ParseResult arguments)
    {
        var kind = arguments.GetRequiredValue(store) == "sqlite" ? DatabaseKind.Sqlite : DatabaseKind.PostgreSql;
        return kind == DatabaseKind.Sqlite && arguments.GetValue(server) is not null
            ? throw new UsageException("--postgres names a server and --store is sqlite: add --store postgres, or leave the server out.")
            : (kind, arguments.GetValue(server));
    }
}
