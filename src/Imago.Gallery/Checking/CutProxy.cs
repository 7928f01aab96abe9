using System.Net;
using System.Net.Sockets;

namespace Imago.Gallery.Checking;

/// <summary>
/// A wire to PostgreSQL that can be cut where it hurts: after the message that ends a transaction has been sent and before its answer has come, so that nobody on this side
/// knows whether it was committed.
/// </summary>
internal sealed class CutProxy : IAsyncDisposable
{
    /// <summary>The end of every request, «Sync»: what was sent before it is committed and answered.</summary>
    private static readonly byte[] s_sync = [(byte)'S', 0, 0, 0, 4];

    private readonly Lock _lock = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private int _armed, _cuts;

    /// <summary>Begins to listen.</summary>
    public CutProxy(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts the next connections that end a transaction, each once.</summary>
    public void CutNext(int connections)
    {
        lock (_lock)
            _armed = connections;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _ends.Dispose();
    }

    private bool IsArmed()
    {
        lock (_lock)
            return _armed > 0 && _armed-- > 0;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_ends.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closing.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, _ends.Token).ConfigureAwait(false);
            await Task.WhenAny(PumpAsync(near, far, cuts: true), PumpAsync(far, near, cuts: false)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // PostgreSQL is down: whoever asks sees the connection close.
        }
    }

    // Ends when one side closes, or here with the cut; both sockets close then, the far one after all was sent.
    private async Task PumpAsync(Socket from, Socket to, bool cuts)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, _ends.Token).ConfigureAwait(false) is > 0 and var count)
            {
                var cut = cuts && buffer.AsSpan(0, count).EndsWith(s_sync) && IsArmed();
                if (cut)
                    from.Dispose(); // first, so that no answer can come through
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ends.Token).ConfigureAwait(false);
                // Every other time PostgreSQL loses its visitor at once, else when it answers: then the commit is certain.
                if (cut && Interlocked.Increment(ref _cuts) % 2 == 0)
                    return;
                if (cut)
                    await Task.Delay(Timeout.Infinite, _ends.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other follows.
        }
    }
}
