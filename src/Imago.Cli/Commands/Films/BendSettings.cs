using System.CommandLine;
using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Latent.Units;

namespace Imago.Cli.Commands.Films;

/// <summary>The options with which a command bends its network: one by one, or in a file.</summary>
internal sealed class BendSettings
{
    /// <summary><c>--bend</c>.</summary>
    internal Option<string[]> Bends { get; } = new("--bend") { Description = $"{Bend.Form}; give it several times for several, done in their order; each of several layers adds to what the one before has done. LAYERS: {UnitLayers.Words}. UNITS: {UnitChoice.Words}. TRANSFORM: {TransformText.Words}", HelpName = "BEND" };

    /// <summary><c>--config</c>.</summary>
    internal Option<string> Config { get; } = new("--config") { Description = "The bends from a YAML file in place of these options: the list 'bend:' of lines '- LAYERS/UNITS: TRANSFORM NUMBERS', and for imago bend, if you like, 'from:'", HelpName = "FILE" };

    /// <summary>Both, for a command's list.</summary>
    internal Option[] All => [Bends, Config];

    /// <summary>What was given; nothing bends nothing.</summary>
    /// <exception cref="UsageException">Both are given.</exception>
    /// <exception cref="ArgumentException">A bend is written in another way.</exception>
    /// <exception cref="LatentException">The file is none of bends.</exception>
    internal BendFile Read(ParseResult arguments)
    {
        var (bends, file) = (arguments.GetValue(Bends) ?? [], arguments.GetValue(Config));
        if (file is null)
            return new([.. bends.Select(Bend.Parse)], []);
        return bends.Length == 0 ? BendFile.Read(file) : throw new UsageException("Both --bend and --config are given: write the bends in the file, or leave one out.");
    }

    /// <summary>What was given to a command whose network is bent alike all the time.</summary>
    /// <exception cref="UsageException">See <see cref="Read"/>; or the file tells of a way.</exception>
    internal IReadOnlyList<Bend> ReadSteady(ParseResult arguments) => Read(arguments) is { From.Count: 0 } steady ? steady.To
        : throw new UsageException($"{arguments.GetValue(Config)} says 'from:', and here the network is bent alike in every frame: leave it out, or film the way with imago bend.");
}
