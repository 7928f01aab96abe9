using System.Diagnostics;
using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>
/// A picture in memory: 8-bit sRGB, interleaved rows without padding, top row first. Pixel (x, y) begins at byte
/// <c>(y * Width + x) * Channels</c>. With 4 channels the last is alpha (0 transparent, 255 opaque) and colours are not multiplied by it.
/// </summary>
[DebuggerDisplay("{Width} x {Height} x {Channels}")]
public sealed class Picture
{
    /// <summary>Takes over the pixels (they are not copied).</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="channels">1 (grey), 3 (RGB) or 4 (RGBA).</param>
    /// <param name="pixels">Exactly width * height * channels bytes.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public Picture(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3 or 4))
            throw new ArgumentException($"A picture has 1, 3 or 4 channels, not {channels}.", nameof(channels));
        if (pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException($"{width} x {height} pixels of {channels} channels are {(long)width * height * channels} bytes, and {pixels.LongLength} were given.", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 (grey), 3 (RGB) or 4 (RGBA).</summary>
    public int Channels { get; }

    /// <summary>The pixels themselves, not a copy: [Height, Width, Channels].</summary>
    public byte[] Pixels { get; }

    /// <summary>A black (with 4 channels: transparent) picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="name">What a refusal is about.</param>
    /// <exception cref="PictureException">More bytes than one array holds (2 GiB).</exception>
    internal static Picture Blank(int width, int height, int channels, string name)
    {
        if ((long)width * height * channels > Array.MaxLength)
            throw new PictureException(PictureProblem.TooLarge, $"{name} has {width} x {height} pixels, more than fit in one piece of memory ({Array.MaxLength / channels} pixels).");
        try
        {
            return new(width, height, channels, new byte[width * height * channels]);
        }
        catch (OutOfMemoryException)
        {
            throw new PictureException((PictureProblem)Native.Memory, $"{name} has {width} x {height} pixels, and the machine has not enough free memory for it.");
        }
    }
}
