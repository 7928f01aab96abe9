using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Imago.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to stop cleanly, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private long asked;

    /// <summary>Signals that come this close together are one: <c>timeout</c> sends it to the process and to its group.</summary>
    private static readonly TimeSpan OneRequest = TimeSpan.FromSeconds(0.5);

    private readonly bool speaks;

    private StopSignals(bool speaks)
    {
        this.speaks = speaks;
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => source.Token;

    /// <summary>Takes the signals over for the rest of the process.</summary>
    /// <param name="speaks">Whether to say so; not where another process does.</param>
    internal static StopSignals Listen(bool speaks = true) => new(speaks);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref asked, Stopwatch.GetTimestamp(), 0) is not 0 and var first)
        {
            if (Stopwatch.GetElapsedTime(first) >= OneRequest) EndAtOnce();
            return;
        }
        if (speaks) Console.Error.WriteLine("Stopping (Ctrl-C again ends at once) …");
        source.Cancel();
    }

    private static void EndAtOnce()
    {
        // A live display may have hidden the cursor.
        if (!Console.IsErrorRedirected) Console.Error.Write("\e[?25h");
        EndProcess(ExitCode.Stopped);
    }

#pragma warning disable SYSLIB1054 // One call without any marshalling: no generated code, no unsafe blocks.
    /// <summary>Ends the process without exit handlers, which take their time and could wait for the very work that does not stop.</summary>
    /// <param name="status">One of <see cref="ExitCode"/>.</param>
    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern void EndProcess(int status);
#pragma warning restore SYSLIB1054
}
