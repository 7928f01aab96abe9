namespace Imago.Imaging.Painting;

/// <summary>
/// A colour in the OKLab space (Ottosson, 2020): a step in lightness or hue looks alike wherever it is taken, so that a
/// shadow or a light can be mixed from any skin or cloth by the same rule.
/// </summary>
/// <param name="L">Lightness, 0 (black) to 1 (white).</param>
/// <param name="A">Green (-0.4) to red (0.4).</param>
/// <param name="B">Blue (-0.4) to yellow (0.4).</param>
internal readonly record struct Pigment(double L, double A, double B)
{
    /// <summary>From lightness 0 to 1, chroma 0 to about 0.3, and hue in degrees (30 red, 90 yellow, 150 green, 260 blue).</summary>
    public static Pigment Lch(double lightness, double chroma, double hue) =>
        new(lightness, chroma * Math.Cos(hue * Math.PI / 180), chroma * Math.Sin(hue * Math.PI / 180));

    public double Chroma => Math.Sqrt(A * A + B * B);

    public double Hue => Math.Atan2(B, A) * 180 / Math.PI;

    /// <summary>The same colour moved by so much lightness, chroma and hue.</summary>
    public Pigment Shift(double lightness, double chroma = 0, double hue = 0) =>
        Lch(Math.Clamp(L + lightness, 0, 1), Math.Max(0, Chroma + chroma), Hue + hue);

    /// <summary>This colour at 0, the other at 1.</summary>
    public Pigment Mix(Pigment other, double amount) =>
        new(L + (other.L - L) * amount, A + (other.A - A) * amount, B + (other.B - B) * amount);

    /// <summary>The sRGB colour as <c>#rrggbb</c>; what sRGB cannot show is clipped.</summary>
    public override string ToString()
    {
        var l = Cube(L + 0.3963377774 * A + 0.2158037573 * B);
        var m = Cube(L - 0.1055613458 * A - 0.0638541728 * B);
        var s = Cube(L - 0.0894841775 * A - 1.2914855480 * B);
        var r = Encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        var g = Encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        var b = Encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    public static implicit operator string(Pigment colour) => colour.ToString();

    private static double Cube(double x) => x * x * x;

    // linear light to an sRGB byte
    private static int Encode(double x) => (int)Math.Round(255 * (x <= 0.0031308
        ? 12.92 * Math.Max(0, x)
        : 1.055 * Math.Pow(Math.Min(1, x), 1 / 2.4) - 0.055));
}
