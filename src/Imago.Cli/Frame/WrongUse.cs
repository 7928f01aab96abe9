using System.CommandLine;

namespace Imago.Cli;

/// <summary>What is said about a command line that cannot be understood.</summary>
internal static class WrongUse
{
    internal static Failure Of(ParseResult arguments)
    {
        var command = arguments.CommandResult.Command;
        var help = $"`{PathOf(command)} --help` shows what there is.";
        if (arguments.UnmatchedTokens is [var word, ..])
        {
            var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            var nearest = Nearest.To(word, kind == "option" ? OptionsOf(command) : command.Subcommands.SelectMany(c => c.Aliases.Append(c.Name)));
            var guess = nearest is null ? "" : $" Did you mean `{nearest}`?";
            return new(ExitCode.WrongUse, $"`{PathOf(command)}` knows no {kind} `{word}`.{guess} {help}");
        }

        if (arguments.Action is null || (command.Subcommands.Count > 0 && command.Action is null))
        {
            return new(ExitCode.WrongUse, $"`{PathOf(command)}` needs a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}. {help}");
        }

        return new(ExitCode.WrongUse, $"{Failure.OneLine(arguments.Errors[0].Message).TrimEnd('.')}. {help}");
    }

    /// <summary>All options that may be given with <paramref name="command"/>: its own and those that its parents share.</summary>
    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Concat(Parents(command).SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .SelectMany(option => option.Aliases.Append(option.Name));

    private static string PathOf(Command command) =>
        string.Join(' ', Parents(command).Reverse().Append(command).Select(c => c is RootCommand ? "imago" : c.Name));

    private static IEnumerable<Command> Parents(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => Parents(parent).Prepend(parent));
}
