using System.Globalization;
using Imago.Networks;

namespace Imago.Latent;

/// <summary>Which of a picture's ws are meant, as users write it: <c>0-6</c>, <c>0,3,5-7</c>, or by name.</summary>
public static class StyleLayers
{
    /// <summary>What may be written, for the help of an option.</summary>
    public const string Words = "coarse (pose, shape), middle (features), fine (colour, texture), all, or numbers of ws such as 0-6 or 0,3,5-7";

    /// <summary>
    /// Indices of ws in rising order. By the resolutions of Karras et al. 2019 (arXiv:1812.04948, section 3.1): <c>coarse</c> steers the layers of 4 to 8 px, <c>middle</c> those of 16 to
    /// 32 px, <c>fine</c> all from 64 px on.
    /// </summary>
    /// <param name="text">Names and numbers, separated by commas.</param>
    /// <param name="options">The network's.</param>
    /// <exception cref="ArgumentException">It is none of these, or the network has no such w.</exception>
    public static IReadOnlyList<int> Parse(string text, GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        var last = options.NumWs - 1;
        var chosen = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (from, to) = part switch
            {
                "coarse" => (0, 3),
                "middle" => (4, 7),
                "fine" => (8, last),
                "all" => (0, last),
                _ => Range(part, text),
            };
            if (from > last || (part.Any(char.IsDigit) && to > last))
                throw new ArgumentException($"The layers '{text}' hold '{part}', and a picture of this network has the ws 0 to {last}: choose among them.");
            for (var i = from; i <= Math.Min(to, last); i++)
                chosen.Add(i);
        }
        return [.. chosen];
    }

    private static (int From, int To) Range(string part, string text)
    {
        var ends = part.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length <= 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from <= to
            ? (from, to)
            : throw new ArgumentException($"The layers '{text}' hold '{part}': expected {Words}.");
    }
}
