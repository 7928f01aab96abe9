using System.CommandLine;

namespace Imago.Cli.Tests;

/// <summary>Runs commands inside the test's own process: fast, and with a debugger in reach.</summary>
internal static class InProcess
{
    /// <summary>Runs the program's own tree of commands.</summary>
    internal static Task<Outcome> RunAsync(params string[] words) => RunAsync(Program.Contents(), CancellationToken.None, words);

    /// <summary>Runs a tree of commands that a test made.</summary>
    internal static async Task<Outcome> RunAsync(RootCommand root, CancellationToken cancel, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        // A command may write from its worker threads.
        var code = await CommandLine.RunAsync(root, words, TextWriter.Synchronized(output), TextWriter.Synchronized(error), cancel);
        return new Outcome(code, output.ToString(), error.ToString());
    }
}
