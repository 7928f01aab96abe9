using System.Globalization;
using Imago.Networks;

namespace Imago.Latent.Units;

/// <summary>Which convolutions of a synthesis network are meant, as users write it: by name, by resolution, or by what they do.</summary>
public static class UnitLayers
{
    /// <summary>What may be written, for the help of an option.</summary>
    public const string Words = "coarse (4 to 8 px: pose, shape), middle (16 to 32), fine (64 on: colour, texture), all, resolutions such as 64 or 8-32, or names such as b16.conv0";

    /// <summary>Layers in the order of the network, each once.</summary>
    /// <param name="text">Names and numbers, separated by commas.</param>
    /// <param name="layers">The network's.</param>
    /// <exception cref="ArgumentException">It is none of these, or the network has no such layer.</exception>
    public static IReadOnlyList<SynthesisLayerInfo> Parse(string text, IReadOnlyList<SynthesisLayerInfo> layers)
    {
        ArgumentNullException.ThrowIfNull(text);
        var chosen = text.Split(',', StringSplitOptions.TrimEntries).SelectMany(part => Of(part, text, layers)).ToHashSet();
        return [.. layers.Where(chosen.Contains)];
    }

    private static List<SynthesisLayerInfo> Of(string part, string text, IReadOnlyList<SynthesisLayerInfo> layers)
    {
        List<SynthesisLayerInfo> Between(int low, int high) => [.. layers.Where(layer => layer.Resolution >= low && layer.Resolution <= high)];
        var found = part switch
        {
            "all" => [.. layers],
            "coarse" => Between(4, 8),
            "middle" => Between(16, 32),
            "fine" => Between(64, int.MaxValue),
            _ when layers.FirstOrDefault(layer => layer.Name == part) is { } named => [named],
            _ => part.Split('-') is { Length: 1 or 2 } ends && Resolution(ends[0]) is { } low && Resolution(ends[^1]) is { } high ? Between(low, high) : [],
        };
        return found.Count > 0 ? found
            : throw new ArgumentException($"The layers '{text}' hold '{part}', and the layers of this network are {string.Join(", ", layers.Select(static layer => layer.Name))}: name some of them, or {Words}.");
    }

    private static int? Resolution(string text) => int.TryParse(text.TrimStart('b'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
