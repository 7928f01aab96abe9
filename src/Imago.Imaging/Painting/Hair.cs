namespace Imago.Imaging.Painting;

/// <summary>The hair behind the head, and the cap of it over the skull.</summary>
internal static class Hair
{
    private static readonly int[] Sides = [-1, 1];

    // black hair shines less than fair hair
    private static Pigment Lit(Sitter s, double light) => s.Hair.Shift((0.07 + 0.15 * s.Hair.L) * light, light < 0 ? 0 : 0.012 * light, 5 * light);

    private static bool Covered(Sitter s) => s.Hat is HatStyle.Coif or HatStyle.Hood or HatStyle.Turban;

    private static string Tone(SvgSheet sheet, Sitter s) => sheet.Linear(s.LightSide * 60, -60, -s.LightSide * 60, 50,
        (0, Lit(s, 0.7), 1), (0.45, s.Hair, 1), (1, Lit(s, -0.8), 1));

    /// <summary>What hangs or stands behind face and neck, in the head's axes.</summary>
    public static void Behind(SvgSheet sheet, Sitter s)
    {
        double w = s.Temple + s.HairVolume, top = s.Crown - 0.8 * s.HairVolume;
        var tone = sheet.Linear(s.LightSide * 70, -40, -s.LightSide * 60, 90, (0, Lit(s, 0.2), 1), (0.5, Lit(s, -0.35), 1), (1, Lit(s, -1), 1));
        switch (s.HairStyle)
        {
            case HairStyle.Bob:
                sheet.Path($"M{-w} -20 C{-w - 2} {top} {w + 2} {top} {w} -20 C{w + 6} 14 {w + 8} 40 {w - 2} 62 C{w - 22} 70 {-w + 22} 70 {-w + 2} 62 C{-w - 8} 40 {-w - 6} 14 {-w} -20 Z", tone);
                break;
            case HairStyle.Long:
                sheet.Path($"M{-w} -20 C{-w} {top} {w} {top} {w} -20 C{w + 4} 40 {w + 12} 90 {w + 8} 160 L{-w - 8} 160 C{-w - 12} 90 {-w - 4} 40 {-w} -20 Z", tone);
                break;
            case HairStyle.Waves:
                sheet.Path($"M{-w} -20 C{-w} {top} {w} {top} {w} -20 C{w + 14} 10 {w - 2} 34 {w + 14} 60 C{w + 24} 84 {w + 4} 100 {w + 10} 128 C{w - 10} 140 {-w + 10} 140 {-w - 10} 128 C{-w - 4} 100 {-w - 24} 84 {-w - 14} 60 C{-w + 2} 34 {-w - 14} 10 {-w} -20 Z", tone);
                break;
            case HairStyle.Knot:
                sheet.Ellipse(-6 * s.Turn, s.Crown - 15, 22, 18, Tone(sheet, s));
                sheet.Stroke($"M{-6 * s.Turn - 15} {s.Crown - 14} q15 -16 30 -3", Lit(s, 0.8), 3, 0.5);
                break;
            case HairStyle.Wig:
                Curled(sheet, s, 20, (draw, i) => (Sides[i % 2] * (s.Temple + draw.Between(2, 14)), -36 + 9.5 * i / 2 * 1.25), 11, 15);
                break;
        }
    }

    /// <summary>The hair that frames the face, drawn over it.</summary>
    public static void Over(SvgSheet sheet, Sitter s)
    {
        if (s.Hat is HatStyle.Hood) return;
        switch (s.HairStyle)
        {
            case HairStyle.Bald: return;
            case HairStyle.Fringe: Fringe(sheet, s); return;
            case HairStyle.Cropped: Cap(sheet, s, 0.45 * s.HairVolume, 4); break;
            case HairStyle.Parted: Cap(sheet, s, 0.8 * s.HairVolume, 8); break;
            case HairStyle.Knot or HairStyle.Braid: Cap(sheet, s, 0.5 * s.HairVolume, 2); break;
            default: Cap(sheet, s, s.HairVolume, s.HairStyle is HairStyle.Bob or HairStyle.Long or HairStyle.Waves ? 34 : 12); break;
        }
        if (Covered(s)) return;
        switch (s.HairStyle)
        {
            case HairStyle.Curls: Curled(sheet, s, 30, (draw, i) => Arc(s, -1.75 + 3.5 * i / 29, draw.Between(-9, 6)), 7, 11); break;
            case HairStyle.Cloud: Curled(sheet, s, 44, (draw, i) => Arc(s, -1.8 + 3.6 * i / 43, draw.Between(-6, 20)), 9, 14); break;
            case HairStyle.Wig: Curled(sheet, s, 16, (draw, i) => Arc(s, -1.3 + 2.6 * i / 15, draw.Between(-5, 4)), 9, 12); break;
            case HairStyle.Braid: Braid(sheet, s); break;
        }
    }

    // a point on the edge of the skull; angle 0 is the crown, +-1.57 the temples
    private static (double X, double Y) Arc(Sitter s, double angle, double outward) =>
        ((s.Temple + outward) * Math.Sin(angle), -8 + (s.Crown + 8 - outward) * Math.Cos(angle));

    private static void Cap(SvgSheet sheet, Sitter s, double volume, double side)
    {
        double w = s.Temple, t = s.Crown, v = volume, line = t + 24 - 9 * s.Age * s.Ruggedness, parting = s.Feature(s.Parting * 22);
        double E(double x) => s.Edge(x);
        double lower = Math.Min(side, 30);
        var cap = SvgSheet.Text($"M{E(-w - 1)} {lower} C{E(-w - v - 4)} -10 {E(-w - v)} {t - v} {E(0)} {t - v} C{E(w + v)} {t - v} {E(w + v + 4)} -10 {E(w + 1)} {lower} C{E(w - 3)} {lower - 10} {E(w - 1)} -22 {E(w - 8)} -30 C{E(w - 16)} {line + 4} {parting + 14} {line + 2} {parting} {line - 2} C{parting - 14} {line + 2} {E(-w + 16)} {line + 4} {E(-w + 8)} -30 C{E(-w + 1)} -22 {E(-w + 3)} {lower - 10} {E(-w - 1)} {lower} Z");
        using (sheet.Soft(4)) // its shadow on the brow
            using (sheet.Inside(Face.Outline(s)))
                sheet.Stroke($"M{E(-w + 6)} -20 C{E(-w + 14)} {line + 10} {parting - 14} {line + 6} {parting} {line + 3} C{parting + 14} {line + 6} {E(w - 14)} {line + 10} {E(w - 6)} -20", s.SkinAt(-1), 9, 0.5);
        if (side > 30) // long hair goes on down beside the cheeks
            foreach (var x in Sides)
                sheet.Path($"M{E(x * (w - 9))} -30 C{E(x * (w - 2))} 0 {E(x * (w - 4))} 30 {E(x * (w - 8))} 58 L{E(x * (w + v))} 60 C{E(x * (w + v + 8))} 20 {E(x * (w + v + 2))} -10 {E(x * (w - 9))} -30 Z", Lit(s, x == s.LightSide ? -0.05 : -0.6));
        sheet.Path(cap, Tone(sheet, s));
        using var _ = sheet.Inside(cap);
        var draw = s.Dice(20);
        for (var i = 0; i < 26; i++) // strands from the parting outwards and down
        {
            var x = Sides[i % 2];
            var far = draw.Between(0.25, 1.1);
            sheet.Stroke($"M{parting + x * 2} {t - v + draw.Between(0, 22)} C{E(x * w * 0.6 * far)} {t - v * 0.6 + 12 * (1 - far)} {E(x * (w + v) * far)} {-52 * far} {E(x * (w + v * 0.6) * Math.Max(0.86, far))} {draw.Between(-16, 24)}",
                Lit(s, draw.Around(-1.3, 1.3) + (x == s.LightSide ? 0.35 : -0.3)), draw.Between(1.5, 4), 0.42);
        }
        using (sheet.Soft(4)) // the sheen
            sheet.Ellipse(s.LightSide * 24, t + 8 - 0.5 * v, 20, 7, Lit(s, 1.4), 0.38 + 0.25 * s.LightStrength, s.LightSide * 28);
    }

    private static void Fringe(SvgSheet sheet, Sitter s)
    {
        using var _ = sheet.Soft(1);
        var draw = s.Dice(21);
        foreach (var x in Sides)
            for (var i = 0; i < 12; i++)
                sheet.Ellipse(s.Edge(x * (s.Temple + draw.Between(-3, 6))), -34 + 4.2 * i, draw.Between(4, 8), draw.Between(7, 11),
                    Lit(s, draw.Around(-0.9, 0.9) + x * s.LightSide * 0.4), 0.75, draw.Around(-40, 40));
    }

    private static void Curled(SvgSheet sheet, Sitter s, int count, Func<SeededDraw, int, (double X, double Y)> place, double small, double large)
    {
        var draw = s.Dice(22);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = place(draw, i);
            double r = draw.Between(small, large), light = 0.5 * x * s.LightSide / s.Temple - 0.3 * y / 60 - 0.25 + draw.Around(-0.5, 0.5);
            x = s.Edge(x);
            sheet.Ellipse(x, y, r, r * 0.9, Lit(s, light), 0.95);
            sheet.Stroke($"M{x - r * 0.6} {y + r * 0.1} A{r * 0.65} {r * 0.6} 0 0 1 {x + r * 0.5} {y - r * 0.3}", Lit(s, light + 0.7), 2.2, 0.5);
            sheet.Stroke($"M{x - r * 0.5} {y + r * 0.5} A{r * 0.7} {r * 0.6} 0 0 0 {x + r * 0.6} {y + r * 0.3}", Lit(s, light - 0.8), 2.2, 0.5);
        }
    }

    private static void Braid(SvgSheet sheet, Sitter s)
    {
        for (var i = 0; i <= 16; i++)
        {
            var angle = -1.45 + 2.9 * i / 16;
            var (x, y) = Arc(s, angle, 1);
            var turned = angle * 57 + (i % 2 == 0 ? 36 : -36);
            sheet.Ellipse(s.Edge(x), y, 9, 6.4, Lit(s, -0.7), 1, turned);
            sheet.Ellipse(s.Edge(x), y - 0.8, 7.6, 4.6, Lit(s, 0.35 + 0.6 * Math.Sin(angle) * s.LightSide), 1, turned);
        }
    }
}
