using System.CommandLine;
using Spectre.Console;

namespace Imago.Cli;

/// <summary>What the help of a command ends with.</summary>
internal interface IExample
{
    /// <summary>A command line that works as it stands, without the leading <c>$</c>.</summary>
    string Example { get; }
}

/// <summary>
/// A verb: it reads its options, calls its room and hands back one result, which is shown to a person or printed as JSON.
/// Errors, cancellation and exit codes are the frame's business: a verb just throws.
/// </summary>
/// <typeparam name="TResult">A record whose public properties are the JSON that <c>--json</c> prints.</typeparam>
internal abstract class ImagoCommand<TResult> : Command, IExample
    where TResult : notnull
{
    /// <param name="name">The verb as it is typed.</param>
    /// <param name="description">What it does, in one line.</param>
    /// <param name="example">A command line that works, for the end of the help.</param>
    protected ImagoCommand(string name, string description, string example)
        : base(name, description)
    {
        Example = example;
        SetAction(InvokeAsync);
    }

    /// <inheritdoc/>
    public string Example { get; }

    /// <summary>Does the work. What it throws becomes one sentence and an exit code: see <see cref="Failure"/>.</summary>
    /// <param name="arguments">The parsed command line.</param>
    /// <param name="session">Where notes, warnings and progress go.</param>
    /// <param name="cancel">Ctrl-C and SIGTERM. Set <see cref="Session.GoOn"/> so that a stopped command says how to go on.</param>
    /// <returns>The result that <see cref="Show"/> shows.</returns>
    protected abstract Task<TResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel);

    /// <summary>Shows a result to a person. Not called under <c>--json</c>.</summary>
    /// <param name="result">What <see cref="RunAsync"/> gave.</param>
    /// <param name="screen">Standard output. File names may hold brackets: write them with the interpolated methods, or as plain text.</param>
    protected abstract void Show(TResult result, IAnsiConsole screen);

    /// <summary>The exit code of a run that gave a result: 0, unless the result itself is bad news.</summary>
    protected virtual int ExitCodeOf(TResult result) => ExitCode.Done;

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancel)
    {
        var session = Session.Of(arguments);
        try
        {
            var result = await RunAsync(arguments, session, cancel).ConfigureAwait(false);
            if (session.Silent) return ExitCodeOf(result);
            if (session.Json) await session.Output.WriteLineAsync(Json.Write(result)).ConfigureAwait(false);
            else Show(result, session.Screen);
            return ExitCodeOf(result);
        }
#pragma warning disable CA1031 // The one place where every exception ends: as a sentence for the user.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure.Of(exception, session.GoOn, cancel).Report(session);
        }
    }
}
