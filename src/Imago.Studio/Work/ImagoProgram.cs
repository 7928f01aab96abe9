using System.Diagnostics;

namespace Imago.Studio.Work;

/// <summary>The program <c>imago</c>, called with arguments in a process of its own that outlives the studio.</summary>
/// <param name="options">How it is called.</param>
public sealed class ImagoProgram(StudioOptions options)
{
    // $0 is the folder. The outer shell stays to write the exit code; the inner one becomes the command. Before that it tells the numbers of both and when they began
    // (in the system's ticks, which tell them from later processes of the same numbers). The exit code is written over blanks, which need no more room where the disk has filled.
    private const string Script = """
        trap : INT TERM
        echo '   ' >"$0/exit"
        sh -c 'echo $$ $PPID $(cut -d" " -f22 /proc/$$/stat /proc/$PPID/stat) >"$0/pid"; exec "$@"' "$0" "$@" >"$0/result.json" 2>"$0/log.txt" </dev/null
        echo $? 1<>"$0/exit"
        """;

    /// <summary>
    /// Starts a command in the workspace. In the folder are then <c>pid</c>, <c>result.json</c> (its output), <c>log.txt</c> (what it says), and <c>exit</c> (its exit code; blank until the end).
    /// </summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="arguments">Of the command.</param>
    /// <exception cref="StudioException">It cannot be started.</exception>
    internal void Start(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = options.Workspace };
        foreach (var one in (string[])["--fork", "sh", "-c", Script, folder, .. options.Imago, .. arguments])
            start.ArgumentList.Add(one);
        start.Environment["IMAGO_PROGRESS_SECONDS"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new StudioException($"imago {arguments.First()} could not be started (its start ended with {process.ExitCode}).");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StudioException($"imago {arguments.First()} could not be started ({e.Message}).", e);
        }
    }
}
