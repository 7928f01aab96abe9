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
        DoctorReport.ReadAsync(cancel);

    /// <inheritdoc/>
    protected override int ExitCodeOf(DoctorReport result) => result.Usable ? ExitCode.Done : ExitCode.Failed;

    /// <inheritdoc/>
    protected override void Show(DoctorReport result, IAnsiConsole screen)
    {
        foreach (var (part, health, text, mend) in result.Findings)
        {
            screen.Markup(Mark(health));
            screen.WriteLine($" {part,-10} {text}");
            if (mend is not null) screen.WriteLine($"{"",-18} mend it with: {mend}");
        }

        screen.WriteLine();
        screen.WriteLine(result.Usable ? "Imago can work here." : "Imago cannot work here until what is missing is mended.");
    }

    private static string Mark(Health health) => health switch
    {
        Health.Good => "[green]good   [/]",
        Health.Warning => "[yellow]warning[/]",
        _ => "[red]missing[/]",
    };
}
