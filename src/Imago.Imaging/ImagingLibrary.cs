using System.Runtime.InteropServices;
using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>The native library below: what it is, what it can do, what it holds.</summary>
public static class ImagingLibrary
{
    private static int concurrency = 1;

    /// <summary>The version of libvips, for example "8.14.1".</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is missing; the message says what to install.</exception>
    public static string Version
    {
        get
        {
            Border.Ready();
            return Marshal.PtrToStringUTF8(Native.imago_imaging_vips_version())!;
        }
    }

    /// <summary>The formats that the installed libvips reads, of JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF and BMP (SVG only from the program's own text).</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is missing.</exception>
    public static IReadOnlyList<string> ReadableFormats => Formats(f => Native.imago_imaging_can_read(f) != 0);

    /// <summary>The formats that it writes, of JPEG, PNG and WebP.</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is missing.</exception>
    public static IReadOnlyList<string> WritableFormats => Formats(f => Native.imago_imaging_can_write(f) != 0);

    /// <summary>
    /// Threads that one call may use inside libvips, 1 to 1024. Default: 1, because callers work on many files at once; a single large
    /// encoding gains a little from more.
    /// </summary>
    public static int Concurrency
    {
        get => concurrency;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            Border.Ready();
            Native.imago_imaging_set_concurrency(value);
            concurrency = value;
        }
    }

    /// <summary>Bytes of pixels that libvips holds now, and that it held at most at any time: flat, however many pictures have passed.</summary>
    public static (long Now, long Highest) Memory
    {
        get
        {
            Border.Ready();
            Native.imago_imaging_memory(out var now, out var highest);
            return (now, highest);
        }
    }

    private static string[] Formats(Func<int, bool> can)
    {
        Border.Ready();
        return [.. Enumerable.Range(1, 8).Where(can).Select(f => PictureInfo.FormatNames[f])];
    }
}
