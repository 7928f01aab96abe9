using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Imago.Gallery.Storage;

/// <summary>A file that is there whole or not at all, and stays after a power cut: written beside its name, flushed, renamed, and the folder flushed too.</summary>
internal static partial class WholeFile
{
    private const int ReadOnly = 0, CloseOnExec = 0x80000; // O_RDONLY, O_CLOEXEC

    /// <summary>Ends the names of files that are being written.</summary>
    public const string Ending = ".new";

    /// <summary>Whether a name is that of a file that is being written, or was when its writer died.</summary>
    public static bool IsBeside(string name) => Beside().IsMatch(name);

    /// <summary>Writes a file, or writes it anew.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="secret">Only the gallery's user may read it.</param>
    /// <exception cref="IOException">The disk does not take it; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">Neither does the folder.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool secret = false) => Put(path, bytes, secret, replace: true);

    /// <summary>Makes a secret file where none is. Of two servers that begin together one is the first, and what it wrote holds for the other.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void MakeSecret(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            Put(path, bytes, secret: true, replace: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another server was first.
        }
    }

    private static void Put(string path, ReadOnlySpan<byte> bytes, bool secret, bool replace)
    {
        var beside = $"{path}.{Guid.NewGuid():N}{Ending}"; // as Beside knows it
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (secret && !OperatingSystem.IsWindows()) // the profile's folders are their owner's alone there
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, replace);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    [GeneratedRegex(@"\.[0-9a-f]{32}\.new$")]
    private static partial Regex Beside();

    // Without it a power cut may undo the renaming.
    private static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var handle = Open(folder, ReadOnly | CloseOnExec);
        if (!handle.IsInvalid)
            RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
