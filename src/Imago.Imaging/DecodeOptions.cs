using Imago.Imaging.Interop;

namespace Imago.Imaging;

/// <summary>How files become pictures.</summary>
public sealed record DecodeOptions
{
    /// <summary>RGB on black, at most 200 million pixels.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>What shows through transparent pixels. Default: black.</summary>
    public Colour Background { get; init; }

    /// <summary>Files whose header claims more pixels are refused before any pixel is decoded. Default: 200 million.</summary>
    public long MaxPixels { get; init; } = 200_000_000;

    /// <summary>Grey files stay at one channel instead of becoming RGB. Default: false.</summary>
    public bool KeepGrey { get; init; }

    /// <summary>Files with transparency become RGBA instead of being flattened on <see cref="Background"/>. Default: false.</summary>
    public bool KeepAlpha { get; init; }

    internal Native.DecodeOptions ToNative()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPixels, 1);
        return new() { MaxPixels = MaxPixels, Background = Background.Packed, KeepGrey = KeepGrey ? 1 : 0, KeepAlpha = KeepAlpha ? 1 : 0 };
    }
}
