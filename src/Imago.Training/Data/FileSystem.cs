using System.Runtime.InteropServices;

namespace Imago.Training.Data;

/// <summary>What a path leads to, seen without opening it.</summary>
internal enum PathKind
{
    File,
    Folder,
    /// <summary>A named pipe, socket or device: opening one may wait for ever.</summary>
    Device,
    Missing,
    /// <summary>Links that lead round in a circle.</summary>
    Circular,
    Forbidden,
}

/// <summary>What a path leads to (links followed): its kind, and what tells it from every other (device, inode).</summary>
internal readonly record struct PathLook(PathKind Kind, (ulong Device, ulong Inode) Id);

/// <summary>
/// The questions to the file system that .NET does not ask: what a path leads to without opening it, whether two paths lead
/// to the same thing, and that a whole file system be written to disk. Linux answers; elsewhere .NET's own attributes must
/// do, and <see cref="PathLook.Id"/> is empty.
/// </summary>
internal static partial class FileSystem
{
    /// <summary>Looks at a path.</summary>
    public static PathLook Look(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            if (Directory.Exists(path)) return new(PathKind.Folder, default);
            return File.Exists(path) ? new(PathKind.File, default) : new(PathKind.Missing, default);
        }
        if (Statx(CurrentFolder, path, 0, TypeAndInode, out var found) != 0)
            return new(Marshal.GetLastPInvokeError() switch { TooManyLinks => PathKind.Circular, NoPermission => PathKind.Forbidden, _ => PathKind.Missing }, default);
        var kind = (found.Mode & TypeMask) switch { RegularFile => PathKind.File, FolderType => PathKind.Folder, _ => PathKind.Device };
        return new(kind, ((ulong)found.DeviceMajor << 32 | found.DeviceMinor, found.Inode));
    }

    /// <summary>Puts everything that was written to the file system that holds <paramref name="file"/> on the disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void FlushAll(SafeHandle file)
    {
        if (OperatingSystem.IsLinux() && SyncFs(file) != 0)
            throw new IOException($"The file system could not be flushed to disk (error {Marshal.GetLastPInvokeError()}).");
    }

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoPermission = 13, TooManyLinks = 40; // EACCES, ELOOP
    private const uint TypeAndInode = 0x0001 | 0x0100; // STATX_TYPE, STATX_INO
    private const int TypeMask = 0xF000, RegularFile = 0x8000, FolderType = 0x4000; // S_IFMT, S_IFREG, S_IFDIR

    /// <summary>struct statx of linux/stat.h: the same layout on every processor, unlike struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxAnswer
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxAnswer answer);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeHandle file);
}
