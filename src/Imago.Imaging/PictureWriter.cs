using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>The formats that are written.</summary>
public enum PictureFormat
{
    /// <summary>JPEG: grey or RGB, lossy.</summary>
    Jpeg = 1,

    /// <summary>PNG: grey, RGB or RGBA, lossless.</summary>
    Png = 2,

    /// <summary>WebP: RGB or RGBA, lossy.</summary>
    WebP = 3,

    /// <summary>AVIF: RGB or RGBA, lossy; the smallest files, and slow to make.</summary>
    Avif = 4,
}

/// <summary>How pictures become files.</summary>
public sealed record EncodeOptions
{
    /// <summary>Quality 90, compression 6, black.</summary>
    public static EncodeOptions Default { get; } = new();

    /// <summary>Of JPEG, WebP and AVIF, 1 to 100. Default: 90.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Of PNG, 0 (stored, fastest, as StyleGAN2-ADA's data sets are) to 9 (smallest); of AVIF, 0 (fast) to 9 (smallest, very slow). Default: 6.</summary>
    public int Compression { get; init; } = 6;

    /// <summary>Under a picture with alpha where the format has none (JPEG). Default: black.</summary>
    public Colour Background { get; init; }
}

/// <summary>Pictures to files. The same picture and options give the same bytes.</summary>
public static unsafe class PictureWriter
{
    /// <summary>Encodes a picture in memory.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="options">Quality and compression; default <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="PictureException">The format cannot hold it (a JPEG has at most 65,500 columns and rows, a WebP 16,383).</exception>
    public static byte[] Encode(Picture picture, PictureFormat format, EncodeOptions? options = null)
    {
        using var blob = ToBlob(picture, format, options);
        return Bytes(blob, format).ToArray();
    }

    /// <summary>Encodes a picture into a file: written beside it, flushed to disk, then renamed, so that the name never holds half a picture.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="format">The format; null takes it from the name (.png, .jpg, .jpeg, .webp, .avif).</param>
    /// <param name="options">Quality and compression.</param>
    /// <exception cref="PictureException">The format cannot hold the picture, or the disk cannot hold the file; what was there before is still there.</exception>
    public static void Save(string path, Picture picture, PictureFormat? format = null, EncodeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var kind = format ?? FormatOf(path);
        using var blob = ToBlob(picture, kind, options);
        AtomicFile.Write(path, Bytes(blob, kind));
    }

    /// <summary>The format that a file's name stands for.</summary>
    /// <param name="path">A name that ends in .png, .jpg, .jpeg, .webp or .avif.</param>
    /// <exception cref="ArgumentException">It ends otherwise.</exception>
    public static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        ".WEBP" => PictureFormat.WebP,
        ".AVIF" => PictureFormat.Avif,
        _ => throw new ArgumentException($"'{Path.GetExtension(path)}' is no kind of picture that is written: name the file .png, .jpg, .webp or .avif.", nameof(path)),
    };

    private static ReadOnlySpan<byte> Bytes(BlobHandle blob, PictureFormat format) => format == PictureFormat.WebP ? WebPExif.Drop(blob.DangerousBytes()) : blob.DangerousBytes();

    private static BlobHandle ToBlob(Picture picture, PictureFormat format, EncodeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= EncodeOptions.Default;
        Border.Ready();
        fixed (byte* pixels = picture.Pixels)
        {
            var native = new Native.Picture { Pixels = pixels, Width = picture.Width, Height = picture.Height, Channels = picture.Channels };
            var status = Native.imago_imaging_encode(native, (int)format, options.Quality, options.Compression, options.Background.Packed, out var blob, out var message);
            if (status != Native.Ok)
                blob.Dispose();
            Border.Check(status, message, $"A picture of {picture.Width} x {picture.Height} pixels");
            return blob;
        }
    }
}
