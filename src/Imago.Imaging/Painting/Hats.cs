namespace Imago.Imaging.Painting;

/// <summary>Hats, veils and wreaths, in the head's axes.</summary>
internal static class Hats
{
    /// <summary>What falls behind the head.</summary>
    public static void Behind(SvgSheet sheet, Sitter s)
    {
        double w = s.Temple, t = s.Crown;
        var c = s.Accent;
        if (s.Hat is HatStyle.Hood)
            sheet.Path($"M{-w - 24} 130 C{-w - 26} 20 {-w - 26} {t - 24} 0 {t - 20} C{w + 26} {t - 24} {w + 26} 20 {w + 24} 130 Z", c.Shift(-0.12));
        if (s.Hat is HatStyle.Scarf)
        {
            double x = -s.LightSide * (w + s.HairVolume), o = -s.LightSide; // the end of the cloth, away from the light
            sheet.Path($"M{x - o * 26} -34 C{x + o * 4} -24 {x + o * 12} 50 {x + o * 24} 110 L{x - o * 22} 104 Z", c.Shift(-0.10));
            sheet.Stroke($"M{x - o * 10} -10 Q{x + o * 2} 40 {x + o * 6} 102", c.Shift(0.04), 5, 0.7);
        }
        if (s.Hat is HatStyle.WideBrim) sheet.Ellipse(0, t + 30, 84, 20, c.Shift(-0.13), 1, s.Dice(60).Around(-8, 8));
    }

    /// <summary>What is worn over hair and brow.</summary>
    public static void Over(SvgSheet sheet, Sitter s)
    {
        switch (s.Hat)
        {
            case HatStyle.Beret: Beret(sheet, s, false); break;
            case HatStyle.Feather: Beret(sheet, s, true); break;
            case HatStyle.WideBrim: WideBrim(sheet, s); break;
            case HatStyle.Turban: Turban(sheet, s); break;
            case HatStyle.Scarf: Scarf(sheet, s); break;
            case HatStyle.Coif: Coif(sheet, s); break;
            case HatStyle.Hood: Hood(sheet, s); break;
            case HatStyle.Flowers: Flowers(sheet, s); break;
            case HatStyle.Laurel: Laurel(sheet, s); break;
            case HatStyle.Circlet: Circlet(sheet, s); break;
        }
    }

    private static string Lit(SvgSheet sheet, Sitter s, Pigment c) => sheet.Linear(s.LightSide * 60, -90, -s.LightSide * 60, -10,
        (0, c.Shift(0.12, 0.01), 1), (0.45, c, 1), (1, c.Shift(-0.16), 1));

    private static void BrowShadow(SvgSheet sheet, Sitter s, double y)
    {
        using (sheet.Soft(4))
        using (sheet.Inside(Face.Outline(s)))
            sheet.Stroke($"M{-s.Temple - 4} {y + 10} Q0 {y - 2} {s.Temple + 4} {y + 10}", s.SkinAt(-1), 13, 0.6);
    }

    private static void Beret(SvgSheet sheet, Sitter s, bool feather)
    {
        double w = s.Temple, t = s.Crown, side = s.Dice(61).Side();
        var c = s.Accent;
        BrowShadow(sheet, s, t + 26);
        if (feather)
        {
            var plume = s.Dice(62).Chance(0.5) ? s.Linen : s.Cloth.Shift(0.15, 0.03);
            for (var i = 0; i < 7; i++)
                sheet.Stroke($"M{side * 30} {t + 14} Q{side * (58 + 3 * i)} {t - 34 + 4 * i} {side * (74 - i * 2)} {t - 12 + 7 * i}", plume.Shift(-0.05 * (i % 3)), 6.5, 0.9);
        }
        sheet.Path($"M{-w - 6} {t + 32} C{-w - 30 - side * 10} {t - 4} {-24} {t - 34} {side * 12} {t - 26} C{40} {t - 30} {w + 30 - side * 10} {t} {w + 6} {t + 32} Q0 {t + 18} {-w - 6} {t + 32} Z", Lit(sheet, s, c));
        sheet.Stroke($"M{-w - 4} {t + 32} Q0 {t + 17} {w + 4} {t + 32}", c.Shift(-0.15), 8.5, 1);
        sheet.Stroke($"M{-w + 6} {t + 24} Q{-side * 20} {t - 6} {side * 36} {t - 10}", c.Shift(-0.13), 4, 0.45);
        sheet.Stroke($"M{s.LightSide * 10} {t - 14} Q{s.LightSide * 34} {t - 12} {s.LightSide * 46} {t + 8}", c.Shift(0.18), 6, 0.4);
    }

    private static void WideBrim(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown, w = s.Temple;
        var c = s.Accent;
        BrowShadow(sheet, s, t + 30);
        using var _ = sheet.Group($"transform=\"rotate({s.Dice(60).Around(-8, 8)} 0 {t + 30})\"");
        sheet.Path($"M{-w + 4} {t + 26} C{-w - 2} {t - 12} {-w + 12} {t - 34} 0 {t - 32} C{w - 12} {t - 34} {w + 2} {t - 12} {w - 4} {t + 26} Z", Lit(sheet, s, c));
        sheet.Path($"M{-w + 2} {t + 24} Q0 {t + 34} {w - 2} {t + 24} L{w - 1} {t + 10} Q0 {t + 20} {-w + 1} {t + 10} Z", s.Cloth.Mix(s.Linen, 0.35).Shift(-0.05));
        sheet.Path($"M-86 {t + 32} C-60 {t + 14} {-w} {t + 18} {-w + 2} {t + 22} Q0 {t + 32} {w - 2} {t + 22} C{w} {t + 18} 60 {t + 14} 86 {t + 32} C60 {t + 48} -60 {t + 48} -86 {t + 32} Z", Lit(sheet, s, c.Shift(0.03)));
    }

    private static void Turban(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown, w = s.Temple;
        var c = s.Accent;
        var draw = s.Dice(63);
        BrowShadow(sheet, s, t + 28);
        var shape = SvgSheet.Text($"M{-w - 5} {t + 36} C{-w - 28} {t - 2} {-w + 4} {t - 34} 0 {t - 33} C{w - 4} {t - 34} {w + 28} {t - 2} {w + 5} {t + 36} Q0 {t + 20} {-w - 5} {t + 36} Z");
        sheet.Path(shape, Lit(sheet, s, c));
        using (sheet.Inside(shape))
            for (var i = 0; i < 11; i++) // the windings cross over the brow
            {
                double side = i % 2 == 0 ? -1 : 1, y = t + 30 - 6 * i;
                sheet.Stroke($"M{-side * (w + 12)} {y + 8} Q{side * 4} {y - 16} {side * (w + 22)} {y - 22}", c.Shift(i % 3 == 0 ? 0.11 : -0.12), draw.Between(3, 7), 0.55);
            }
        if (draw.Chance(0.45))
        {
            sheet.Ellipse(s.Feature(0), t + 12, 6, 7.5, Pigment.Lch(0.66, 0.12, 82));
            sheet.Ellipse(s.Feature(0), t + 12, 3.4, 4.6, s.Cloth.Shift(0.05, 0.05));
        }
    }

    private static void Scarf(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown, w = s.Temple;
        var c = s.Accent;
        BrowShadow(sheet, s, t + 24);
        var shape = SvgSheet.Text($"M{-w - 4} -8 C{-w - 12} {t - 6} {-w + 16} {t - 17} 0 {t - 17} C{w - 16} {t - 17} {w + 12} {t - 6} {w + 4} -8 C{w - 2} -30 {w - 20} {t + 22} 0 {t + 21} C{-w + 20} {t + 22} {-w + 2} -30 {-w - 4} -8 Z");
        sheet.Path(shape, Lit(sheet, s, c));
        using (sheet.Inside(shape))
            for (var i = 0; i < 6; i++)
                sheet.Stroke($"M{-w - 6} {-16 - 5 * i} C{-w + 6} {t + 14 - 6 * i} {w - 6} {t + 14 - 6 * i} {w + 6} {-16 - 5 * i}", c.Shift(i % 2 == 0 ? 0.10 : -0.12), 3.4, 0.5);
    }

    private static void Coif(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown, w = s.Temple;
        var c = s.Linen;
        BrowShadow(sheet, s, t + 22);
        double E(double x) => s.Edge(x);
        sheet.Path($"M{E(-w - 3)} 40 C{E(-w - 22)} 10 {E(-w - 20)} {t - 22} {E(0)} {t - 19} C{E(w + 20)} {t - 22} {E(w + 22)} 10 {E(w + 3)} 40 C{E(w - 5)} 20 {E(w + 2)} {t + 20} {E(0)} {t + 20} C{E(-w - 2)} {t + 20} {E(-w + 5)} 20 {E(-w - 3)} 40 Z",
            sheet.Linear(s.LightSide * 60, -60, -s.LightSide * 60, 30, (0, c.Shift(0.04), 1), (0.4, c.Shift(-0.04), 1), (1, c.Shift(-0.24), 1)));
        sheet.Stroke($"M{E(-w - 1)} 34 C{E(-w + 3)} 16 {E(-w - 4)} {t + 22} {E(0)} {t + 22} C{E(w + 4)} {t + 22} {E(w - 3)} 16 {E(w + 1)} 34", c.Shift(0.03), 4.5, 0.85);
        sheet.Stroke($"M{E(-w - 6)} 18 C{E(-w - 8)} {t + 12} {E(-w + 14)} {t + 6} {E(0)} {t + 6} C{E(w - 14)} {t + 6} {E(w + 8)} {t + 12} {E(w + 6)} 18", c.Shift(-0.2), 2.4, 0.5);
    }

    private static void Hood(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown, w = s.Temple;
        var c = s.Accent;
        double E(double x) => s.Edge(x);
        BrowShadow(sheet, s, t + 22);
        if (s.Dice(64).Chance(0.6)) // linen under the veil
            sheet.Stroke($"M{E(-w + 4)} 60 C{E(-w - 2)} 10 {E(-w + 2)} {t + 18} {E(0)} {t + 18} C{E(w - 2)} {t + 18} {E(w + 2)} 10 {E(w - 4)} 60", s.Linen.Shift(-0.05), 9, 1);
        var shape = SvgSheet.Text($"M{E(-w - 26)} 130 C{E(-w - 28)} 20 {E(-w - 24)} {t - 24} {E(0)} {t - 21} C{E(w + 24)} {t - 24} {E(w + 28)} 20 {E(w + 26)} 130 L{E(w - 8)} 128 C{E(w + 6)} 40 {E(w + 2)} {t + 14} {E(0)} {t + 14} C{E(-w - 2)} {t + 14} {E(-w - 6)} 40 {E(-w + 8)} 128 Z");
        sheet.Path(shape, Lit(sheet, s, c));
        using (sheet.Inside(shape))
        using (sheet.Soft(2))
            for (var i = 0; i < 4; i++)
                sheet.Stroke($"M{E(-w - 2 - 6 * i)} 130 C{E(-w - 4 - 6 * i)} 10 {E(-w - 2 - 4 * i)} {t + 8 - 8 * i} {E(0)} {t + 8 - 8 * i} C{E(w + 2 + 4 * i)} {t + 8 - 8 * i} {E(w + 4 + 6 * i)} 10 {E(w + 2 + 6 * i)} 130", c.Shift(i % 2 == 0 ? -0.14 : 0.10), 3, 0.6);
    }

    private static void Flowers(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(65);
        for (var i = 0; i < 26; i++)
        {
            double a = draw.Between(-1.25, 1.25), x = s.Edge((s.Temple + 3) * Math.Sin(a)), y = -6 + (s.Crown + 6) * Math.Cos(a) + draw.Between(-3, 8);
            if (i < 12) { sheet.Ellipse(x, y, 9, 4, Pigment.Lch(draw.Between(0.35, 0.5), 0.08, draw.Between(125, 160)), 0.95, draw.Between(0, 180)); continue; }
            var petal = draw.Pick((s.Accent.Shift(0.1, 0.03), 2.0), (s.Linen, 1.0), (Pigment.Lch(0.64, 0.15, 15), 1.0), (Pigment.Lch(0.8, 0.13, 88), 0.6));
            sheet.Ellipse(x, y, draw.Between(5, 8), draw.Between(4.5, 7), petal.Shift(draw.Around(-0.12, 0.08)));
            sheet.Ellipse(x + s.LightSide, y - 1, 2.2, 2, petal.Shift(0.12, -0.03, 30));
        }
    }

    private static void Laurel(SvgSheet sheet, Sitter s)
    {
        var leaf = s.Dice(66).Chance(0.4) ? Pigment.Lch(0.68, 0.12, 84) : Pigment.Lch(0.44, 0.085, 138);
        for (var i = 0; i < 18; i++)
        {
            double a = -1.4 + 2.8 * i / 17, x = s.Edge((s.Temple + 2) * Math.Sin(a)), y = -12 + (s.Crown + 18) * Math.Cos(a);
            sheet.Ellipse(x, y, 10.5, 4.4, leaf.Shift(-0.08 + 0.12 * Math.Sin(a) * s.LightSide), 1, a * 57 + (i % 2 == 0 ? 32 : -32));
            sheet.Stroke($"M{x - 5} {y - 1} L{x + 5} {y - 1}", leaf.Shift(0.16), 1.4, 0.5);
        }
    }

    private static void Circlet(SvgSheet sheet, Sitter s)
    {
        double t = s.Crown + 25, w = s.Temple;
        var gold = Pigment.Lch(0.68, 0.12, 82);
        sheet.Stroke($"M{s.Edge(-w - 2)} {t + 10} Q{s.Feature(0)} {t - 7} {s.Edge(w + 2)} {t + 10}", gold.Shift(-0.2), 7, 1);
        sheet.Stroke($"M{s.Edge(-w - 2)} {t + 9} Q{s.Feature(0)} {t - 8} {s.Edge(w + 2)} {t + 9}", sheet.Linear(s.LightSide * 50, 0, -s.LightSide * 50, 0, (0, gold.Shift(0.17), 1), (1, gold.Shift(-0.1), 1)), 4.2, 1);
        sheet.Ellipse(s.Feature(0), t, 6, 6.8, gold.Shift(-0.05));
        sheet.Ellipse(s.Feature(0), t, 3.8, 4.4, s.Cloth.Shift(0.02, 0.06));
        sheet.Ellipse(s.Feature(0) + s.LightSide, t - 1.4, 1.3, 1.3, Pigment.Lch(0.95, 0.02, 80));
    }
}
