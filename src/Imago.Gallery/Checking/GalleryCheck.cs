using System.Diagnostics;
using System.Globalization;
using Imago.Gallery.Store;
using Npgsql;

namespace Imago.Gallery.Checking;

/// <summary>
/// Tries to break «one work, one owner»: real web processes over a gallery of rows, visitors who crowd and repeat themselves, and faults; then every answer that was ever
/// given is held against the tables.
/// </summary>
public static class GalleryCheck
{
    /// <summary>Violations that a report lists.</summary>
    private const int Listed = 100;

    private const string HistoryFile = "history.txt";

    /// <summary>Runs a check.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Told how many operations are done, of how many.</param>
    /// <param name="cancel">Ends it; all processes are ended too.</param>
    /// <exception cref="GalleryException">PostgreSQL or a web process does not start.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static async Task<CheckReport> RunAsync(CheckOptions options, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Operations, 1, nameof(options.Operations));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Faults, nameof(options.Faults));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Clients, 1, nameof(options.Clients));
        var started = Stopwatch.GetTimestamp();
        var folder = options.Folder is { } named ? Directory.CreateDirectory(named).FullName : Directory.CreateTempSubdirectory("imago-check-").FullName;
        var history = Path.Combine(folder, HistoryFile);
        using var postgres = options.Store == DatabaseKind.PostgreSql && options.PostgreSql is null ? new PostgreSql() : null;
        var address = options.Store == DatabaseKind.Sqlite ? null : postgres?.NewDatabase() ?? await ScratchGallery.NewDatabaseAsync(options.PostgreSql!, cancel).ConfigureAwait(false);
        var kept = false;
        try
        {
            var gallery = new ScratchGallery(Math.Max(options.Operations / 2, 20_000)); // about a quarter of the operations takes one
            var (version, faults) = await OpenAsync(options, gallery, folder, address, postgres, progress, cancel).ConfigureAwait(false);
            var database = Database(Path.Combine(folder, "gallery"), address);
            await using var open = database.ConfigureAwait(false);
            postgres?.Crash(); // so that no old request is at work any more, and only what is on the disk counts
            postgres?.Start();
            var (claims, outbox) = await ScratchGallery.ReadAsync(database, cancel).ConfigureAwait(false);
            var operations = History.Read(history);
            var violations = new HistoryCheck(claims, outbox, work => work <= gallery.Works).Run(operations);
            var (ok, unknown) = (operations.Count(static one => one.Outcome is Outcome.Taken or Outcome.Free or Outcome.Owner), operations.Count(static one => one.Outcome == Outcome.Unknown));
            kept = options.Folder is not null || violations.Count > 0;
            return new(version, options.Seed, operations.Count, ok, operations.Count - ok - unknown, unknown, claims.Count, faults, Stopwatch.GetElapsedTime(started).TotalSeconds,
                [.. violations.Take(Listed)], violations.Count, kept ? history : null);
        }
        finally
        {
            if (address is not null && postgres is null)
                await ScratchGallery.DropDatabaseAsync(options.PostgreSql!, address, CancellationToken.None).ConfigureAwait(false);
            if (!kept && options.Folder is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes the gallery, opens it to visitors, and closes it when all operations and all faults have been.</summary>
    private static async Task<(string Version, IReadOnlyDictionary<string, int> Faults)> OpenAsync(
        CheckOptions options, ScratchGallery gallery, string folder, string? address, PostgreSql? postgres, Action<int, int>? progress, CancellationToken cancel)
    {
        var server = new NpgsqlConnectionStringBuilder(address);
        var proxy = address is null ? null : new CutProxy(server.Host!, server.Port);
        var path = Path.Combine(folder, "gallery");
        var webs = Enumerable.Range(0, address is null ? 1 : 2).Select(i => new WebProcess(i, options.Program, path, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"web-{i}.log")))).ToArray();
        try
        {
            // The wire's other side must be readable, to be cut at the right message.
            var wire = proxy is null ? null : new NpgsqlConnectionStringBuilder(address) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable }.ToString();
            var database = Database(ScratchGallery.MakeFolder(path, wire, options.Defect).Path, address);
            await using var open = database.ConfigureAwait(false);
            var version = await gallery.FillAsync(database, options.Defect, cancel).ConfigureAwait(false);
            await Task.WhenAll(webs.Select(one => one.StartAsync(cancel))).ConfigureAwait(false);
            using var history = new History(Path.Combine(folder, HistoryFile));
            var faults = new Faults(options, webs, proxy, postgres, history);
            await VisitAsync(options, gallery, webs, history, faults, progress, cancel).ConfigureAwait(false);
            return (version, faults.Done);
        }
        finally
        {
            foreach (var one in webs)
                await one.DisposeAsync().ConfigureAwait(false);
            if (proxy is not null)
                await proxy.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task VisitAsync(CheckOptions options, ScratchGallery gallery, WebProcess[] webs, History history, Faults faults, Action<int, int>? progress, CancellationToken cancel)
    {
        using var crowd = new Crowd(options, gallery, webs, history);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var breaking = faults.RunAsync(ends.Token);
        var visiting = crowd.RunAsync(() => !ends.IsCancellationRequested && (history.Asked < options.Operations || !breaking.IsCompleted), ends.Token);
        string? trouble = null;
        while (await Task.WhenAny(visiting, Task.Delay(100, cancel)).ConfigureAwait(false) != visiting && !breaking.IsFaulted && trouble is null)
        {
            progress?.Invoke(Math.Min(history.Answered, options.Operations), options.Operations);
            trouble = webs.Select(static one => one.Trouble).FirstOrDefault(static one => one is not null);
        }
        if (trouble is not null)
        {
            await ends.CancelAsync().ConfigureAwait(false);
            throw new GalleryException($"{trouble.TrimEnd('.')}; expected that it answers until it is made to end, so nothing can be checked.");
        }
        if (breaking.IsFaulted || visiting.IsFaulted)
            await ends.CancelAsync().ConfigureAwait(false);
        // Whatever ended first has the reason; the other one was cancelled for it.
        await (breaking.IsFaulted ? breaking : visiting).ConfigureAwait(false);
        await breaking.ConfigureAwait(false);
    }

    private static GalleryDatabase Database(string gallery, string? address) => address is null ? GalleryDatabase.OfSqlite(GalleryFolder.Open(gallery).Database) : GalleryDatabase.OfPostgreSql(address);
}
