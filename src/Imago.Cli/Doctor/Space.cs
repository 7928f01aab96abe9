using System.Globalization;

namespace Imago.Cli.Doctor;

/// <summary>Room to work in: memory of the machine (or of the container where that has less), and disk where one stands.</summary>
/// <param name="MemoryBytes">All memory.</param>
/// <param name="MemoryAvailableBytes">What a new program can have without pushing others out: the kernel's own estimate.</param>
/// <param name="Folder">The folder whose disk was looked at: the current one.</param>
/// <param name="DiskBytes">All of that disk.</param>
/// <param name="DiskFreeBytes">What this user may still write there.</param>
internal sealed record Space(long MemoryBytes, long MemoryAvailableBytes, string Folder, long DiskBytes, long DiskFreeBytes)
{
    private const double GiB = 1L << 30;

    /// <summary>Reads <c>/proc/meminfo</c>, the control groups and the file system.</summary>
    internal static Space Read()
    {
        var fields = File.ReadLines("/proc/meminfo").Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts is ["MemTotal" or "MemAvailable", _, "kB"])
            .ToDictionary(parts => parts[0], parts => 1024 * long.Parse(parts[1], CultureInfo.InvariantCulture));
        var (total, available) = (fields["MemTotal"], fields["MemAvailable"]);
        if (ControlGroup.Memory() is var (limit, used) && limit < total) (total, available) = (limit, Math.Min(available, limit - used));
        var folder = Environment.CurrentDirectory;
        var disk = new DriveInfo(folder);
        return new(total, available, folder, disk.TotalSize, disk.AvailableFreeSpace);
    }

    /// <summary>What there is to say about it.</summary>
    internal IEnumerable<Finding> Findings()
    {
        yield return new("memory", MemoryAvailableBytes < 2 * GiB ? Health.Warning : Health.Good,
            $"{MemoryAvailableBytes / GiB:0.0} of {MemoryBytes / GiB:0.0} GiB available",
            MemoryAvailableBytes < 2 * GiB ? "close other programs, or train small: --resolution 64 --batch 8" : null);
        yield return new("disk", DiskFreeBytes < 2 * GiB ? Health.Warning : Health.Good,
            $"{DiskFreeBytes / GiB:0.0} of {DiskBytes / GiB:0.0} GiB free for {Folder}",
            DiskFreeBytes < 2 * GiB ? "make room, or work on another disk" : null);
    }
}
