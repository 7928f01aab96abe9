namespace Imago.Imaging.Painting;

/// <summary>Eyes, brows, nose and mouth.</summary>
internal static class Features
{
    public static void Draw(SvgSheet sheet, Sitter s)
    {
        Nose(sheet, s);
        Mouth(sheet, s);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            Eye(sheet, s, side);
            Brow(sheet, s, side);
        }
    }

    private static void Eye(SvgSheet sheet, Sitter s, int side)
    {
        double x = s.Feature(side * s.EyeGap), far = side * s.Turn > 0 ? 1 - 0.16 * Math.Abs(s.Turn) : 1;
        double w = s.EyeWidth * far, o = s.EyeOpen, slant = -side * s.EyeSlant;
        using var turned = sheet.Group($"transform=\"translate({x} 0) rotate({slant})\"");
        var almond = SvgSheet.Text($"M{-w} {0.6} C{-0.55 * w} {-1.25 * o} {0.5 * w} {-1.3 * o} {w} {0.2} C{0.55 * w} {0.95 * o} {-0.5 * w} {1.0 * o} {-w} {0.6} Z");
        var dark = s.SkinAt(-1).Mix(Pigment.Lch(0.16, 0.03, 40), 0.72);
        var white = Pigment.Lch(0.86, 0.015, 80).Mix(s.SkinAt(-0.3), 0.14 + (side == s.LightSide ? 0 : 0.16 * s.LightStrength));
        sheet.Path(almond, white);
        using (sheet.Inside(almond))
        {
            double ix = s.Gaze + 1.6 * s.Turn, r = Math.Min(5.6, 0.52 * s.EyeWidth + 0.3);
            sheet.Ellipse(ix, -0.6, r, r, s.Iris.Shift(-0.14));
            sheet.Ellipse(ix, -0.2, r - 1.1, r - 1.1, s.Iris.Shift(0.07, 0.02));
            sheet.Ellipse(ix, -0.6, r * 0.50, r * 0.50, Pigment.Lch(0.10, 0.01, 40));
            sheet.Stroke($"M{-w} {-0.5 * o} C{-0.5 * w} {-1.2 * o} {0.5 * w} {-1.2 * o} {w} {-0.5 * o}", dark, 3.4, 0.45); // the lid's shadow
            sheet.Ellipse(ix + s.LightSide * 1.9, -2.3, 1.5, 1.4, Pigment.Lch(0.98, 0.01, 90));
        }
        sheet.Stroke($"M{-w - 0.5} {1} C{-0.55 * w} {-1.3 * o} {0.5 * w} {-1.35 * o} {w + 0.5} {0.4}", dark, 2.5 - 0.7 * s.Ruggedness, 0.95);
        sheet.Stroke($"M{-0.8 * w} {0.5 * o} C{-0.4 * w} {1.0 * o} {0.4 * w} {1.0 * o} {0.9 * w} {0.5 * o}", s.SkinAt(-0.9), 1.2, 0.65);
        sheet.Stroke($"M{-0.95 * w} {-0.7 * o} C{-0.5 * w} {-1.75 * o} {0.5 * w} {-1.8 * o} {w} {-0.7 * o}", s.SkinAt(-0.9), 1.3, 0.6); // the lid's fold
    }

    private static void Brow(SvgSheet sheet, Sitter s, int side)
    {
        double F(double x) => s.Feature(side * x);
        double y = -s.BrowLift, t = s.BrowWidth, inner = s.EyeGap - 11, outer = s.EyeGap + 13.5;
        var colour = s.Hair.Mix(Pigment.Lch(0.25, 0.03, 50), 0.45).Mix(s.SkinAt(-0.6), 0.2);
        sheet.Path($"M{F(inner)} {y + 2.5 + t * 0.5} C{F(inner + 7)} {y - s.BrowArch * 0.5 - t * 0.4} {F(outer - 9)} {y - s.BrowArch - t * 0.5} {F(outer)} {y + 3.5} C{F(outer - 9)} {y - s.BrowArch + t * 0.5} {F(inner + 8)} {y - s.BrowArch * 0.5 + t * 0.8} {F(inner)} {y + 2.5 + t * 0.5} Z",
            colour, 0.85);
    }

    private static void Nose(SvgSheet sheet, Sitter s)
    {
        double n = s.NoseLength, w = s.NoseWidth, tip = s.Feature(0) + 4 * s.Turn;
        // shadow falls on the side away from the light; a strongly turned head shows its far side whatever the light
        double side = Math.Abs(s.Turn) > 0.75 ? Math.Sign(s.Turn) : -s.LightSide, k = 0.5 + 0.5 * s.LightStrength;
        var root = s.Feature(side * 5);
        using (sheet.Soft(2))
        {
            sheet.Path($"M{root} -10 C{s.Feature(side * 3)} 2 {tip + side * 3} {n - 12} {tip + side * 2} {n - 2} Q{tip + side * (w + 2)} {n + 2} {tip + side * (w + 3)} {n - 4} C{tip + side * (w + 1)} {n - 10} {s.Feature(side * 11)} -2 {root + side * 5} -8 Z", s.SkinAt(-0.85), 0.6 * k);
            sheet.Ellipse(tip - side, n + 5, w + 3, 3.6, s.SkinAt(-0.9), 0.5 * k);
        }
        using (sheet.Soft(1))
        {
            sheet.Stroke($"M{s.Feature(-side)} -6 Q{s.Feature(0) + 1.5 * s.Turn - side} {n / 2} {tip - side * 1.2} {n - 4}", s.SkinAt(0.95), 3.6, 0.6);
            sheet.Ellipse(tip - side * 1.6, n - 3, 3.4, 3, s.SkinAt(1).Shift(0.03), 0.75);
            sheet.Stroke($"M{tip - w - 1.5} {n - 1} Q{tip - w} {n + 3} {tip - w * 0.45} {n + 2} Q{tip} {n + 4.5} {tip + w * 0.45} {n + 2} Q{tip + w} {n + 3} {tip + w + 1.5} {n - 1}", s.SkinAt(-1), 1.7, 0.7);
        }
        var nostril = s.SkinAt(-1).Shift(-0.12);
        sheet.Ellipse(tip - w * 0.55, n + 1.6, 2.1, 1.3, nostril, 0.75, -14);
        sheet.Ellipse(tip + w * 0.55, n + 1.6, 2.1, 1.3, nostril, 0.75, 14);
    }

    private static void Mouth(SvgSheet sheet, Sitter s)
    {
        double x = s.Feature(0) + 2 * s.Turn, y = s.NoseLength + 14 + 0.15 * (s.Chin - 66), up = s.Smile, f = s.LipFullness;
        double l = -s.MouthWidth * (s.Turn < 0 ? 1 - 0.18 * -s.Turn : 1), r = s.MouthWidth * (s.Turn > 0 ? 1 - 0.18 * s.Turn : 1);
        var lip = s.Skin.Mix(Pigment.Lch(0.50 - 0.18 * s.SkinDepth, 0.15, 22), 0.42 + 0.22 * (1 - s.Ruggedness));
        using var _ = sheet.Group($"transform=\"translate({x} {y})\"");
        using (sheet.Soft(2))
            sheet.Ellipse(0, f + 6, 0.62 * s.MouthWidth, 2.8, s.SkinAt(-0.8), 0.6);
        sheet.Path($"M{l} {-up} C{l * 0.6} {-f * 0.8 - 0.4 * up} {-4} {-f - 0.6} 0 {-f * 0.62} C{4} {-f - 0.6} {r * 0.6} {-f * 0.8 - 0.4 * up} {r} {-up} Q0 {1.6 + up * 0.6} {l} {-up} Z", lip.Shift(-0.09), 0.95);
        sheet.Path($"M{l * 0.94} {-up * 0.9} Q0 {1.2 + up * 0.6} {r * 0.94} {-up * 0.9} C{r * 0.55} {f * 1.35 + 0.5 * up} {l * 0.55} {f * 1.35 + 0.5 * up} {l * 0.94} {-up * 0.9} Z", lip.Shift(0.02), 0.95);
        sheet.Stroke($"M{l - 0.8} {-up - 0.3} Q{l * 0.4} {0.6 + up * 0.3} 0 {0.9 + up * 0.3} Q{r * 0.4} {0.6 + up * 0.3} {r + 0.8} {-up - 0.3}", lip.Mix(Pigment.Lch(0.15, 0.04, 25), 0.62), 1.6, 0.9);
        sheet.Ellipse(s.LightSide * 3, f * 0.62 + 0.3 * up, 0.3 * s.MouthWidth, 1.1, lip.Shift(0.16, -0.03), 0.65);
    }
}
