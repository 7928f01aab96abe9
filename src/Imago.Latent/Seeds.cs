using System.Globalization;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>Seeds as users of StyleGAN tools write and number them: seed 85 is the z of numpy's <c>RandomState(85).randn(1, zDim)</c> in all of them.</summary>
public static class Seeds
{
    /// <summary>The most seeds of one list.</summary>
    public const int Most = 1_000_000;

    /// <summary>Reads a list of seeds and ranges with both ends, such as <c>1,5,7-9</c>.</summary>
    /// <returns>The seeds in the order given, each once.</returns>
    /// <exception cref="ArgumentException">It is no such list, a seed is above 2³² - 1, or there are more than <see cref="Most"/>.</exception>
    public static IReadOnlyList<long> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seeds = new OrderedDictionary<long, bool>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            var (first, last) = (Number(ends[0], text), Number(ends[^1], text));
            if (ends.Length > 2 || first > last)
                throw new ArgumentException($"The seeds '{text}' hold '{part}', which is no seed and no range: expected a list such as 1,5,7-9.");
            if (last - first >= Most || seeds.Count + (last - first) >= Most)
                throw new ArgumentException($"The seeds '{text}' are more than {Most:N0} pictures: make them in several runs.");
            for (var seed = first; seed <= last; seed++)
                seeds.TryAdd(seed, true);
        }
        return [.. seeds.Keys];
    }

    /// <summary>The z of a seed, in fp32.</summary>
    /// <param name="seed">0 to 2³² - 1.</param>
    /// <param name="zDim">How many numbers.</param>
    /// <returns>[zDim] standard normal numbers.</returns>
    public static float[] Z(long seed, int zDim) => Array.ConvertAll(new NumpyRandom(seed).Randn(zDim), static value => (float)value);

    private static long Number(string text, string all) =>
        !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? throw new ArgumentException($"The seeds '{all}' hold '{text}', which is no whole number: expected a list such as 1,5,7-9.")
            : seed <= uint.MaxValue ? seed
            : throw new ArgumentException($"The seed {text} is above {uint.MaxValue}, the highest that numpy's generator knows: choose a smaller one.");
}
