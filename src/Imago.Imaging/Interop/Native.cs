using System.Runtime.InteropServices;

namespace Imago.Imaging.Interop;

// Every function of native/imaging/imago_imaging.h, C names verbatim. That header says what each one promises.
internal static unsafe partial class Native
{
    internal const string Library = "imago_imaging";
    internal const int Abi = 1;

    internal const int Ok = 0, Argument = 1, Memory = 10;

    [StructLayout(LayoutKind.Sequential)]
    internal struct DecodeOptions
    {
        internal long MaxPixels;
        internal int Background, KeepGrey, KeepAlpha;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Info
    {
        internal int Format, Width, Height, Channels, HasAlpha, Bits, ColourSpace, HasProfile, Orientation, Pages, OutChannels;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Picture
    {
        internal byte* Pixels;
        internal int Width, Height, Channels;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FitOptions
    {
        internal int Width, Height, Fit, Filter, Background;
    }

    [LibraryImport(Library)] internal static partial int imago_imaging_abi();
    [LibraryImport(Library)] internal static partial int imago_imaging_start(out nint message);
    [LibraryImport(Library)] internal static partial nint imago_imaging_vips_version();
    [LibraryImport(Library)] internal static partial int imago_imaging_can_read(int format);
    [LibraryImport(Library)] internal static partial int imago_imaging_can_write(int format);
    [LibraryImport(Library)] internal static partial void imago_imaging_set_concurrency(int threads);
    [LibraryImport(Library)] internal static partial void imago_imaging_memory(out long bytes, out long highest);
    [LibraryImport(Library)] internal static partial void imago_imaging_free(nint text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int imago_imaging_open_file(string path, in DecodeOptions options, out SourceHandle source, out Info info, out nint message);
    [LibraryImport(Library)]
    internal static partial int imago_imaging_open_buffer(byte* data, long length, in DecodeOptions options, out SourceHandle source, out Info info, out nint message);
    [LibraryImport(Library)]
    internal static partial int imago_imaging_open_svg(byte* svg, long length, int width, int height, in DecodeOptions options, out SourceHandle source, out Info info, out nint message);
    [LibraryImport(Library)] internal static partial void imago_imaging_close(nint source);
    [LibraryImport(Library)] internal static partial int imago_imaging_read(SourceHandle source, Span<byte> pixels, long length, out nint message);
    [LibraryImport(Library)] internal static partial int imago_imaging_read_fit(SourceHandle source, in FitOptions options, Span<byte> pixels, long length, out nint message);

    [LibraryImport(Library)] internal static partial int imago_imaging_fit_size(in FitOptions options, out int width, out int height, out nint message);
    [LibraryImport(Library)] internal static partial int imago_imaging_fit(in Picture picture, in FitOptions options, Span<byte> pixels, long length, out nint message);

    [LibraryImport(Library)]
    internal static partial int imago_imaging_encode(in Picture picture, int format, int quality, int compression, int background, out BlobHandle blob, out nint message);
    [LibraryImport(Library)] internal static partial byte* imago_imaging_blob_data(BlobHandle blob, out long length);
    [LibraryImport(Library)] internal static partial void imago_imaging_blob_free(nint blob);

    [LibraryImport(Library)]
    internal static partial int imago_imaging_compose_size(Picture* tiles, int count, int columns, int gap, int captionHeight, out int width, out int height, out nint message);
    [LibraryImport(Library)]
    internal static partial int imago_imaging_compose(Picture* tiles, int count, int columns, int gap, int background, byte** captions, int captionHeight, Span<byte> pixels, long length, out nint message);
}
