using System.CommandLine;
using Imago.Cli.Doctor;
using Spectre.Console;

namespace Imago.Cli.Commands;

/// <summary><c>imago doctor</c>: what this machine has, what is missing and how to mend it.</summary>
internal sealed class DoctorCommand() : ImagoCommand<DoctorReport>(
    "doctor", "Show what this machine has for Imago, what is missing, and how to mend it", "imago doctor")
{
    /// <inheritdoc/>
    protected override Task<DoctorReport> RunAsync(ParseResult arguments, Session session, CancellationToken cancel) =>
        Task.FromResult(DoctorReport.Read());

    /// <inheritdoc/>
    protected override void Show(DoctorReport result, IAnsiConsole screen)
    {
        screen.WriteLine(result.Processor.Line());
        screen.WriteLine(result.Processor.Advice);
    }
}
