using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Store;

[Collection(WithPostgreSql.Name)]
public class TurnTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Who_leaves_gives_her_turn_back_but_not_the_turn_of_who_came_after_her(DatabaseKind kind)
    {
        await using var gallery = await OpenGallery.MakeAsync(kind, postgres);
        var first = (await TakeAsync(gallery.Database))!;
        Assert.Null(await TakeAsync(gallery.Database));
        await Ballots.SmallDraw.EndTurnAsync(gallery.Database); // she slept too long
        var second = (await TakeAsync(gallery.Database))!;
        await first.DisposeAsync();
        Assert.Null(await TakeAsync(gallery.Database));
        await second.DisposeAsync();
        await using var third = await TakeAsync(gallery.Database);
        Assert.True(third!.Number > second.Number && second.Number > first.Number);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_database_that_takes_no_turn_back_hides_not_why_the_work_ended(DatabaseKind kind)
    {
        await using var gallery = await OpenGallery.MakeAsync(kind, postgres);
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var turn = await TakeAsync(gallery.Database);
            await using var context = gallery.Database.Context();
            await context.Database.ExecuteSqlRawAsync("DROP TABLE turns");
            throw new IOException("why");
        });
        Assert.Equal("why", failure!.Message);
    }

    private static Task<Turn?> TakeAsync(GalleryDatabase database) => Turn.TakeAsync(database, "ledger", Guid.NewGuid());
}
