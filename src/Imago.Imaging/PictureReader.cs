using System.Text;
using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>
/// Files to pictures. JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF and BMP are told apart by content; whatever their depth, colour space,
/// profile and orientation, the result is upright 8-bit sRGB. Of several pages or frames the first is taken.
/// All methods may be called from many threads at once; each uses the thread it is called on.
/// </summary>
public static unsafe class PictureReader
{
    /// <summary>How the names of such files end.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".gif", ".bmp"];

    /// <summary>Whether a file is named as such a picture; then one that is none is worth a complaint.</summary>
    public static bool HasPictureName(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the header only.</summary>
    /// <param name="path">The file, in any script.</param>
    /// <param name="options">The limits; default <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="PictureException">No readable picture, or one over the limit of pixels.</exception>
    public static PictureInfo Probe(string path, DecodeOptions? options = null)
    {
        using var source = Open(path, options, out var info);
        return PictureInfo.From(info);
    }

    /// <summary>Reads the header of a file in memory.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="options">The limits; default <see cref="DecodeOptions.Default"/>.</param>
    /// <exception cref="PictureException">No readable picture, or one over the limit of pixels.</exception>
    public static PictureInfo Probe(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* data = file)
        {
            using var source = Open(data, file.Length, options, out var info);
            return PictureInfo.From(info);
        }
    }

    /// <summary>Decodes a file in full size.</summary>
    /// <param name="path">The file, in any script.</param>
    /// <param name="options">Background, limits, channels; default <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>RGB, unless the options keep grey or alpha.</returns>
    /// <exception cref="PictureException">No readable picture; the message says why in a sentence with the file's name.</exception>
    public static Picture Decode(string path, DecodeOptions? options = null)
    {
        using var source = Open(path, options, out var info);
        return Read(source, info, Name(path));
    }

    /// <summary>Decodes a file in memory in full size.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="options">Background, limits, channels; default <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>RGB, unless the options keep grey or alpha.</returns>
    /// <exception cref="PictureException">No readable picture.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        fixed (byte* data = file)
        {
            using var source = Open(data, file.Length, options, out var info);
            return Read(source, info, "The picture");
        }
    }

    /// <summary>
    /// Draws an SVG text that the program itself has made. It is scaled to fit the size in its own proportions and centred.
    /// Other files that it names are not opened.
    /// </summary>
    /// <param name="svg">The SVG document, with a width and height or a viewBox.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="background">Behind the drawing; null keeps transparency.</param>
    /// <returns>RGB on the background, or RGBA without one.</returns>
    /// <exception cref="PictureException">The text is no SVG that can be drawn.</exception>
    public static Picture FromSvg(string svg, int width, int height, Colour? background = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(svg);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Border.Ready();
        var options = new DecodeOptions { Background = background ?? Colour.Black, KeepAlpha = background is null }.ToNative();
        var text = Encoding.UTF8.GetBytes(svg);
        fixed (byte* data = text)
        {
            var status = Native.imago_imaging_open_svg(data, text.Length, width, height, options, out var source, out var info, out var message);
            using var _ = source;
            Border.Check(status, message, "The SVG");
            return Read(source, info, "The SVG");
        }
    }

    internal static string Name(string path) => $"'{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}'";

    internal static SourceHandle Open(string path, DecodeOptions? options, out Native.Info info)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0'))
            throw new ArgumentException("A file's name cannot contain a zero character.", nameof(path));
        Border.Ready();
        var status = Native.imago_imaging_open_file(path, (options ?? DecodeOptions.Default).ToNative(), out var source, out info, out var message);
        return Opened(status, message, source, Name(path));
    }

    internal static SourceHandle Open(byte* data, int length, DecodeOptions? options, out Native.Info info)
    {
        Border.Ready();
        var status = Native.imago_imaging_open_buffer(data, length, (options ?? DecodeOptions.Default).ToNative(), out var source, out info, out var message);
        return Opened(status, message, source, "The picture");
    }

    private static SourceHandle Opened(int status, nint message, SourceHandle source, string name)
    {
        if (status != Native.Ok)
            source.Dispose();
        Border.Check(status, message, name);
        return source;
    }

    private static Picture Read(SourceHandle source, in Native.Info info, string name)
    {
        var picture = Picture.Blank(info.Width, info.Height, info.OutChannels, name);
        Border.Check(Native.imago_imaging_read(source, picture.Pixels, picture.Pixels.LongLength, out var message), message, name);
        return picture;
    }
}
