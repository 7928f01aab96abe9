using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>What a file's header says of its picture.</summary>
/// <param name="Format">JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF or BMP, by content and not by name.</param>
/// <param name="Width">Columns as seen, after the orientation has been applied.</param>
/// <param name="Height">Rows as seen.</param>
/// <param name="Channels">Channels as stored: 1 to 5 (a palette counts as the RGB or RGBA that it stands for).</param>
/// <param name="HasAlpha">Whether there is transparency.</param>
/// <param name="BitsPerChannel">8, 16 or 32; less where the format tells (a 1-bit PNG or TIFF, a palette).</param>
/// <param name="ColourSpace">grey, RGB, CMYK, Lab or linear RGB.</param>
/// <param name="HasProfile">Whether an ICC profile is embedded (decoding converts it to sRGB).</param>
/// <param name="Orientation">EXIF's orientation, 1 (upright) to 8; decoding applies it.</param>
/// <param name="Pages">Pages of a TIFF, frames of a GIF or WebP; the first is decoded.</param>
public sealed record PictureInfo(
    string Format, int Width, int Height, int Channels, bool HasAlpha, int BitsPerChannel, string ColourSpace, bool HasProfile, int Orientation, int Pages)
{
    internal static readonly string[] FormatNames = ["?", "JPEG", "PNG", "WebP", "AVIF", "HEIC", "TIFF", "GIF", "BMP", "SVG"];
    private static readonly string[] SpaceNames = ["other", "grey", "RGB", "CMYK", "Lab", "linear RGB"];

    internal static PictureInfo From(in Native.Info i) => new(
        FormatNames[i.Format], i.Width, i.Height, i.Channels, i.HasAlpha != 0, i.Bits, SpaceNames[i.ColourSpace], i.HasProfile != 0, i.Orientation, i.Pages);
}
