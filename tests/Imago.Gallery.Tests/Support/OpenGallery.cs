using Imago.Gallery.Claims;
using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Support;

/// <summary>Works 1 to 40 that hang and are open, one that is not open yet, one that does not hang.</summary>
internal sealed class OpenGallery(TempFolder folder, GalleryDatabase database) : IAsyncDisposable
{
    public const int Unopened = 90, Unhung = 91;

    public GalleryDatabase Database => database;

    public ClaimStore Claims { get; } = ClaimStore.Of(database);

    /// <param name="kind">The database.</param>
    /// <param name="postgres">Where PostgreSQL is.</param>
    /// <param name="port">Another port in front of PostgreSQL, through which the claims go.</param>
    public static async Task<OpenGallery> MakeAsync(DatabaseKind kind, PostgreSql postgres, int? port = null)
    {
        var folder = new TempFolder();
        var database = kind == DatabaseKind.Sqlite ? GalleryDatabase.OfSqlite(folder.At("gallery.db")) : GalleryDatabase.OfPostgreSql(postgres.NewDatabase(port));
        await SchemaUpdate.ApplyAsync(database);
        var now = DateTimeOffset.UtcNow;
        await using var context = database.Context();
        context.Rooms.Add(new Room { Id = 1, Slug = "mood", Position = 0, Titles = new() { ["en"] = "Mood" }, Walls = { new Wall { Id = 1, Slug = "rain", Position = 0, Query = "rain", Titles = new() { ["en"] = "Rain" } } } });
        foreach (var number in Enumerable.Range(1, 40).Append(Unopened).Append(Unhung))
        {
            var place = number == Unhung ? null : new Place { WorkNumber = number, WallId = 1, Position = number, Score = 0, Near = false, OpensAt = now.AddDays(number == Unopened ? 1 : -1) };
            context.Works.Add(new Work { Number = number, Width = 1, Height = 1, Small = $"s{number}", FullKey = $"f{number}", Sha256 = new byte[32], ThumbHash = [0], Colours = "[]", PHash = 0, Score = 0, MadeAt = now, Place = place });
        }
        await context.SaveChangesAsync();
        return new(folder, database);
    }

    public async ValueTask DisposeAsync()
    {
        await Claims.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }
}
