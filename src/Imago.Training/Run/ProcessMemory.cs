using System.Globalization;

namespace Imago.Training.Run;

/// <summary>What the process takes of the machine's memory.</summary>
public static class ProcessMemory
{
    /// <summary>The most memory the process has held so far, in GB.</summary>
    public static double PeakGb()
    {
        // VmHWM is the kernel's own high-water mark, in kB.
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1e6;
    }
}
