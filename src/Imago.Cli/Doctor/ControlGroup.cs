using System.Globalization;

namespace Imago.Cli.Doctor;

/// <summary>The memory that a container or a service manager allows this process: control groups, version 2 and 1.</summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>The tightest limit in bytes on the way from this process's group to the root, and what is used under it; null without a limit.</summary>
    internal static (long Limit, long Used)? Memory()
    {
        var own = File.Exists("/proc/self/cgroup") ? File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal)) : null;
        var groups = Upwards(own?[3..] ?? "/").Select(group => (folder: Root + group, "memory.max", "memory.current"))
            .Append(($"{Root}/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"));
        return groups.Select(group => (Limit: Number(group.Item1, group.Item2), Used: Number(group.Item1, group.Item3)))
            .Where(memory => memory.Limit is not null)
            .Select(memory => ((long, long)?)(memory.Limit!.Value, memory.Used ?? 0))
            .MinBy(memory => memory!.Value.Item1);
    }

    /// <summary><c>/a/b</c>, <c>/a</c> and the root, as prefixes of a path.</summary>
    private static IEnumerable<string> Upwards(string group)
    {
        for (var at = group.TrimEnd('/'); at.Length > 0; at = at[..at.LastIndexOf('/')]) yield return at;
        yield return "";
    }

    /// <summary>A number in a file of the group, or null: no such file, or <c>max</c>.</summary>
    private static long? Number(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
