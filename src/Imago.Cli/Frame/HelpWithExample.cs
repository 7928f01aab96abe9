using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Imago.Cli;

/// <summary>The library's help, followed by an example and, at the root, by the exit codes.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (ExampleOf(command) is { } example)
        {
            output.WriteLine("Example:");
            output.WriteLine($"  {example}");
        }

        if (command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine("Exit codes:");
            output.WriteLine("  0 done, 1 the work failed, 2 wrong use, 130 stopped by Ctrl-C or SIGTERM");
        }

        return ExitCode.Done;
    }

    /// <summary>A verb's own example; a noun's is that of its first verb.</summary>
    private static string? ExampleOf(Command command) =>
        command is IExample { Example: var example } ? example : command.Subcommands.Select(ExampleOf).FirstOrDefault(e => e is not null);
}
