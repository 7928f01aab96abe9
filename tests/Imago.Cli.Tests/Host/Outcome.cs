using System.Text.Json;

namespace Imago.Cli.Tests;

/// <summary>What a run of <c>imago</c> left behind.</summary>
/// <param name="ExitCode">Its exit code; a process killed by a signal has 128 + the signal.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON; throws where it is not exactly one value.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The lines of standard error.</summary>
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
