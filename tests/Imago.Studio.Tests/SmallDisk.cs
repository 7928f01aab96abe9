using System.Diagnostics;

namespace Imago.Studio.Tests;

/// <summary>A disk in memory that is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    /// <summary>Mounts one.</summary>
    /// <param name="path">Where; the folder is made.</param>
    /// <param name="megabytes">Its size.</param>
    public SmallDisk(string path, int megabytes)
    {
        _path = Directory.CreateDirectory(path).FullName;
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "imago-test", _path));
    }

    /// <summary>Why there can be none; null where there can.</summary>
    public static string? Missing { get; } = Check();

    /// <summary>Takes it away; lazily, since a process that has just ended may hold it for a moment.</summary>
    public void Dispose() => Run("umount", "--lazy", _path);

    private static string? Check()
    {
        using var folder = new TempFolder();
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Run("mount", "-t", "tmpfs", "-o", "size=1m", "imago-test", folder.Path))
            return "No small disk can be mounted here, so that none can be filled: run the tests as root on Linux.";
        Run("umount", folder.Path);
        return null;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that fills a disk.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
