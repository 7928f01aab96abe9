namespace Imago.Imaging.Painting;

/// <summary>Neck, shoulders and what they wear; drawn in the sheet's axes.</summary>
internal static class Clothing
{
    /// <summary>Neck and chest, before the cloth.</summary>
    public static void Neck(SvgSheet sheet, Sitter s)
    {
        double x = s.HeadX, chin = s.HeadY + s.Chin * s.Scale, half = NeckHalf(s), y = s.ShoulderY, lit = s.LightSide;
        var edge = Cut(s).Half + 1;
        var neck = SvgSheet.Text($"M{x - half} {chin - 40} C{x - half} {chin + 10} {128 - half} {y - 12} {128 - edge} {y - 3} L{128 - edge} 270 H{128 + edge} L{128 + edge} {y - 3} C{128 + half} {y - 12} {x + half} {chin + 10} {x + half} {chin - 40} Z");
        sheet.Path(neck, sheet.Linear(x + lit * 32, 0, x - lit * 32, 0, (0, s.SkinAt(0.05), 1), (0.45, s.SkinAt(-0.3), 1), (1, s.SkinAt(-0.9), 1)));
        using (sheet.Inside(neck))
        using (sheet.Soft(4))
        {
            sheet.Ellipse(x - lit * 6, chin + 1, half + 8, 15, s.SkinAt(-1), 0.85);
            sheet.Ellipse(128 + lit * 16, y + 24, 26, 12, s.SkinAt(0.6), 0.5);
        }
    }

    private static double NeckHalf(Sitter s) => (s.Jaw - 5 + 3 * s.Ruggedness) * 0.88;

    /// <summary>How wide the cloth is cut at the neck, and how deep in the middle.</summary>
    private static (double Half, double Depth) Cut(Sitter s)
    {
        var (more, depth) = s.Collar switch
        {
            CollarStyle.OpenNeck => (18.0, 34.0),
            CollarStyle.Crossed => (2, 44),
            CollarStyle.Lapels or CollarStyle.Shawl => (2, 36),
            CollarStyle.Plain => (5, 14),
            _ => (2, 2),
        };
        return (NeckHalf(s) + more, depth);
    }

    public static void Draw(SvgSheet sheet, Sitter s)
    {
        double y = s.ShoulderY, w = s.ShoulderWidth, lit = s.LightSide;
        var (half, depth) = Cut(s);
        var body = SvgSheet.Text($"M{128 - half} {y - 4} C{128 - half - 26} {y + 4} {128 - w + 4} {y + 10} {128 - w} 270 H{128 + w} C{128 + w - 4} {y + 10} {128 + half + 26} {y + 4} {128 + half} {y - 4} C{128 + half * 0.8} {y + depth * 1.1} {128 + half * 0.3} {y + depth} 128 {y + depth} C{128 - half * 0.3} {y + depth} {128 - half * 0.8} {y + depth * 1.1} {128 - half} {y - 4} Z");
        var c = s.Cloth;
        if (s.Collar is CollarStyle.Lapels or CollarStyle.Shawl) // a shirt under it
            sheet.Path($"M{128 - half - 6} {y - 10} L128 {y + 20} L{128 + half + 6} {y - 10} L{128 + half + 10} 270 H{128 - half - 10} Z", s.Linen.Shift(-0.08));
        sheet.Path(body, sheet.Linear(128 + lit * w, y, 128 - lit * w, 256, (0, c.Shift(0.09, 0.01), 1), (0.4, c, 1), (1, c.Shift(-0.16), 1)));
        using (sheet.Inside(body)) Folds(sheet, s);
        Collars.Draw(sheet, s, half, depth);
        if (s.Necklace && s.Collar is CollarStyle.OpenNeck or CollarStyle.Crossed or CollarStyle.Plain) Necklace(sheet, s, depth);
    }

    private static void Folds(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(40);
        using (sheet.Soft(2))
            for (var i = 0; i < 10; i++)
            {
                double x = 128 + draw.Between(-0.95, 0.95) * s.ShoulderWidth, lean = (128 - x) * 0.22;
                var light = (x - 128) * s.LightSide > 0 ? 0.04 : -0.05;
                sheet.Stroke($"M{x + lean} {s.ShoulderY + draw.Between(0, 22)} Q{x - lean * 0.3 + draw.Around(-8, 8)} {s.ShoulderY + 30} {x - lean} 268",
                    s.Cloth.Shift(light + draw.Around(-0.20, 0.17), draw.Around(-0.01, 0.02), draw.Around(-10, 10)), draw.Between(4, 11), 0.55);
            }
        for (var i = 0; i < 14; i++)
        {
            double x = draw.Between(20, 236), y = draw.Between(s.ShoulderY, 250);
            sheet.Stroke($"M{x} {y} q{draw.Around(-8, 8)} {draw.Between(4, 10)} {draw.Around(-10, 10)} {draw.Between(10, 22)}",
                s.Cloth.Shift(draw.Around(-0.12, 0.16), 0.01, draw.Around(-20, 20)), draw.Between(3, 7), 0.25);
        }
    }

    private static void Necklace(SvgSheet sheet, Sitter s, double depth)
    {
        var draw = s.Dice(41);
        var bead = draw.Pick((Pigment.Lch(0.90, 0.02, 90), 1.0), (Pigment.Lch(0.70, 0.13, 82), 1.0), (Pigment.Lch(0.42, 0.15, 25), 0.7), (Pigment.Lch(0.55, 0.09, 190), 0.5));
        double half = 30, drop = Math.Max(10, depth - 12);
        for (var i = 0; i <= 14; i++)
        {
            var t = -1 + 2.0 * i / 14;
            double x = 128 + half * t, y = s.ShoulderY - 8 + drop * (1 - t * t);
            sheet.Ellipse(x, y, 2.9, 2.9, bead.Shift(-0.14));
            sheet.Ellipse(x + s.LightSide * 0.8, y - 0.8, 1.8, 1.8, bead.Shift(0.08));
        }
    }
}
