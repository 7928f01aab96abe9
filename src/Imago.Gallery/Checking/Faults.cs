namespace Imago.Gallery.Checking;

/// <summary>What goes wrong in a check, one after the other, while visitors come.</summary>
/// <param name="options">How many, and by which seed.</param>
/// <param name="servers">The web processes.</param>
/// <param name="proxy">The wire to PostgreSQL; null: SQLite.</param>
/// <param name="postgres">A PostgreSQL that may be killed; null: there is none.</param>
/// <param name="history">Where each is noted.</param>
internal sealed class Faults(CheckOptions options, IReadOnlyList<WebProcess> servers, CutProxy? proxy, PostgreSql? postgres, History history)
{
    /// <summary>Files of a web process may not grow beyond this while its disk is full: less than any database has.</summary>
    private const ulong FullDisk = 16 << 10;

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(300), s_patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> _done = [];

    /// <summary>Faults by kind, so far.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>How many there were.</summary>
    public int Count => _done.Values.Sum();

    /// <summary>Injects them, spread evenly over the operations.</summary>
    /// <exception cref="GalleryException">A web process or PostgreSQL does not come back.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var random = new Random(options.Seed);
        var kinds = Kinds().ToArray();
        var offset = random.Next(kinds.Length);
        for (var i = 0; i < options.Faults; i++)
        {
            while (history.Answered < (long)(i + 1) * options.Operations / (options.Faults + 1))
                await Task.Delay(5, cancel).ConfigureAwait(false);
            var (name, inject) = kinds[(offset + i) % kinds.Length]; // each as often as the others
            var server = servers[random.Next(servers.Count)];
            history.Fault($"{name} web {server.Number}");
            await inject(server, random, cancel).ConfigureAwait(false);
            _done[name] = _done.GetValueOrDefault(name) + 1;
        }
    }

    private IEnumerable<(string Name, Func<WebProcess, Random, CancellationToken, Task> Inject)> Kinds()
    {
        yield return ("web process killed between commit and answer", KillAfterCommitAsync);
        yield return ("web process stopped and continued", PauseAsync);
        if (proxy is not null)
            yield return ("connection cut after the commit was sent", CutAsync);
        else
            yield return ("disk full", FillAsync);
        yield return ("web process killed", (server, _, cancel) => EndAsync(server, Processes.SigKill, cancel));
        if (postgres is not null)
            yield return ("database killed", CrashAsync);
        if (proxy is not null)
            yield return ("connection cut after the commit was sent", CutAsync);
        yield return ("web process closed and opened", (server, _, cancel) => EndAsync(server, Processes.SigTerm, cancel));
    }

    private static async Task KillAfterCommitAsync(WebProcess server, Random random, CancellationToken cancel)
    {
        server.EndIsExpected();
        try
        {
            using var http = new HttpClient();
            using var response = await http.PostAsync(new Uri(await server.AddressAsync().ConfigureAwait(false), "/checking/arm"), null, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            // It is dead before it could say that it will be.
        }
        await server.EndedAsync(cancel).ConfigureAwait(false);
        await server.StartAsync(cancel).ConfigureAwait(false);
    }

    private static async Task EndAsync(WebProcess server, int signal, CancellationToken cancel)
    {
        server.EndIsExpected();
        server.Signal(signal);
        await server.EndedAsync(cancel).ConfigureAwait(false);
        await server.StartAsync(cancel).ConfigureAwait(false);
    }

    // Visitors stop waiting before this is over and ask elsewhere; then the sleeper wakes and goes on with what they asked it.
    private async Task PauseAsync(WebProcess server, Random random, CancellationToken cancel)
    {
        server.Signal(Processes.SigStop);
        try
        {
            await Task.Delay(options.PauseTime, cancel).ConfigureAwait(false);
        }
        finally
        {
            server.Signal(Processes.SigCont);
        }
    }

    private static async Task FillAsync(WebProcess server, Random random, CancellationToken cancel)
    {
        server.LimitFiles(FullDisk);
        try
        {
            await Task.Delay(s_moment, cancel).ConfigureAwait(false);
        }
        finally
        {
            server.LimitFiles(null);
        }
    }

    private async Task CutAsync(WebProcess server, Random random, CancellationToken cancel)
    {
        var (before, connections) = (proxy!.Cuts, random.Next(1, 9));
        proxy.CutNext(connections);
        for (var since = Environment.TickCount64; proxy.Cuts < before + connections; await Task.Delay(2, cancel).ConfigureAwait(false))
            if (Environment.TickCount64 - since > s_patience.TotalMilliseconds)
                throw new GalleryException($"No connection to PostgreSQL could be cut for {s_patience.TotalSeconds:0} s, expected claims on their way: see the web processes' logs.");
    }

    private async Task CrashAsync(WebProcess server, Random random, CancellationToken cancel)
    {
        await Task.Run(postgres!.Crash, cancel).ConfigureAwait(false);
        await Task.Run(postgres.Start, CancellationToken.None).ConfigureAwait(false);
    }
}
