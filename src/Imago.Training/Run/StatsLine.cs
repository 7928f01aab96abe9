using System.Text.Json;
using System.Text.Json.Nodes;

namespace Imago.Training.Run;

/// <summary>A tick as a line of <c>stats.jsonl</c>: every statistic as num, mean and std under its upstream name, and kimg for programs.</summary>
internal static class StatsLine
{
    internal static string Of(TickDone tick)
    {
        var line = new JsonObject { ["kimg"] = tick.Kimg };
        foreach (var (name, statistic) in tick.Statistics)
            line[name] = Node(statistic);
        foreach (var (name, value) in new (string, double)[]
        {
            ("Progress/tick", tick.Tick), ("Progress/kimg", tick.Kimg), ("Progress/augment", tick.Augment),
            ("Timing/total_sec", tick.Seconds), ("Timing/sec_per_tick", tick.SecondsPerTick), ("Timing/sec_per_kimg", tick.SecondsPerKimg),
            ("Timing/maintenance_sec", tick.Maintenance), ("Timing/data_wait", tick.DataWait), ("Resources/cpu_mem_gb", tick.MemoryGb),
        })
            line[name] = Node(new Statistic(1, value, 0));
        if (tick.PeerWait is { } peers)
            line["Timing/peer_wait"] = Node(new Statistic(1, peers, 0));
        line["timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        return line.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
    }

    private static JsonObject Node(Statistic statistic) =>
        new() { ["num"] = statistic.Num, ["mean"] = statistic.Mean, ["std"] = statistic.Std };
}
