using Imago.Gallery.Certificates;
using Imago.Gallery.Claims;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Certificates;

[Collection(WithPostgreSql.Name)]
public sealed class HungAtTests(PostgreSql postgres) : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_work_that_is_taken_down_before_its_entry_is_signed_has_the_title_and_place_at_which_it_was_taken(DatabaseKind kind)
    {
        await using var gallery = await OpenGallery.MakeAsync(kind, postgres);
        using var keys = SigningKeys.Open(_temp.Path);
        var (decider, bookkeeper) = (Decider(gallery), new Bookkeeper(gallery.Database, new(), keys, new(new FolderStore(_temp.At("ledger")))));
        foreach (var work in (int[])[3, 5])
            Assert.IsType<ClaimAnswer.Taken>(await gallery.Claims.ClaimAsync(work, Guid.NewGuid(), Guid.NewGuid()));
        await decider.HideAsync(3, "for a test");
        await decider.HideAsync(5, "for a test");
        await decider.HideAsync(1, "before them on their wall");
        Assert.Equal(2, await bookkeeper.WorkOffAsync());
        // All 41 hung when they were taken: which of them was decided of first makes no difference.
        Assert.Equal(["3: Rain, Mood 3 of 41", "5: Rain, Mood 5 of 41"], (await EntriesAsync(gallery)).Order());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Works_that_are_taken_and_taken_down_at_once_beside_two_bookkeepers_all_have_titles(DatabaseKind kind)
    {
        await using var gallery = await OpenGallery.MakeAsync(kind, postgres);
        using var keys = SigningKeys.Open(_temp.Path);
        var (decider, store) = (Decider(gallery), new FolderStore(_temp.At("ledger")));
        using var done = new CancellationTokenSource();
        var signing = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var last = false; !last;)
            {
                last = done.IsCancellationRequested; // once more after the last claim
                await new Bookkeeper(gallery.Database, new(), keys, new(store)).WorkOffAsync();
            }
        })).ToArray();
        var taken = 0;
        for (var work = 1; work <= 15; work++)
        {
            var (number, claim) = (work, gallery.Claims.ClaimAsync(work, Guid.NewGuid(), Guid.NewGuid()));
            if (work % 3 == 0)
                await claim;
            await decider.HideAsync(number, "for a test");
            taken += await claim is ClaimAnswer.Taken ? 1 : 0;
        }
        await done.CancelAsync();
        await Task.WhenAll(signing);
        await new Bookkeeper(gallery.Database, new(), keys, new(store)).WorkOffAsync();
        var entries = await EntriesAsync(gallery);
        Assert.InRange(taken, 5, 15);
        Assert.Equal(taken, entries.Count);
        Assert.All(entries, static entry => Assert.Contains("Rain, Mood", entry, StringComparison.Ordinal));
    }

    private TakeDown Decider(OpenGallery gallery)
    {
        var folder = GalleryFolder.Create(_temp.At("gallery"));
        return new(folder, gallery.Database, Stores.Open(folder, new()));
    }

    private static async Task<List<string>> EntriesAsync(OpenGallery gallery)
    {
        await using var data = gallery.Database.Context();
        return [.. (await data.Ledger.AsNoTracking().OrderBy(static entry => entry.Position).ToListAsync()).Select(static row => LedgerPages.Signed(row).Certificate)
            .Select(static entry => $"{entry.Picture}: {entry.Title}, {entry.Room} {entry.Number} of {entry.Of}")];
    }
}
