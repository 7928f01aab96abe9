using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Certificates;

[Collection(WithPostgreSql.Name)]
public sealed class BookkeeperTests : IDisposable
{
    private readonly PostgreSql _postgres;
    private readonly Xunit.Abstractions.ITestOutputHelper _output;
    private readonly TempFolder _folder = new();
    private readonly SigningKeys _keys;
    private readonly FolderStore _store;

    public BookkeeperTests(PostgreSql postgres, Xunit.Abstractions.ITestOutputHelper output)
    {
        (_postgres, _output) = (postgres, output);
        (_keys, _store) = (SigningKeys.Open(_folder.Path), new(_folder.At("public")));
    }

    public void Dispose()
    {
        _keys.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_fault_at_any_step_leaves_neither_gap_nor_double(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await TakenWorks.AddAsync(database, 48);
        var taken = 0;
        for (var step = 0; step < 16; step++)
        {
            for (var i = 0; i < 3; i++)
                await TakenWorks.TakeAsync(database, ++taken);
            // The store fails a server at that step, before or after the step has had its effect; another one goes on at once.
            var dying = new DyingStore(_store, step);
            var failure = await Record.ExceptionAsync(() => new Bookkeeper(database, new(), _keys, new(dying)).WorkOffAsync());
            Assert.Equal(dying.Died, failure is IOException);
            Assert.Equal(step < 10, dying.Died); // three claims have ten steps: a look for a loss; then for each a look, and a put before and after
            await new Bookkeeper(database, new(), _keys, new(_store)).WorkOffAsync();
            await TakenWorks.AssertWholeAsync(database, _keys, _store, taken);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Entries_that_a_restored_backup_lacks_are_published_again(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        const int Claims = 2 * Bookkeeper.Batch + 4;
        await TakenWorks.AddAsync(database, Claims);
        for (var work = 1; work <= Claims; work++)
            await TakenWorks.TakeAsync(database, work);
        var bookkeeper = new Bookkeeper(database, new(), _keys, new(_store));
        await bookkeeper.WorkOffAsync();
        Assert.Equal(0, await bookkeeper.MendTailAsync());
        int[] lost = [Claims - 1, Claims - 3, Claims - Bookkeeper.Batch - 1]; // a batch goes to the store in any order
        foreach (var position in lost)
            await _store.DeleteAsync(PublishedLedger.Key(position));
        Assert.Equal(lost.Length, await bookkeeper.MendTailAsync());
        await TakenWorks.AssertWholeAsync(database, _keys, _store, Claims);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_server_that_wakes_up_after_its_turn_writes_nothing(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await TakenWorks.AddAsync(database, 4);
        await TakenWorks.TakeAsync(database, 2);
        var sleeping = new SleepingStore(_store);
        var first = new Bookkeeper(database, new(), _keys, new(sleeping)).WorkOffAsync();
        await await Task.WhenAny(sleeping.Asleep, first); // which fails here if it fails before it sleeps
        await TakenWorks.TakeAsync(database, 1);
        Assert.Equal(0, await new Bookkeeper(database, new(), _keys, new(_store)).WorkOffAsync()); // for it is the first one's turn
        await using (var context = database.Context())
            await context.Database.ExecuteSqlRawAsync("UPDATE turns SET until = 0");
        Assert.Equal(2, await new Bookkeeper(database, new(), _keys, new(_store)).WorkOffAsync());
        sleeping.Wake();
        await Assert.ThrowsAsync<TurnLostException>(() => first);
        await TakenWorks.AssertWholeAsync(database, _keys, _store, 2);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_server_that_closes_amid_its_work_leaves_its_turn_to_the_next_at_once(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await TakenWorks.AddAsync(database, 1);
        await TakenWorks.TakeAsync(database, 1);
        var sleeping = new SleepingStore(_store);
        using var closes = new CancellationTokenSource();
        var first = new Bookkeeper(database, new(), _keys, new(sleeping)).WorkOffAsync(closes.Token);
        await await Task.WhenAny(sleeping.Asleep, first);
        await closes.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(1, await new Bookkeeper(database, new(), _keys, new(_store)).WorkOffAsync());
        await TakenWorks.AssertWholeAsync(database, _keys, _store, 1);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Four_bookkeepers_beside_claims_that_go_on_make_one_chain(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        const int Claims = 200;
        await TakenWorks.AddAsync(database, Claims);
        var taking = Task.Run(async () =>
        {
            for (var work = 1; work <= Claims; work++)
                await TakenWorks.TakeAsync(database, work);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var bookkeeper = new Bookkeeper(database, new(), _keys, new(_store));
            while (!taking.IsCompleted || (await bookkeeper.QueueAsync()).Open > 0)
                if (await bookkeeper.WorkOffAsync() == 0)
                    await Task.Delay(5);
        })));
        await taking;
        await TakenWorks.AssertWholeAsync(database, _keys, _store, Claims);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_database_from_an_old_copy_is_found_out_and_not_written_on(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await TakenWorks.AddAsync(database, 3);
        await TakenWorks.TakeAsync(database, 1);
        await TakenWorks.TakeAsync(database, 2);
        var bookkeeper = new Bookkeeper(database, new(), _keys, new(_store));
        await bookkeeper.WorkOffAsync();
        await using (var context = database.Context())
        {
            // as a fail-over to a database that lags does it: the last claim and its entry are gone
            await context.Ledger.Where(static entry => entry.Position == 1).ExecuteDeleteAsync();
            await context.Claims.Where(static claim => claim.WorkNumber == 2).ExecuteDeleteAsync();
        }
        await TakenWorks.TakeAsync(database, 3);
        var refused = await Assert.ThrowsAsync<GalleryException>(() => bookkeeper.WorkOffAsync());
        Assert.Contains("ledger-00000001.json", refused.Message, StringComparison.Ordinal);
        await using var after = database.Context();
        Assert.Equal(1, await after.Ledger.CountAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_thousand_claims_that_came_at_once_are_worked_off_in_batches(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await TakenWorks.AddAsync(database, 1000);
        await using (var context = database.Context())
        {
            for (var work = 1; work <= 1000; work++)
            {
                context.Claims.Add(new Claim { WorkNumber = work, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
                context.Outbox.Add(new OutboxEntry { WorkNumber = work });
            }
            await context.SaveChangesAsync();
        }
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(1000, await new Bookkeeper(database, new(), _keys, new(_store)).WorkOffAsync());
        _output.WriteLine($"{kind}: {1000 / clock.Elapsed.TotalSeconds:0} entries a second, signed and published in a folder");
        await TakenWorks.AssertWholeAsync(database, _keys, _store, 1000);
    }

    private async Task<GalleryDatabase> OpenAsync(DatabaseKind kind)
    {
        var database = kind == DatabaseKind.Sqlite ? GalleryDatabase.OfSqlite(_folder.At("gallery.db")) : GalleryDatabase.OfPostgreSql(_postgres.NewDatabase());
        await SchemaUpdate.ApplyAsync(database);
        return database;
    }

    // Its steps are numbered: each call is two of them, one before it has its effect and one after.
    private sealed class DyingStore(FileStore real, int at) : FileStore
    {
        public override int AtOnce => real.AtOnce;

        private int _step;

        public bool Died { get; private set; }

        public override async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
        {
            Step();
            await real.PutAsync(key, bytes, cancel);
            Step();
        }

        public override async Task<Stream?> OpenAsync(string key, CancellationToken cancel = default)
        {
            Step();
            return await real.OpenAsync(key, cancel);
        }

        public override Task DeleteAsync(string key, CancellationToken cancel = default) => real.DeleteAsync(key, cancel);

        private void Step()
        {
            if (Interlocked.Increment(ref _step) - 1 == at)
            {
                Died = true;
                throw new IOException("killed");
            }
        }
    }

    private sealed class SleepingStore(FileStore real) : FileStore
    {
        public override int AtOnce => real.AtOnce;

        private readonly TaskCompletionSource _asleep = new(), _awake = new();

        public Task Asleep => _asleep.Task;

        public void Wake() => _awake.SetResult();

        public override async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
        {
            _asleep.TrySetResult();
            await _awake.Task.WaitAsync(cancel);
            await real.PutAsync(key, bytes, cancel);
        }

        public override Task<Stream?> OpenAsync(string key, CancellationToken cancel = default) => real.OpenAsync(key, cancel);

        public override Task DeleteAsync(string key, CancellationToken cancel = default) => real.DeleteAsync(key, cancel);
    }
}
