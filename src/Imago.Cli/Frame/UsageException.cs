namespace Imago.Cli;

/// <summary>The command line asks for something that cannot be: exit code 2.</summary>
/// <param name="message">One sentence: the value met, the value expected, the next step.</param>
internal sealed class UsageException(string message) : Exception(message);
