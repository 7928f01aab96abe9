namespace Imago.Cli;

/// <summary>What the program answers to whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    internal const int Done = 0;

    /// <summary>The work was understood and failed.</summary>
    internal const int Failed = 1;

    /// <summary>The command line cannot be understood, or a value in it is out of its range.</summary>
    internal const int WrongUse = 2;

    /// <summary>Stopped on request (Ctrl-C or SIGTERM): 128 + SIGINT, the shells' own number, so that a script stops too.</summary>
    internal const int Stopped = 130;
}
