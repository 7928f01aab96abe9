using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Imago.Gallery.Tests.Operations;

/// <summary>The drill: a gallery is copied while visitors take pictures, restored elsewhere, and audited.</summary>
public sealed class BackupTests(PostgreSql postgres, Xunit.Abstractions.ITestOutputHelper output) : IClassFixture<PostgreSql>, IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_gallery_that_is_copied_while_it_is_open_comes_back_whole(DatabaseKind kind)
    {
        var settings = new GallerySettings { PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null };
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 20, side: 64, settings);
        await using (var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 }))
        await using (var database = await GalleryDatabase.OpenAsync(folder, settings))
        {
            await TakeAsync(database, 1, 20);
            var taking = TakeAsync(database, 21, 50);
            Run("backup.sh", settings.PostgreSql, folder.Path, _temp.At("backup"));
            await taking;
        }

        var clock = Stopwatch.StartNew();
        var emptied = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null;
        Run("restore.sh", emptied, _temp.At("backup"), _temp.At("again"));
        var again = GalleryFolder.Open(_temp.At("again"));
        var restored = settings with { PostgreSql = emptied };
        restored.Write(again);
        await using var open = await GalleryDatabase.OpenAsync(again, restored);
        using var keys = SigningKeys.Open(again.Keys);
        using var stores = Stores.Open(again, restored);
        // What was open at that moment; the copy also holds the turn of the server that was at it, which ends by itself.
        var bookkeeper = new Bookkeeper(open, restored, keys, new(stores.Public));
        await bookkeeper.MendTailAsync();
        for (var until = DateTime.UtcNow.AddSeconds(60); await bookkeeper.WorkOffAsync() == 0 && (await bookkeeper.QueueAsync()).Open > 0 && DateTime.UtcNow < until;)
            await Task.Delay(500);
        var audit = await LedgerAudit.RunAsync(open, keys.Public, stores);
        output.WriteLine($"{kind}: {audit.Claims} claims came back and were audited in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.Empty(audit.Faults);
        Assert.InRange(audit.Claims, 20, 50);
        Assert.Equal((audit.Claims, 0), (audit.Entries, audit.Open));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_temp.At("backup")));
    }

    [Fact]
    public async Task What_was_published_after_the_backup_stops_the_gallery_that_forgot_it()
    {
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 2, side: 64);
        await using (var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 }))
        await using (var database = await GalleryDatabase.OpenAsync(folder, new()))
        {
            using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
            await TakeAsync(database, 1, 1);
            await LinesAsync(1);
            Run("backup.sh", null, folder.Path, _temp.At("backup"));
            await TakeAsync(database, 2, 2);
            await LinesAsync(2);

            async Task LinesAsync(int count)
            {
                for (var until = DateTime.UtcNow.AddSeconds(30); (await visitor.GetStringAsync("/ledger.jsonl")).Count(static sign => sign == '\n') < count && DateTime.UtcNow < until;)
                    await Task.Delay(50);
                await Task.Delay(1500); // published, and ticked off
            }
        }
        Run("restore.sh", null, _temp.At("backup"), _temp.At("again"), folder.Public);
        var again = GalleryFolder.Open(_temp.At("again"));
        await using var open = await GalleryDatabase.OpenAsync(again, new());
        using var keys = SigningKeys.Open(again.Keys);
        using var stores = Stores.Open(again, new());
        Assert.Contains("Entry 1 is published and not in the database", Assert.Single((await LedgerAudit.RunAsync(open, keys.Public, stores)).Faults), StringComparison.Ordinal);
        await TakeAsync(open, 3, 3);
        await Assert.ThrowsAsync<GalleryException>(() => new Bookkeeper(open, new(), keys, new(stores.Public)).WorkOffAsync());
    }

    [Fact]
    public async Task The_timers_command_copies_under_the_time_and_keeps_the_newest()
    {
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 64, files: false);
        Directory.CreateDirectory(folder.Public);
        var backups = _temp.At("backups");
        string[] days = ["2026-11-20T031000Z", "2026-11-21T031000Z", "2026-11-22T031000Z"];
        foreach (var name in (string[])[.. days, "2026-11-19T031000Z.new", "before-the-move", "2026-11-18"])
            Directory.CreateDirectory(Path.Combine(backups, name));
        Directory.SetLastWriteTimeUtc(Path.Combine(backups, "2026-11-19T031000Z.new"), DateTime.UtcNow.AddDays(-2));
        // As the unit has it, with its paths led here and 2 to keep.
        var unit = File.ReadAllText(Path.Combine(Deploy, "imago-gallery-backup.service"));
        var command = Regex.Match(unit, "^ExecStart=/opt/imago/backup\\.sh /srv/imago/gallery /srv/imago/backups (\\d+)$", RegexOptions.Multiline);
        Assert.Equal("14", command.Groups[1].Value);
        Run("backup.sh", null, folder.Path, backups, "2");
        var left = Directory.GetDirectories(backups).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(["2026-11-18", days[2], "before-the-move"], left.Where(name => !File.Exists(Path.Combine(backups, name!, "gallery.db"))));
        Assert.Matches("^20\\d\\d-\\d\\d-\\d\\dT\\d{6}Z$", Assert.Single(left, name => File.Exists(Path.Combine(backups, name!, "gallery.db"))));
        // A gallery that is kept elsewhere is not taken for an empty one.
        new GallerySettings { PostgreSql = "Host=nowhere" }.Write(folder);
        Assert.Contains("set GALLERY_POSTGRESQL", Assert.ThrowsAny<Exception>(() => Run("backup.sh", null, folder.Path, backups, "2")).Message, StringComparison.Ordinal);
        Assert.Equal(left, Directory.GetDirectories(backups).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_audit_finds_what_does_not_agree()
    {
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 2, side: 64);
        await using var database = await GalleryDatabase.OpenAsync(folder, new());
        using var keys = SigningKeys.Open(folder.Keys);
        using var stores = Stores.Open(folder, new());
        await TakeAsync(database, 1, 6);
        await new Bookkeeper(database, new(), keys, new(stores.Public)).WorkOffAsync();
        Assert.Empty((await LedgerAudit.RunAsync(database, keys.Public, stores)).Faults);
        await using var context = database.Context();
        await context.Claims.Where(static claim => claim.WorkNumber == 1).ExecuteDeleteAsync();
        await context.Ledger.Where(static entry => entry.Position == 5).ExecuteDeleteAsync();
        await stores.Public.DeleteAsync(PublishedLedger.Key(2));
        await stores.Full.DeleteAsync((await context.Works.FindAsync(3))!.FullKey + ".png");
        await stores.Full.PutAsync((await context.Works.FindAsync(4))!.FullKey + ".png", new byte[] { 1 });
        await context.Ledger.Where(static entry => entry.Position == 1).ExecuteUpdateAsync(static set => set.SetProperty(static entry => entry.Entry, static entry => entry.Entry.Replace("Imago", "Omigo")));
        var faults = string.Join('\n', (await LedgerAudit.RunAsync(database, keys.Public, stores)).Faults);
        foreach (var part in new[] { "broken at line 2", "Picture 1 has an entry and no claim", "Picture 6 was taken and has neither", "Entry 2 is not published", "Entry 1 was published as another", "Entry 5 is published and not in", "Picture 3 was taken and its full-size file is gone", "Picture 4 was taken and its full-size file was changed" })
            Assert.Contains(part, faults, StringComparison.Ordinal);
    }

    private static async Task TakeAsync(GalleryDatabase database, int first, int last)
    {
        for (var work = first; work <= last; work++)
            await TakenWorks.TakeAsync(database, work);
    }

    private static string Deploy => typeof(BackupTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Deploy").Value!;

    private static void Run(string script, string? postgreSql, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Deploy, script), .. arguments]) { RedirectStandardError = true };
        if (postgreSql is not null)
        {
            var address = new NpgsqlConnectionStringBuilder(postgreSql);
            start.Environment["GALLERY_POSTGRESQL"] = $"postgresql://{address.Username}@{address.Host}:{address.Port}/{address.Database}";
        }
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
