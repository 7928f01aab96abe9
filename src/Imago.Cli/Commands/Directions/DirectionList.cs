using Imago.Latent.Directions;
using Spectre.Console;

namespace Imago.Cli.Commands.Directions;

/// <summary>A file of directions, as it is shown.</summary>
/// <param name="File">The file.</param>
/// <param name="Network">The fingerprint of the network that they belong to.</param>
/// <param name="Method">How they were found.</param>
/// <param name="Layers">The layers that they move.</param>
/// <param name="Directions">One by one.</param>
internal sealed record DirectionList(string File, string Network, DirectionMethod Method, IReadOnlyList<int> Layers, IReadOnlyList<DirectionLine> Directions)
{
    internal static DirectionList Of(string file, DirectionSet directions) => new(
        file, directions.Network, directions.Method, directions.Layers, [.. directions.Names.Select((name, number) => new DirectionLine(number, name, directions.Scale[number]))]);

    internal void Show(IAnsiConsole screen)
    {
        screen.WriteLine($"{File}: {Directions.Count} directions by {(Method == DirectionMethod.Pca ? "pca" : "sefa")}, layers {DirectionStrips.Words(Layers)}, of the network {Network}");
        foreach (var one in Directions)
            screen.WriteLine(FormattableString.Invariant($"  {one.Number,3}  scale {one.Scale,-10:g4} {one.Name}").TrimEnd());
    }
}

/// <summary>One direction.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">What it is called, or nothing.</param>
/// <param name="Scale">The standard deviation of w along it.</param>
internal sealed record DirectionLine(int Number, string Name, float Scale);
