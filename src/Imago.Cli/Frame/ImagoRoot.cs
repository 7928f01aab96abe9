using System.CommandLine;
using System.CommandLine.Help;

namespace Imago.Cli;

/// <summary>The command <c>imago</c> itself, with the options that every command has.</summary>
internal sealed class ImagoRoot : RootCommand
{
    /// <summary>One JSON object on standard output; all else goes to standard error.</summary>
    internal static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the result as one JSON object on standard output, all else on standard error",
        Recursive = true,
    };

    /// <summary>Errors with their stack trace.</summary>
    internal static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the technical details of an error",
        Recursive = true,
    };

    internal ImagoRoot()
        : base("Imago: art with generative adversarial networks, from a folder of pictures to new pictures.")
    {
        Options.Add(Json);
        Options.Add(Verbose);
        foreach (var option in Options)
        {
            if (option is HelpOption { Action: HelpAction help }) option.Action = new HelpWithExample(help);
        }
    }
}
