using System.CommandLine;
using System.CommandLine.Invocation;

namespace Imago.Cli;

/// <summary>From words to an exit code: parses, refuses what cannot be understood, runs the command.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parser = new()
    {
        // A name that begins with @ is a file name here, not a file of options.
        ResponseFileTokenReplacer = null,
    };

    /// <param name="root">The tree of commands.</param>
    /// <param name="words">The command line, without the program's name.</param>
    /// <param name="output">Standard output: results.</param>
    /// <param name="error">Standard error: everything else.</param>
    /// <param name="cancel">Signalled when the user asks to stop.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(RootCommand root, string[] words, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var arguments = root.Parse(words, Parser);
        if (arguments.Action is null or ParseErrorAction)
        {
            var session = new Session(output, error, arguments.GetValue(ImagoRoot.Json), arguments.GetValue(ImagoRoot.Verbose));
            return WrongUse.Of(arguments).Report(session);
        }

        var run = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // Ctrl-C and SIGTERM are StopSignals' business.
            ProcessTerminationTimeout = null,
        };
        return await arguments.InvokeAsync(run, cancel).ConfigureAwait(false);
    }
}
