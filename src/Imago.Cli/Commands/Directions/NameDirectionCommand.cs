using System.CommandLine;
using Imago.Latent.Directions;
using Spectre.Console;

namespace Imago.Cli.Commands.Directions;

/// <summary><c>imago directions name</c>.</summary>
internal sealed class NameDirectionCommand : ImagoCommand<DirectionList>
{
    private readonly Argument<string> file = new("file") { Description = "The directions, as `imago directions find` wrote them", HelpName = "FILE" };
    private readonly Argument<string> direction = new("direction") { Description = "Which one: its number, or the name that it has", HelpName = "DIRECTION" };
    private readonly Argument<string> name = new("name") { Description = "What it is to be called; \"\" takes its name away", HelpName = "NAME" };

    public NameDirectionCommand()
        : base("name", "Give a direction a name, by which it is then found", "imago directions name directions.safetensors 3 smile")
    {
        foreach (var argument in (Argument[])[file, direction, name]) Arguments.Add(argument);
    }

    /// <inheritdoc/>
    protected override Task<DirectionList> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var path = arguments.GetRequiredValue(file);
        var directions = DirectionFile.Read(path);
        var named = directions.Named(directions.Find(arguments.GetRequiredValue(direction)), arguments.GetRequiredValue(name));
        DirectionFile.Write(path, named);
        return Task.FromResult(DirectionList.Of(path, named));
    }

    /// <inheritdoc/>
    protected override void Show(DirectionList result, IAnsiConsole screen) => result.Show(screen);
}
