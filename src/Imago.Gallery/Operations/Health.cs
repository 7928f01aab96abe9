using System.Data.Common;
using System.Text.Json.Nodes;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Operations;

/// <summary>
/// <c>/health</c>: does the database answer, do both stores take and give a file, does the ledger follow? 200 where all is well, 503 where not. It names no address and no reason, for anyone may
/// ask it; reasons stand in the log. An answer is kept for some seconds, so that asking costs nothing.
/// </summary>
internal sealed class Health(Stores stores, Bookkeeper bookkeeper, LedgerWorker worker) : IDisposable
{
    /// <summary>A claim that waits longer for its certificate is no good sign.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5), s_patience = TimeSpan.FromSeconds(8);

    private readonly SemaphoreSlim _one = new(1);
    private (long At, bool Well, string Text)? _last;

    /// <summary>Answers.</summary>
    public async Task<IResult> AnswerAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_last is not { } last || Environment.TickCount64 - last.At > s_kept.TotalMilliseconds)
            {
                var (well, text) = await LookAsync().ConfigureAwait(false);
                _last = last = (Environment.TickCount64, well, text);
            }
            return Results.Text(last.Text, "application/json", statusCode: last.Well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<(bool Well, string Text)> LookAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var (open, since) = (0, (DateTimeOffset?)null);
        var data = await WorksAsync(async () => (open, since) = await bookkeeper.QueueAsync(patience.Token).ConfigureAwait(false)).ConfigureAwait(false);
        var small = await WorksAsync(() => TryAsync(stores.Public, patience.Token)).ConfigureAwait(false);
        var full = await WorksAsync(() => TryAsync(stores.Full, patience.Token)).ConfigureAwait(false);
        var wait = since is { } at ? DateTimeOffset.UtcNow - at : TimeSpan.Zero;
        var ledger = worker.Trouble is null && wait < LongestWait;
        var well = data && small && full && ledger;
        return (well, new JsonObject
        {
            ["well"] = well,
            ["database"] = data,
            ["publicFiles"] = small,
            ["fullFiles"] = full,
            ["ledger"] = ledger,
            ["ledgerOpen"] = open,
            ["ledgerOldestSeconds"] = (long)wait.TotalSeconds,
        }.ToJsonString());
    }

    private static async Task TryAsync(FileStore store, CancellationToken cancel)
    {
        const string Key = "health";
        await store.PutAsync(Key, "well"u8.ToArray(), cancel).ConfigureAwait(false);
        var file = await store.OpenAsync(Key, cancel).ConfigureAwait(false) ?? throw new IOException("What was put is not there.");
        await file.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<bool> WorksAsync(Func<Task> look)
    {
        try
        {
            await look().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or InvalidOperationException or OperationCanceledException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
