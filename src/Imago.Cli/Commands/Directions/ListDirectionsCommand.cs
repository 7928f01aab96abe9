using System.CommandLine;
using Imago.Latent.Directions;
using Spectre.Console;

namespace Imago.Cli.Commands.Directions;

/// <summary><c>imago directions list</c>.</summary>
internal sealed class ListDirectionsCommand : ImagoCommand<DirectionList>
{
    private readonly Argument<string> file = new("file") { Description = "The directions, as `imago directions find` wrote them", HelpName = "FILE" };

    public ListDirectionsCommand()
        : base("list", "Show the directions in a file, with their names", "imago directions list directions.safetensors") => Arguments.Add(file);

    /// <inheritdoc/>
    protected override Task<DirectionList> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var path = arguments.GetRequiredValue(file);
        return Task.FromResult(DirectionList.Of(path, DirectionFile.Read(path)));
    }

    /// <inheritdoc/>
    protected override void Show(DirectionList result, IAnsiConsole screen) => result.Show(screen);
}
