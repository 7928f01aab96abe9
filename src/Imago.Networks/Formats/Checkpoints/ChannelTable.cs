namespace Imago.Networks.Formats;

/// <summary>Finds the options behind the channels of a network that does not say them.</summary>
internal static class ChannelTable
{
    /// <summary>channel_base and channel_max for which min(base / resolution, max) is what every block has; or, where there are none, the table itself.</summary>
    /// <param name="channels">Channels of the blocks from 4×4 on; at least two.</param>
    public static (int Base, int Max, int[]? Table) Options(IReadOnlyList<long> channels)
    {
        var max = channels.Max();
        // A block below the most says the base; where all have the most, any base from there on will do.
        var below = channels.Select(static (n, i) => (Channels: n, Base: n * (4L << i))).Where(one => one.Channels < max).Select(static one => one.Base)
            .DefaultIfEmpty(max * (2L << channels.Count)).Max();
        var described = below <= int.MaxValue && channels.Select((n, i) => Math.Min(below / (4L << i), max) == n).All(static same => same);
        return described ? ((int)below, (int)max, null) : ((int)Math.Min(int.MaxValue, max * (2L << channels.Count)), (int)max, [.. channels.Select(static n => (int)n)]);
    }
}
