using System.Globalization;

namespace Imago.Imaging;

/// <summary>An opaque sRGB colour.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct Colour(byte R, byte G, byte B)
{
    private static readonly Dictionary<string, Colour> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["black"] = new(0, 0, 0), ["white"] = new(255, 255, 255), ["grey"] = new(128, 128, 128), ["gray"] = new(128, 128, 128),
        ["red"] = new(255, 0, 0), ["green"] = new(0, 128, 0), ["blue"] = new(0, 0, 255),
    };

    /// <summary>Black, #000000.</summary>
    public static Colour Black => default;

    /// <summary>White, #ffffff.</summary>
    public static Colour White => new(255, 255, 255);

    internal int Packed => R << 16 | G << 8 | B; // 0xRRGGBB, as the native library takes it

    /// <summary>Reads "#rrggbb", "#rgb" or one of black, white, grey, gray, red, green, blue (their CSS values).</summary>
    /// <param name="text">The colour in words or digits.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Colour Parse(string text) => TryParse(text, out var colour) ? colour
        : throw new FormatException($"'{text}' is no colour: write #rrggbb (for example #ff8000), #rgb, or one of {string.Join(", ", Names.Keys)}.");

    /// <summary>Like <see cref="Parse"/>, but false instead of an exception.</summary>
    /// <param name="text">The colour in words or digits.</param>
    /// <param name="colour">The colour, or black.</param>
    public static bool TryParse(string? text, out Colour colour)
    {
        colour = default;
        if (text is null)
            return false;
        if (Names.TryGetValue(text, out colour))
            return true;
        if (text.Length is not (4 or 7) || text[0] != '#')
            return false;
        var digits = text.Length == 7 ? text[1..] : string.Concat(text[1..].Select(c => new string(c, 2)));
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        colour = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>"#rrggbb", which <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";
}
