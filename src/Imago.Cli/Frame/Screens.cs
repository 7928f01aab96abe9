using Spectre.Console;

namespace Imago.Cli;

/// <summary>Spectre consoles over plain writers.</summary>
internal static class Screens
{
    /// <summary>Wide enough that no path is ever broken in a pipe or a file.</summary>
    private const int PipeWidth = 10_000;

    /// <param name="writer">Where it writes.</param>
    /// <param name="terminal">Whether a person looks: colours and redrawing where the terminal can; else plain, unbroken lines.</param>
    internal static IAnsiConsole Over(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = PipeWidth;
        return console;
    }
}
