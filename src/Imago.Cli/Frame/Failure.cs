namespace Imago.Cli;

/// <summary>How a run ended that gave no result: an exit code and one sentence for the user.</summary>
/// <param name="ExitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="Sentence">What went wrong, in one line.</param>
/// <param name="Exception">The cause, shown under <c>--verbose</c>; null for a command line that was not understood.</param>
internal sealed record Failure(int ExitCode, string Sentence, Exception? Exception = null)
{
    /// <summary>Turns an exception into a sentence. Rooms write their messages for the user; anything unexpected names its type.</summary>
    /// <param name="exception">What a command threw.</param>
    /// <param name="goOn">How to go on after a stop, or null.</param>
    /// <param name="cancel">The token that tells a requested stop from any other cancellation.</param>
    internal static Failure Of(Exception exception, string? goOn, CancellationToken cancel)
    {
        var cause = Unwrap(exception);
        return cause switch
        {
            // A training may be stopped by way of another of its processes: it then answers to our token, which nobody has signalled here.
            OperationCanceledException stopped when cancel.IsCancellationRequested || stopped.CancellationToken == cancel =>
                new(Cli.ExitCode.Stopped, $"Stopped. {goOn ?? "Run the same command again to start over."}", cause),
            UsageException => new(Cli.ExitCode.WrongUse, cause.Message, cause),
            // A room refuses a value that came from the command line; thrown by the base library itself, it is a bug of ours.
            ArgumentException when cause.Source?.StartsWith("Imago.", StringComparison.Ordinal) == true =>
                new(Cli.ExitCode.WrongUse, WithoutParameter((ArgumentException)cause), cause),
            DllNotFoundException or BadImageFormatException or EntryPointNotFoundException =>
                new(Cli.ExitCode.Failed, $"A native library cannot be loaded ({OneLine(cause.Message)}): run `imago doctor` to see which.", cause),
            OutOfMemoryException =>
                new(Cli.ExitCode.Failed, "There is not enough memory for this: try a smaller batch or resolution.", cause),
            _ when IsWrittenForUsers(cause) => new(Cli.ExitCode.Failed, OneLine(cause.Message), cause),
            _ => new(Cli.ExitCode.Failed, $"Unexpected {cause.GetType().Name}: {OneLine(cause.Message)} Run again with --verbose for the details.", cause),
        };
    }

    /// <summary>Writes the sentence to standard error, and to standard output as JSON where a program listens.</summary>
    /// <returns>The exit code.</returns>
    internal int Report(Session session)
    {
        if (session.Silent && ExitCode == Cli.ExitCode.Stopped) return ExitCode;
        session.Error.WriteLine(Sentence);
        if (session.Verbose && Exception is not null) session.Error.WriteLine(Exception);
        if (session.Json) session.Output.WriteLine(Json.Write(new { Error = Sentence, ExitCode }));
        return ExitCode;
    }

    /// <summary>The files' and the rooms' own exceptions.</summary>
    private static bool IsWrittenForUsers(Exception exception) =>
        exception is IOException or InvalidDataException or UnauthorizedAccessException or PlatformNotSupportedException or TimeoutException
        || exception.GetType().Namespace?.StartsWith("Imago.", StringComparison.Ordinal) == true;

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: > 0 } many => Unwrap(many.InnerExceptions[0]),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    /// <summary>The name of a method's parameter says nothing to somebody who typed an option.</summary>
    private static string WithoutParameter(ArgumentException exception) =>
        OneLine(exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal));

    /// <summary>A message that others wrote, without its line ends.</summary>
    internal static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
