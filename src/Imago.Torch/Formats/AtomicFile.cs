using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Imago.Torch.Formats;

/// <summary>
/// Writes a file so that its final name never shows a half-written one: beside it, flushed to disk, renamed, and the folder flushed too.
/// Whoever opens the name meets the old complete file or the new complete file, also after kill -9 or a power cut.
/// </summary>
public static partial class AtomicFile
{
    private const int BufferBytes = 1 << 16;
    private const int DiskFull = 28, QuotaExceeded = 122; // errno ENOSPC, EDQUOT

    /// <summary>Writes or replaces one file. A symbolic link under that name is replaced, not followed.</summary>
    /// <param name="path">The final name; its folder exists.</param>
    /// <param name="write">
    /// Writes the whole content to a seekable stream. When it throws, the temporary file is removed, the old file stays and the exception
    /// goes on (one about files is told as an <see cref="IOException"/>).
    /// </param>
    /// <exception cref="IOException">Disk full, no permission, folder missing: one sentence; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)
            ?? throw new IOException($"Cannot write {path}: it is a folder; give a file name inside it.");
        string prefix = TemporaryPrefix(full);
        string temporary = Path.Combine(folder, $"{prefix}{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");
        bool renamed = false;
        try
        {
            RemoveLeftovers(folder, prefix);
            // FileShare.Read is a shared lock: it tells RemoveLeftovers of another process that this file lives, and lets readers in after
            // the rename.
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferBytes);
            write(stream);
            stream.Flush(flushToDisk: true);
            File.Move(temporary, full, overwrite: true);
            renamed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(Explain(path, e, folder), e);
        }
        finally
        {
            if (!renamed)
                TryDelete(temporary);
        }
        FlushFolder(folder);
    }

    private static string Explain(string path, Exception e, string folder) => e switch
    {
        { HResult: DiskFull or QuotaExceeded } =>
            $"Cannot write {path}: the disk is full; free some space or choose another folder (what stood under that name is unchanged).",
        DirectoryNotFoundException when !Directory.Exists(folder) =>
            $"Cannot write {path}: the folder {folder} does not exist; create it first.",
        UnauthorizedAccessException when Directory.Exists(path) => $"Cannot write {path}: it is a folder; give a file name inside it.",
        UnauthorizedAccessException => $"Cannot write {path}: no permission to write in {folder}; choose another folder.",
        _ => $"Cannot write {path}: {e.Message.TrimEnd('.')} (what stood under that name is unchanged).",
    };

    // ".network-000123.safetensors." and so on: hidden, recognisable, and short enough for a file system's 255 bytes in any script.
    private static string TemporaryPrefix(string full)
    {
        string name = Path.GetFileName(full);
        int length = Math.Min(name.Length, 60);
        if (length > 0 && char.IsHighSurrogate(name[length - 1]))
            length--;
        return $".{name.AsSpan(0, length)}.";
    }

    // A writer that was killed leaves its temporary file. The next one to write the same name removes it; the lock tells the dead from the
    // living.
    private static void RemoveLeftovers(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
            return; // opening the temporary file will say so
        EnumerationOptions hiddenToo = new() { AttributesToSkip = FileAttributes.None };
        foreach (string leftover in Directory.EnumerateFiles(folder, "*.tmp", hiddenToo))
        {
            if (!Path.GetFileName(leftover).StartsWith(prefix, StringComparison.Ordinal))
                continue;
            try
            {
                using (FileStream stream = new(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    if (stream.Length == 0)
                        continue; // perhaps just created by another process that has not locked it yet
                }
                File.Delete(leftover);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use by a living writer, or not ours to remove: neither hinders this write.
            }
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why the write failed matters more than this one.
        }
    }

    // Without this a power cut may undo the rename (not the data). A folder that may be written but not read cannot be opened: then the
    // rename stays atomic and becomes durable a little later.
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using SafeFileHandle handle = OpenFolder(folder, ReadOnly | CloseOnExec);
        if (!handle.IsInvalid)
            RandomAccess.FlushToDisk(handle);
    }

    private const int ReadOnly = 0, CloseOnExec = 0x80000; // O_RDONLY, O_CLOEXEC

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFolder(string path, int flags);
}
