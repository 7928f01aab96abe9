namespace Imago.Imaging.Painting;

/// <summary>The bare head: ears, the outline, and the light and shadow that make it round.</summary>
internal static class Face
{
    /// <summary>The outline of the face from crown to chin, as path data.</summary>
    public static string Outline(Sitter s)
    {
        double w = s.Temple, j = s.Jaw, c = s.Chin, t = s.Crown, k = s.ChinWidth, chinX = 5 * s.Turn;
        double E(double x) => s.Edge(x);
        return SvgSheet.Text($"M{E(0)} {t} C{E(0.76 * w)} {t} {E(1.06 * w)} {0.62 * t} {E(w)} -4 C{E(0.99 * w)} 18 {E(1.14 * j)} 33 {E(j)} 44 C{E(0.86 * j)} 55 {E(k) + chinX} {c} {chinX} {c} C{E(-k) + chinX} {c} {E(-0.86 * j)} 55 {E(-j)} 44 C{E(-1.14 * j)} 33 {E(-0.99 * w)} 18 {E(-w)} -4 C{E(-1.06 * w)} {0.62 * t} {E(-0.76 * w)} {t} {E(0)} {t} Z");
    }

    public static void Draw(SvgSheet sheet, Sitter s)
    {
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
            if (side * s.Turn < 0.35) Ear(sheet, s, side); // the far ear is behind the cheek
        var outline = Outline(s);
        double lit = s.LightSide, k = 0.45 + 0.55 * s.LightStrength;
        sheet.Path(outline, sheet.Linear(lit * 46, -30, -lit * 50, 36,
            (0, s.SkinAt(0.5), 1), (0.45, s.Skin, 1), (0.78, s.SkinAt(-0.45 * k), 1), (1, s.SkinAt(-0.85 * k), 1)));
        using (sheet.Inside(outline))
        {
            using (sheet.Soft(8))
            {
                // the side away from the light, and the turning under the jaw
                sheet.Stroke($"M{-lit * 34} {s.Crown + 4} C{-lit * (s.Temple + 12)} -30 {-lit * (s.Temple + 6)} 30 {-lit * 14} {s.Chin + 6}", s.SkinAt(-1), 26, 0.62 * k);
                sheet.Ellipse(s.Feature(0), s.Chin + 6, 30, 9, s.SkinAt(-0.8), 0.6);
                sheet.Ellipse(s.Feature(lit * 14), -36, 24, 15, s.SkinAt(0.9), 0.6);
                var blush = s.Skin.Mix(Pigment.Lch(0.60 - 0.25 * s.SkinDepth, 0.15, 25), 0.65);
                sheet.Ellipse(s.Feature(-26), 23, 13, 11, blush, 0.5);
                sheet.Ellipse(s.Feature(26), 23, 13, 11, blush, 0.5);
            }
            using (sheet.Soft(4))
            {
                sheet.Ellipse(s.Feature(lit * 26), 15, 10, 7, s.SkinAt(1), 0.6, lit * -20);
                sheet.Ellipse(s.Feature(-s.EyeGap), -4, 15, 9, s.SkinAt(-0.7), 0.42);
                sheet.Ellipse(s.Feature(s.EyeGap), -4, 15, 9, s.SkinAt(-0.7), 0.42);
                sheet.Ellipse(s.Feature(1), s.Chin - 8, 9, 6, s.SkinAt(0.7), 0.5);
            }
            Dabs(sheet, s);
            if (s.Age > 0.45) Lines(sheet, s);
        }
    }

    // small touches along the form, so that at close sight the skin is laid with a brush
    private static void Dabs(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(10);
        using var _ = sheet.Soft(1);
        for (var i = 0; i < 22; i++)
        {
            double x = draw.Between(-40, 40), y = draw.Between(-58, 58);
            var light = -0.5 * x * -s.LightSide / 40 + draw.Around(-0.45, 0.45);
            sheet.Stroke($"M{s.Feature(x)} {y} q{draw.Around(-4, 4) - x / 12} {draw.Between(3, 8)} {-x / 5} {draw.Between(7, 15)}",
                s.SkinAt(light).Shift(0, draw.Around(0, 0.02), draw.Around(-12, 12)), draw.Between(4, 8), 0.24);
        }
    }

    private static void Lines(SvgSheet sheet, Sitter s)
    {
        var strength = (s.Age - 0.45) * 1.2;
        var line = s.SkinAt(-0.9);
        double mouth = s.NoseLength + 14;
        using var _ = sheet.Soft(1);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            sheet.Stroke($"M{s.Feature(side * (s.NoseWidth + 3))} {s.NoseLength - 3} Q{s.Feature(side * 19)} {s.NoseLength + 5} {s.Feature(side * (s.MouthWidth + 5))} {mouth + 5}", line, 2.2, 0.75 * strength);
            sheet.Stroke($"M{s.Feature(side * (s.EyeGap - 8))} 9 Q{s.Feature(side * s.EyeGap)} 14 {s.Feature(side * (s.EyeGap + 9))} 8", line, 2, 0.7 * strength);
        }
        for (var i = 0; i < 3; i++)
            sheet.Stroke($"M{s.Feature(-20 + 2 * i)} {-29 - 8 * i} Q{s.Feature(0)} {-33 - 8 * i} {s.Feature(20 - 3 * i)} {-29 - 8 * i}", line, 1.6, 0.5 * strength);
    }

    private static void Ear(SvgSheet sheet, Sitter s, int side)
    {
        var x = s.Edge(side * (s.Temple + 1));
        var light = side == s.LightSide ? 0.1 : -0.6;
        sheet.Ellipse(x, 9, 7.5, 13.5, s.SkinAt(light).Shift(-0.02, 0.02, -8), 1, side * 10);
        sheet.Ellipse(x + side * 0.5, 9, 3.6, 8, s.SkinAt(light - 0.5).Shift(0, 0.02, -8), 0.8, side * 10);
    }
}
