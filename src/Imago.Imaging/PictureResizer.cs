using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>How pixels are weighed when a picture changes its size.</summary>
public enum ResizeFilter
{
    /// <summary>Lanczos with three lobes, stretched by the reduction: sharp, the usual choice.</summary>
    Lanczos,

    /// <summary>The exact average of the area that a new pixel covers, also for factors that are not whole.</summary>
    Box,
}

/// <summary>How a picture of one shape gets into another (StyleGAN2-ADA's transforms, and two more).</summary>
public enum Fit
{
    /// <summary>The largest centred part of the shape width : height, resized to width x height.</summary>
    CenterCrop,

    /// <summary>Like <see cref="CenterCrop"/> with width over height, then set in the middle of a square of the background: width x width.</summary>
    CenterCropWide,

    /// <summary>Like <see cref="CenterCrop"/> with height over width, then set in the middle of a square of the background: height x height.</summary>
    CenterCropTall,

    /// <summary>The whole picture in its own proportions, in the middle of width x height of the background.</summary>
    Pad,
}

/// <summary>
/// Resizing in 8-bit sRGB. Cropping comes first, at full resolution; the part taken is centred, and where it cannot be exactly, it lies
/// half a pixel to the left and top. Transparent pixels lend no colour to their neighbours.
/// </summary>
public static unsafe class PictureResizer
{
    /// <summary>Fits a picture into a size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="width">Columns, 1 to 65,536.</param>
    /// <param name="height">Rows, 1 to 65,536.</param>
    /// <param name="fit">How; <see cref="Imaging.Fit.CenterCropWide"/> and <see cref="Imaging.Fit.CenterCropTall"/> give a square of the longer of the two.</param>
    /// <param name="filter">The filter, for shrinking and enlarging.</param>
    /// <param name="background">What fills the rim.</param>
    /// <returns>A new picture with as many channels.</returns>
    public static Picture Fit(Picture picture, int width, int height, Fit fit = Imaging.Fit.CenterCrop, ResizeFilter filter = ResizeFilter.Lanczos, Colour background = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Border.Ready();
        var options = Options(width, height, fit, filter, background);
        var result = Sized(options, picture.Channels, "The picture");
        fixed (byte* pixels = picture.Pixels)
        {
            var native = new Native.Picture { Pixels = pixels, Width = picture.Width, Height = picture.Height, Channels = picture.Channels };
            Border.Check(Native.imago_imaging_fit(native, options, result.Pixels, result.Pixels.LongLength, out var message), message, "The picture");
        }
        return result;
    }

    /// <summary>
    /// Decodes a file and fits it into a size in one pass: rows are resized as they are decoded, and a JPEG or WebP that is 16 times too large or more is
    /// decoded at 1/2, 1/4 or 1/8 (the filter keeps at least a factor of 8), so that a picture of 100 megapixels costs a few megabytes.
    /// Progressive JPEGs, AVIF and HEIC are held whole by their decoders.
    /// </summary>
    /// <param name="path">The file, in any script.</param>
    /// <param name="width">Columns, 1 to 65,536.</param>
    /// <param name="height">Rows, 1 to 65,536.</param>
    /// <param name="fit">How.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="options">Background (also of the rim), limits, channels.</param>
    /// <exception cref="PictureException">No readable picture.</exception>
    public static Picture Load(string path, int width, int height, Fit fit = Imaging.Fit.CenterCrop, ResizeFilter filter = ResizeFilter.Lanczos, DecodeOptions? options = null)
    {
        using var source = PictureReader.Open(path, options, out var info);
        return ReadFit(source, info, width, height, fit, filter, options, PictureReader.Name(path));
    }

    /// <summary>Decodes a file in memory and fits it into a size; see <see cref="Load(string, int, int, Fit, ResizeFilter, DecodeOptions?)"/>.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="width">Columns, 1 to 65,536.</param>
    /// <param name="height">Rows, 1 to 65,536.</param>
    /// <param name="fit">How.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="options">Background (also of the rim), limits, channels.</param>
    /// <exception cref="PictureException">No readable picture.</exception>
    public static Picture Load(ReadOnlySpan<byte> file, int width, int height, Fit fit = Imaging.Fit.CenterCrop, ResizeFilter filter = ResizeFilter.Lanczos, DecodeOptions? options = null)
    {
        fixed (byte* data = file)
        {
            using var source = PictureReader.Open(data, file.Length, options, out var info);
            return ReadFit(source, info, width, height, fit, filter, options, "The picture");
        }
    }

    /// <summary>Decodes a file into a square; see <see cref="Load(string, int, int, Fit, ResizeFilter, DecodeOptions?)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">Columns and rows.</param>
    /// <param name="fit">How.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="options">Background, limits, channels.</param>
    /// <exception cref="PictureException">No readable picture.</exception>
    public static Picture Load(string path, int size, Fit fit = Imaging.Fit.CenterCrop, ResizeFilter filter = ResizeFilter.Lanczos, DecodeOptions? options = null)
        => Load(path, size, size, fit, filter, options);

    private static Picture ReadFit(SourceHandle source, in Native.Info info, int width, int height, Fit fit, ResizeFilter filter, DecodeOptions? options, string name)
    {
        var fitting = Options(width, height, fit, filter, (options ?? DecodeOptions.Default).Background);
        var result = Sized(fitting, info.OutChannels, name);
        Border.Check(Native.imago_imaging_read_fit(source, fitting, result.Pixels, result.Pixels.LongLength, out var message), message, name);
        return result;
    }

    private static Native.FitOptions Options(int width, int height, Fit fit, ResizeFilter filter, Colour background)
        => new() { Width = width, Height = height, Fit = (int)fit, Filter = (int)filter, Background = background.Packed };

    private static Picture Sized(in Native.FitOptions options, int channels, string name)
    {
        Border.Check(Native.imago_imaging_fit_size(options, out var width, out var height, out var message), message, name);
        return Picture.Blank(width, height, channels, name);
    }
}
