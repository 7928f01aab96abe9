using System.Globalization;

namespace Imago.Cli.Doctor;

/// <summary>Memory of the machine, or of the container where that has less.</summary>
/// <param name="TotalBytes">What there is.</param>
/// <param name="AvailableBytes">What a new program can have without pushing others out (the kernel's own estimate).</param>
internal sealed record MachineMemory(long TotalBytes, long AvailableBytes)
{
    /// <summary>Reads <c>/proc/meminfo</c>, and the control group's limit.</summary>
    internal static MachineMemory Read()
    {
        var fields = File.ReadLines("/proc/meminfo").Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts is ["MemTotal" or "MemAvailable", _, "kB"])
            .ToDictionary(parts => parts[0], parts => 1024 * long.Parse(parts[1], CultureInfo.InvariantCulture));
        var machine = new MachineMemory(fields["MemTotal"], fields["MemAvailable"]);
        return ControlGroup.MemoryLimit() is { } limit && limit < machine.TotalBytes
            ? new(limit, Math.Min(machine.AvailableBytes, Math.Max(0, limit - (ControlGroup.MemoryUsed() ?? 0))))
            : machine;
    }
}
