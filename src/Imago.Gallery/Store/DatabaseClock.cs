namespace Imago.Gallery.Store;

/// <summary>The database's clock, in milliseconds since 1970: several servers have one time.</summary>
internal static class DatabaseClock
{
    /// <summary>As SQL.</summary>
    public static string Now(DatabaseKind kind) => kind == DatabaseKind.Sqlite ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)" : "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
}
