using System.CommandLine;
using Imago.Latent;

namespace Imago.Cli.Commands.Films;

/// <summary>The options with which a command names its latents: by seeds, or in a file.</summary>
internal sealed class LatentSettings
{
    /// <summary><c>--seeds</c>.</summary>
    internal Option<string> Seeds { get; } = new("--seeds") { Description = "Seeds and ranges, such as 0-5 or 1,5,7-9; a seed is the same picture in every StyleGAN tool", HelpName = "SEEDS" };

    /// <summary><c>--latents</c>.</summary>
    internal Option<string> Latents { get; } = new("--latents") { Description = "Latents in place of seeds: a file that another command wrote, or the .npz of StyleGAN2-ADA's projector", HelpName = "FILE" };

    /// <summary><c>--force</c>.</summary>
    internal Option<bool> Force { get; } = new("--force") { Description = "Take latents that belong to another network" };

    /// <summary>All of them, for a command's list.</summary>
    internal Option[] All => [Seeds, Latents, Force];

    /// <summary>Refuses both or neither before a network is read.</summary>
    internal void Check(ParseResult arguments)
    {
        var (text, file) = (arguments.GetValue(Seeds), arguments.GetValue(Latents));
        if ((text is null) == (file is null))
            throw new UsageException($"{(text is null ? "Nothing says which pictures" : "Both --seeds and --latents are given")}: give --seeds, such as --seeds 0-5, or --latents FILE.");
        if (text is not null)
            Latent.Seeds.Parse(text);
    }

    /// <summary>Latents that are named in one word: seeds, or a file where there is one of that name.</summary>
    internal static IReadOnlyList<LatentCode> Named(string text, bool force, Renderer renderer) =>
        File.Exists(text) ? LatentFile.Read(text, renderer.Generator, force) : [.. Latent.Seeds.Parse(text).Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim))];

    /// <summary>The latents for a network.</summary>
    internal IReadOnlyList<LatentCode> Read(ParseResult arguments, Renderer renderer) =>
        arguments.GetValue(Latents) is { } file ? LatentFile.Read(file, renderer.Generator, arguments.GetValue(Force))
        : [.. Latent.Seeds.Parse(arguments.GetRequiredValue(Seeds)).Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim))];
}
