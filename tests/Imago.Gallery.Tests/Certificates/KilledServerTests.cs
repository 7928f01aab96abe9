using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Certificates;

public class KilledServerTests(PostgreSql postgres) : IClassFixture<PostgreSql>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, 1)]
    [InlineData(DatabaseKind.PostgreSql, 2)]
    public async Task Servers_are_killed_amid_claims_and_the_ledger_is_whole(DatabaseKind kind, int servers)
    {
        using var temp = new TempFolder();
        const int Claims = 300, Kills = 4;
        var settings = new GallerySettings { PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null };
        var folder = await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 64, settings);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings);
        await TakenWorks.AddAsync(database, Claims - 3);
        var open = new List<GalleryProcess>();
        try
        {
            for (var i = 0; i < servers; i++)
                open.Add(await GalleryProcess.StartAsync(folder.Path));
            for (var kill = 0; kill < Kills; kill++)
            {
                for (var work = kill * Claims / Kills + 1; work <= (kill + 1) * Claims / Kills; work++)
                    await TakenWorks.TakeAsync(database, work);
                open[0].Kill(); // amid its signing: half a second of work has come in
                open[0].Dispose();
                open.RemoveAt(0);
                open.Add(await GalleryProcess.StartAsync(folder.Path));
            }
            using var keys = SigningKeys.Open(folder.Keys);
            var reader = new Bookkeeper(database, settings, keys, new(new FolderStore(folder.Public)));
            for (var until = DateTime.UtcNow + Turn.Length + TimeSpan.FromSeconds(40); (await reader.QueueAsync()).Open > 0 && DateTime.UtcNow < until;)
                await Task.Delay(200);
            await TakenWorks.AssertWholeAsync(database, keys, new FolderStore(folder.Public), Claims);
            using var visitor = new HttpClient { BaseAddress = new(open[0].Address) };
            var lines = (await visitor.GetStringAsync("/ledger.jsonl?from=10")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(Claims - 10, lines.Length);
        }
        finally
        {
            open.ForEach(static one => one.Dispose());
        }
    }
}
