using System.Globalization;

namespace Imago.Cli.Doctor;

/// <summary>What a container or a service manager allows this process: control groups, version 2 and 1.</summary>
internal static class ControlGroup
{
    /// <summary>Processors that may be used at the same time (a quota over its period), or null without a limit.</summary>
    internal static double? CpuLimit()
    {
        if (Read("/sys/fs/cgroup/cpu.max") is { } both)
        {
            return both.Split(' ') is [var allowed, var every] && allowed != "max" ? Number(allowed) / Number(every) : null;
        }

        return Read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") is { } quota && Number(quota) is > 0 and var microseconds
            && Read("/sys/fs/cgroup/cpu/cpu.cfs_period_us") is { } period
            ? microseconds / Number(period)
            : null;
    }

    /// <summary>Bytes that may be used, or null without a limit.</summary>
    internal static long? MemoryLimit() =>
        (Read("/sys/fs/cgroup/memory.max") ?? Read("/sys/fs/cgroup/memory/memory.limit_in_bytes")) is { } text && text != "max" ? (long)Number(text) : null;

    /// <summary>Bytes in use, or null where that cannot be read.</summary>
    internal static long? MemoryUsed() =>
        (Read("/sys/fs/cgroup/memory.current") ?? Read("/sys/fs/cgroup/memory/memory.usage_in_bytes")) is { } text ? (long)Number(text) : null;

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
