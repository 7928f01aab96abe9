using System.ComponentModel;
using System.Diagnostics;

namespace Imago.Gallery.Checking;

/// <summary>A web process of a check, which is killed, stopped and started again while visitors come.</summary>
/// <param name="number">0, 1 …: its number in the history.</param>
/// <param name="program">The command that starts it.</param>
/// <param name="folder">The gallery.</param>
/// <param name="log">The file for what it says.</param>
internal sealed class WebProcess(int number, IReadOnlyList<string> program, string folder, string log) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private TaskCompletionSource<Uri> _address = New();
    private Process? _process;
    private volatile bool _endIsExpected = true;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Why it has ended, if nobody made it end; null: it is as it should be.</summary>
    public string? Trouble => !_endIsExpected && _process is { HasExited: true } ended
        ? $"Web process {number} ended by itself with exit code {ended.ExitCode}: {(File.Exists(log) ? File.ReadLines(log).LastOrDefault() : null) ?? "it said nothing"}"
        : null;

    /// <summary>Its end will be no trouble.</summary>
    public void EndIsExpected() => _endIsExpected = true;

    /// <summary>Its address; while it is down, visitors wait.</summary>
    public Task<Uri> AddressAsync() => _address.Task;

    /// <summary>Starts it and waits until it is open.</summary>
    /// <exception cref="GalleryException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. program.Skip(1), folder])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0"; // it does not live long enough to learn from itself
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GalleryException($"The web process cannot be started by {string.Join(' ', program)} ({e.Message.TrimEnd('.')}).", e);
        }
        _ = LogAsync(_process.StandardError);
        var output = _process.StandardOutput;
        _address.TrySetResult(await OpenedAsync(output, cancel).WaitAsync(s_patience, cancel).ConfigureAwait(false));
        _ = LogAsync(output);
        _endIsExpected = false;
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int signal) => Processes.Send(_process!.Id, signal);

    /// <summary>Limits the length of the files that it writes; null: no more.</summary>
    public void LimitFiles(ulong? bytes) => Processes.LimitFiles(_process!.Id, bytes);

    /// <summary>Waits until it has ended, and lets visitors wait for the next one.</summary>
    public async Task EndedAsync(CancellationToken cancel)
    {
        try
        {
            await _process!.WaitForExitAsync(cancel).WaitAsync(s_patience, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new GalleryException($"A web process did not end within {s_patience.TotalMinutes:0} minutes: {log} may say why.", e);
        }
        _address = New();
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        EndIsExpected();
        Signal(Processes.SigKill);
        await EndedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // Its log may speak before it is open: of a database that was just killed, for instance.
    private async Task<Uri> OpenedAsync(StreamReader output, CancellationToken cancel)
    {
        while (await output.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
            if (Uri.TryCreate(line, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
                return address;
            else
                Log(line);
        throw new GalleryException($"A web process ended before it was open: {log} says why.");
    }

    // Both outputs are read to their ends, or the process would wait for a reader.
    private async Task LogAsync(StreamReader output)
    {
        try
        {
            while (await output.ReadLineAsync().ConfigureAwait(false) is { } line)
                Log(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was killed, and its folder may be gone.
        }
    }

    private void Log(string line)
    {
        lock (_lock)
            File.AppendAllText(log, line + "\n");
    }

    private static TaskCompletionSource<Uri> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
