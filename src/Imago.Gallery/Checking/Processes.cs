using System.Runtime.InteropServices;

namespace Imago.Gallery.Checking;

/// <summary>What Linux can do to a process that runs.</summary>
internal static partial class Processes
{
    /// <summary>Ends at once: the process learns nothing of it.</summary>
    public const int SigKill = 9;

    /// <summary>Asks to end.</summary>
    public const int SigTerm = 15;

    /// <summary>Goes on.</summary>
    public const int SigCont = 18;

    /// <summary>Stops where it is; its connections stay open.</summary>
    public const int SigStop = 19;

    /// <summary>Told to a process that writes beyond its limit.</summary>
    public const int SigXfsz = 25;

    private const int FileSize = 1; // RLIMIT_FSIZE

    /// <summary>Sends a signal; one that cannot be sent, because the process has ended, is no error.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    /// <summary>Sets how long files may become that a process writes: a full disk that needs no rights and troubles nobody else. Null: as long as they like.</summary>
    public static void LimitFiles(int process, ulong? bytes) => _ = Limit(process, FileSize, [bytes ?? ulong.MaxValue, ulong.MaxValue], 0);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit64")]
    private static partial int Limit(int process, int resource, ReadOnlySpan<ulong> softAndHard, nint old);
}
