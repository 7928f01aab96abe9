namespace Imago.Imaging.Painting;

/// <summary>The colours on the painter's table, chosen by eye after the grounds, cloths and skins of old panels.</summary>
internal static class Palette
{
    /// <summary>The ground behind the sitter: mostly quiet and dark, at times pale or bright.</summary>
    public static Pigment Ground(SeededDraw draw)
    {
        var (l, c, h) = draw.Pick<(double, double, double)>(
            ((0.30, 0.040, 60), 1.3), // umber
            ((0.33, 0.040, 150), 1.1), // bottle green
            ((0.35, 0.090, 30), 0.9), // Venetian red
            ((0.34, 0.065, 248), 1.0), // Prussian blue
            ((0.52, 0.030, 145), 0.8), // grey green
            ((0.60, 0.090, 80), 0.8), // ochre
            ((0.60, 0.045, 20), 0.6), // old rose
            ((0.74, 0.025, 90), 0.6), // pearl
            ((0.45, 0.065, 205), 0.8), // verdigris
            ((0.40, 0.045, 305), 0.5), // slate violet
            ((0.22, 0.020, 60), 0.8), // bone black
            ((0.68, 0.055, 235), 0.6), // pale sky
            ((0.44, 0.065, 112), 0.8)); // olive
        return Pigment.Lch(l + draw.Around(-0.07, 0.07), c * draw.Between(0.8, 1.25), h + draw.Around(-14, 14));
    }

    /// <summary>A cloth that stands off from the ground.</summary>
    public static Pigment Cloth(SeededDraw draw, Pigment ground)
    {
        var cloth = Dye(draw);
        // three more tries, then whatever came: two near tones are also a painting
        for (var i = 0; i < 3 && Distance(cloth, ground) < 0.16; i++) cloth = Dye(draw);
        return cloth;
    }

    /// <summary>Any dye.</summary>
    public static Pigment Dye(SeededDraw draw)
    {
        var (l, c, h) = draw.Pick<(double, double, double)>(
            ((0.22, 0.015, 270), 1.2), // black
            ((0.42, 0.150, 25), 1.1), // crimson
            ((0.38, 0.125, 264), 1.0), // ultramarine
            ((0.84, 0.030, 88), 0.8), // cream
            ((0.67, 0.115, 78), 0.9), // ochre
            ((0.37, 0.070, 152), 0.9), // forest
            ((0.35, 0.095, 345), 0.6), // plum
            ((0.37, 0.055, 55), 0.9), // brown
            ((0.50, 0.030, 245), 0.7), // slate
            ((0.68, 0.080, 15), 0.6), // rose
            ((0.46, 0.070, 195), 0.7), // teal
            ((0.60, 0.150, 48), 0.6), // orange
            ((0.64, 0.055, 165), 0.5)); // sage
        return Pigment.Lch(l + draw.Around(-0.06, 0.06), c * draw.Between(0.8, 1.2), h + draw.Around(-12, 12));
    }

    /// <summary>Linen: warm or cool white.</summary>
    public static Pigment Linen(SeededDraw draw) => Pigment.Lch(draw.Between(0.84, 0.94), draw.Between(0.008, 0.03), draw.Between(70, 110));

    /// <summary>Skin, from pale to deep; <paramref name="depth"/> runs from 0 to 1.</summary>
    public static Pigment Skin(double depth, double hue) =>
        Pigment.Lch(0.845 - 0.42 * depth, 0.062 + 0.075 * depth * (1 - depth), 62 - 8 * depth + hue);

    /// <summary>Hair of youth; grey comes on top with age.</summary>
    public static Pigment Hair(SeededDraw draw, double skinDepth)
    {
        var fair = Math.Max(0, 1 - 2.4 * skinDepth); // fair and red hair go with pale skin, though not always
        var (l, c, h) = draw.Pick<(double, double, double)>(
            ((0.20, 0.015, 50), 0.9 + skinDepth), // black
            ((0.30, 0.045, 55), 1.1), // dark brown
            ((0.40, 0.065, 55), 0.3 + 0.8 * fair), // chestnut
            ((0.48, 0.110, 45), 0.06 + 0.8 * fair), // red
            ((0.60, 0.075, 72), 0.04 + 0.8 * fair), // dark blond
            ((0.75, 0.085, 84), 0.02 + 0.7 * fair)); // blond
        return Pigment.Lch(l + draw.Around(-0.05, 0.05), c * draw.Between(0.8, 1.2), h + draw.Around(-8, 8));
    }

    /// <summary>Irises.</summary>
    public static Pigment Iris(SeededDraw draw, double skinDepth)
    {
        var fair = Math.Max(0, 1 - 1.9 * skinDepth);
        var (l, c, h) = draw.Pick<(double, double, double)>(
            ((0.30, 0.050, 55), 1.2), // brown
            ((0.42, 0.070, 70), 0.4), // hazel
            ((0.55, 0.070, 240), 0.02 + 0.9 * fair), // blue
            ((0.55, 0.050, 150), 0.02 + 0.5 * fair), // green
            ((0.55, 0.020, 230), 0.02 + 0.4 * fair)); // grey
        return Pigment.Lch(l + draw.Around(-0.05, 0.05), c, h + draw.Around(-10, 10));
    }

    private static double Distance(Pigment a, Pigment b) =>
        Math.Sqrt((a.L - b.L) * (a.L - b.L) + 2 * ((a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B)));
}
