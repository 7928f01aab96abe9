using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Imago.Studio.Work;

/// <summary>
/// Asks a process to end cleanly, as Ctrl-C does. Once: a second Ctrl-C ends a command at once, and what it has not written down is lost; a button pressed twice must not do that.
/// </summary>
public static partial class Interruption
{
    // SIGTERM, which imago answers as it does Ctrl-C: a program that a script has begun in the background never hears of SIGINT.
    private const int Terminate = 15;

    private static readonly ConcurrentDictionary<(int Pid, string Begun), bool> s_asked = new();

    /// <summary>Asks it, if it was not asked before.</summary>
    public static void Ask(int pid)
    {
        if (ProcessBirth.Of(pid) is { } begun && s_asked.TryAdd((pid, begun), true))
            _ = Kill(pid, Terminate);
    }

    /// <summary>Whether it was asked and has not ended yet.</summary>
    public static bool WasAsked(int pid) => ProcessBirth.Of(pid) is { } begun && s_asked.ContainsKey((pid, begun));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
