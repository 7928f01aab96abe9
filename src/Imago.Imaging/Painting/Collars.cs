namespace Imago.Imaging.Painting;

/// <summary>What lies about the neck: ruffs, lace, lapels and the rest.</summary>
internal static class Collars
{
    public static void Draw(SvgSheet sheet, Sitter s, double half, double depth)
    {
        switch (s.Collar)
        {
            case CollarStyle.Ruff: Ruff(sheet, s); break;
            case CollarStyle.Lace: Lace(sheet, s); break;
            case CollarStyle.Crossed: Crossed(sheet, s, half, depth); break;
            case CollarStyle.Cravat: Cravat(sheet, s); break;
            case CollarStyle.Lapels: Lapels(sheet, s, half); break;
            case CollarStyle.Shawl: Shawl(sheet, s, half); break;
            case CollarStyle.Monk: Roll(sheet, s, s.Cloth.Shift(0.03), 15); break;
            case CollarStyle.Buttons: Roll(sheet, s, s.Cloth.Shift(-0.06), 10); Buttons(sheet, s); break;
            case CollarStyle.Plain or CollarStyle.OpenNeck: Hem(sheet, s, half, depth); break;
        }
    }

    // the light falls from one side on everything
    private static string Lit(SvgSheet sheet, Sitter s, Pigment c, double reach = 70) => sheet.Linear(128 + s.LightSide * reach, 180, 128 - s.LightSide * reach, 250,
        (0, c.Shift(0.05), 1), (0.45, c.Shift(-0.03), 1), (1, c.Shift(-0.20 - 0.08 * s.LightStrength), 1));

    private static void Ruff(SvgSheet sheet, Sitter s)
    {
        double y = s.ShoulderY - 6, rx = s.Dice(50).Between(54, 72), ry = 17;
        using (sheet.Soft(2)) sheet.Ellipse(128, y + 9, rx + 2, ry, s.Cloth.Shift(-0.25), 0.6);
        sheet.Ellipse(128, y, rx, ry, Lit(sheet, s, s.Linen));
        for (var i = 0; i < 26; i++) // the pleats
        {
            double a = Math.PI * 2 * i / 26, cx = Math.Cos(a), cy = Math.Sin(a);
            sheet.Stroke($"M{128 + 0.52 * rx * cx} {y - 3 + 0.5 * ry * cy} L{128 + 0.97 * rx * cx} {y + 0.97 * ry * cy}", s.Linen.Shift(-0.27, 0.005), 1.9, 0.65);
            sheet.Ellipse(128 + rx * cx, y + ry * cy, 4.4, 3.6, s.Linen.Shift(cx * s.LightSide > -0.2 ? 0.02 : -0.13));
        }
    }

    private static void Lace(SvgSheet sheet, Sitter s)
    {
        double y = s.ShoulderY, w = s.Dice(51).Between(56, 76), drop = s.Dice(52).Between(22, 36);
        using (sheet.Soft(2)) sheet.Path($"M{128 - 30} {y - 8} L{128 - w} {y + drop + 4} H{128 + w} L{128 + 30} {y - 8} Z", s.Cloth.Shift(-0.22), 0.5);
        var tone = Lit(sheet, s, s.Linen);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            sheet.Path($"M{128 + side * 2} {y + 6} C{128 + side * 14} {y - 4} {128 + side * 24} {y - 12} {128 + side * 30} {y - 16} C{128 + side * 46} {y - 2} {128 + side * w} {y + 4} {128 + side * (w + 2)} {y + drop - 8} C{128 + side * w * 0.7} {y + drop + 8} {128 + side * 24} {y + drop + 8} {128 + side * 5} {y + drop + 4} Z", tone);
            for (var i = 0; i < 8; i++)
                sheet.Ellipse(128 + side * (8 + (w - 8) * i / 7), y + drop + 3 - 0.16 * i * i, 4.6, 4, s.Linen.Shift(side == s.LightSide ? -0.03 : -0.15));
        }
        sheet.Stroke($"M128 {y + 4} L128 {y + drop + 6}", s.Linen.Shift(-0.35), 2, 0.5);
    }

    private static void Crossed(SvgSheet sheet, Sitter s, double half, double depth)
    {
        double y = s.ShoulderY;
        var trim = s.Dice(53).Chance(0.5) ? s.Linen : s.Accent;
        sheet.Stroke($"M{128 + half + 4} {y - 10} Q{128 + 12} {y + 20} {128 - 30} {y + depth + 26}", trim.Shift(-0.07), 11, 1);
        sheet.Stroke($"M{128 - half - 4} {y - 10} Q{128 - 12} {y + 20} {128 + 30} {y + depth + 26}", trim, 12, 1);
        sheet.Stroke($"M{128 - half + 1} {y - 8} Q{128 - 8} {y + 18} {128 + 35} {y + depth + 22}", trim.Shift(-0.2), 1.5, 0.6);
    }

    private static void Cravat(SvgSheet sheet, Sitter s)
    {
        var y = s.ShoulderY;
        Roll(sheet, s, s.Linen, 13);
        var tone = Lit(sheet, s, s.Linen, 24);
        sheet.Path($"M{128 - 7} {y - 2} C{128 - 22} {y + 16} {128 - 20} {y + 34} {128 - 17} {y + 48} H{128 + 17} C{128 + 20} {y + 34} {128 + 22} {y + 16} {128 + 7} {y - 2} Z", tone);
        for (var i = -1; i < 2; i++) sheet.Stroke($"M{128 + i * 3} {y + 2} Q{128 + i * 9} {y + 20} {128 + i * 8} {y + 46}", s.Linen.Shift(-0.24), 1.8, 0.6);
        sheet.Ellipse(128, y, 8.5, 6.5, s.Linen.Shift(-0.05));
    }

    private static void Lapels(SvgSheet sheet, Sitter s, double half)
    {
        var y = s.ShoulderY;
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            sheet.Path($"M{128 + side * 3} {y + 6} L{128 + side * (half - 2)} {y - 16} L{128 + side * (half + 4)} {y - 2} L{128 + side * 13} {y + 20} Z", s.Linen.Shift(side == s.LightSide ? 0 : -0.14));
            sheet.Path($"M{128 + side * 7} {y + 62} L{128 + side * (half - 4)} {y - 8} C{128 + side * (half + 12)} {y - 6} {128 + side * 52} {y + 8} {128 + side * 47} {y + 18} L{128 + side * 40} {y + 22} L{128 + side * 45} {y + 30} Z", s.Cloth.Shift(side == s.LightSide ? 0.09 : -0.08));
        }
        if (s.Dice(54).Chance(0.6)) // a tie, or a bow
            sheet.Path($"M{128 - 5} {y + 6} L{128 + 5} {y + 6} L{128 + 8} {y + 60} H{128 - 8} Z", s.Accent.Shift(-0.05));
        else
            sheet.Path($"M128 {y + 12} L{128 - 17} {y + 4} V{y + 22} Z M128 {y + 12} L{128 + 17} {y + 4} V{y + 22} Z", s.Accent.Shift(-0.05));
    }

    private static void Shawl(SvgSheet sheet, Sitter s, double half)
    {
        var y = s.ShoulderY;
        var c = s.Accent;
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
            for (var i = 0; i < 4; i++)
                sheet.Stroke($"M{128 + side * (half + 8 + i * 14)} {y - 8 + i * 5} C{128 + side * (half + 2 + i * 10)} {y + 20} {128 + side * 14} {y + 36} {128 - side * (14 - i * 9)} 266",
                    c.Shift((side == s.LightSide ? 0.06 : -0.08) + (i % 2 == 0 ? 0.03 : -0.05)), 17, 1);
    }

    private static void Roll(SvgSheet sheet, Sitter s, Pigment c, double height)
    {
        var y = s.ShoulderY - 4;
        sheet.Stroke($"M{128 - 33} {y - 9} C{128 - 22} {y + 5} {128 + 22} {y + 5} {128 + 33} {y - 9}", Lit(sheet, s, c, 36), height, 1);
        sheet.Stroke($"M{128 - 31} {y - 13} C{128 - 20} {y} {128 + 20} {y} {128 + 31} {y - 13}", c.Shift(0.10), 2, 0.4);
        sheet.Stroke($"M{128 - 34} {y - 3} C{128 - 20} {y + 12} {128 + 20} {y + 12} {128 + 34} {y - 3}", c.Shift(-0.2), 2, 0.5);
    }

    private static void Buttons(SvgSheet sheet, Sitter s)
    {
        var y = s.ShoulderY;
        sheet.Stroke($"M128 {y + 6} V268", s.Cloth.Shift(-0.2), 2, 0.7);
        for (var i = 0; i < 4; i++)
        {
            sheet.Ellipse(128, y + 14 + i * 13, 3.5, 3.5, s.Accent.Shift(-0.08));
            sheet.Ellipse(128 + s.LightSide, y + 13 + i * 13, 1.7, 1.7, s.Accent.Shift(0.2));
        }
    }

    private static void Hem(SvgSheet sheet, Sitter s, double half, double depth)
    {
        var y = s.ShoulderY;
        var trim = s.Dice(55).Pick((s.Linen, 1.2), (s.Accent, 1.0), (s.Cloth.Shift(-0.12), 1.0), (Pigment.Lch(0.68, 0.12, 82), 0.6));
        sheet.Stroke($"M{128 - half} {y - 4} C{128 - half * 0.8} {y + depth * 1.1} {128 - half * 0.3} {y + depth} 128 {y + depth} C{128 + half * 0.3} {y + depth} {128 + half * 0.8} {y + depth * 1.1} {128 + half} {y - 4}", Lit(sheet, s, trim, half), 6.5, 1);
    }
}
