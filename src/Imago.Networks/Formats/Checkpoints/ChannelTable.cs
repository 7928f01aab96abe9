namespace Imago.Networks.Formats;

/// <summary>Finds the options behind the channels of a network that does not say them.</summary>
internal static class ChannelTable
{
    /// <summary>channel_base and channel_max for which min(base / resolution, max) is what every block has.</summary>
    /// <param name="source">The file, for the sentence.</param>
    /// <param name="channels">Channels by resolution.</param>
    /// <exception cref="NetworkException">There are none.</exception>
    public static (int Base, int Max) Options(string source, IReadOnlyDictionary<int, long> channels)
    {
        var max = (int)channels.Values.Max();
        // A block below the most says the base; where all have the most, any base from there on will do.
        var below = channels.Where(one => one.Value < max).Select(static one => one.Key * one.Value).DefaultIfEmpty(channels.Keys.Max() * (long)max).Max();
        if (below <= int.MaxValue && channels.All(one => Math.Min(below / one.Key, max) == one.Value))
            return ((int)below, max);
        throw new NetworkException(
            $"{source}: its blocks have {string.Join(", ", channels.OrderBy(static one => one.Key).Select(static one => $"{one.Value} channels at {one.Key}²"))}, which is not one number divided by the resolution: it is of another kind.");
    }
}
