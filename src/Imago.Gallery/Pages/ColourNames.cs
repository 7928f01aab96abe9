using Imago.Imaging;

namespace Imago.Gallery.Pages;

/// <summary>Names of colours, for those who do not see them. The nearest by <see href="https://bottosson.github.io/posts/oklab/">Oklab</see>, where distances are about those that eyes see.</summary>
internal static class ColourNames
{
    // The names are keys of texts.json: "pages.colour.beige". Some stand for a wide field and have two examples.
    private static readonly (string Name, (double L, double A, double B) Lab)[] s_known =
    [
        .. new (string Name, string Colour)[]
        {
            ("black", "#141414"), ("dark-grey", "#4a4a4a"), ("grey", "#8a8a8a"), ("light-grey", "#c6c6c6"), ("white", "#f4f4f2"),
            ("dark-red", "#6e1f22"), ("red", "#c8302c"), ("orange", "#e2812f"), ("orange", "#ffa500"), ("brown", "#74492a"), ("dark-brown", "#3a271b"), ("beige", "#d8c3a0"),
            ("yellow", "#e9cc3f"), ("olive", "#77752f"), ("green", "#468f4a"), ("dark-green", "#204a30"), ("turquoise", "#3fa7a0"), ("turquoise", "#4bded0"),
            ("light-blue", "#9cc3e2"), ("blue", "#2f63b6"), ("dark-blue", "#1d2b52"), ("violet", "#7a4aa6"), ("pink", "#e39cb6"), ("pink", "#ffc4ce"),
        }.Select(static one => (one.Name, Oklab(Colour.Parse(one.Colour)))),
    ];

    /// <summary>The name of a colour.</summary>
    public static string Of(Colour colour)
    {
        var lab = Oklab(colour);
        return s_known.MinBy(one => Square(one.Lab.L - lab.L) + Square(one.Lab.A - lab.A) + Square(one.Lab.B - lab.B)).Name;
    }

    private static (double L, double A, double B) Oklab(Colour colour)
    {
        var (r, g, b) = (Linear(colour.R), Linear(colour.G), Linear(colour.B));
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    private static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);

    private static double Square(double value) => value * value;
}
