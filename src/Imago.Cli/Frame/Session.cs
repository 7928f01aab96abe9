using System.CommandLine;
using Spectre.Console;

namespace Imago.Cli;

/// <summary>
/// One run of one command: where it writes. Standard output carries the result alone; notes, warnings, progress and errors
/// go to standard error, so that a pipe receives nothing else than what was asked for.
/// </summary>
internal sealed class Session
{
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="json">Whether the result is printed as JSON.</param>
    /// <param name="verbose">Whether errors come with their stack trace.</param>
    internal Session(TextWriter output, TextWriter error, bool json, bool verbose)
    {
        (Output, Error, Json, Verbose) = (output, error, json, verbose);
        Live = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        Screen = Screens.Over(output, terminal: ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
        Desk = Screens.Over(error, Live);
    }

    /// <summary>Standard output.</summary>
    internal TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    internal TextWriter Error { get; }

    /// <summary>Whether the result is printed as JSON.</summary>
    internal bool Json { get; }

    /// <summary>Whether errors come with their stack trace.</summary>
    internal bool Verbose { get; }

    /// <summary>Whether standard error is a terminal on which a line can be redrawn.</summary>
    internal bool Live { get; }

    /// <summary>Standard output with Spectre's tables and colours: for results.</summary>
    internal IAnsiConsole Screen { get; }

    /// <summary>Standard error with Spectre's colours: for what happens on the way.</summary>
    internal IAnsiConsole Desk { get; }

    /// <summary>
    /// How to go on when the command is stopped, as a whole sentence: <c>Go on with: imago train --continue runs/00007-demo</c>.
    /// Null until there is something to go on with.
    /// </summary>
    internal string? GoOn { get; set; }

    /// <summary>Whether another process speaks for this one, which then says nothing but errors.</summary>
    internal bool Silent { get; set; }

    internal static Session Of(ParseResult arguments) => new(
        arguments.InvocationConfiguration.Output,
        arguments.InvocationConfiguration.Error,
        arguments.GetValue(ImagoRoot.Json),
        arguments.GetValue(ImagoRoot.Verbose));

    /// <summary>Writes a line about what happens, above any progress that is being shown.</summary>
    internal void Note(string line)
    {
        if (!Silent) Desk.WriteLine(line);
    }

    /// <summary>Writes a warning: something is not as it should be, and the work goes on.</summary>
    internal void Warn(string line)
    {
        if (!Silent) Desk.MarkupLineInterpolated($"[yellow]Warning:[/] {line}");
    }
}
