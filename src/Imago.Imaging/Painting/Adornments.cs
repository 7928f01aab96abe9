namespace Imago.Imaging.Painting;

/// <summary>Glasses and earrings.</summary>
internal static class Adornments
{
    public static void Draw(SvgSheet sheet, Sitter s)
    {
        if (s.Earrings && s.Hat is not (HatStyle.Hood or HatStyle.Coif)) Earrings(sheet, s);
        if (s.Glasses) Glasses(sheet, s);
    }

    private static void Glasses(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(70);
        var wire = draw.Pick((Pigment.Lch(0.22, 0.02, 50), 1.5), (Pigment.Lch(0.55, 0.10, 80), 1.0), (Pigment.Lch(0.32, 0.07, 45), 0.7));
        double ry = draw.Between(11, 14), rx = Math.Min(s.EyeGap - 3, ry + 3.5), thick = draw.Between(1.8, 3);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            double x = s.Feature(side * s.EyeGap), far = side * s.Turn > 0 ? 1 - 0.16 * Math.Abs(s.Turn) : 1;
            sheet.Ellipse(x, 1, rx * far, ry, Pigment.Lch(0.9, 0.02, 220), 0.13);
            sheet.Stroke($"M{x - rx * far} 1 a{rx * far} {ry} 0 1 0 {2 * rx * far} 0 a{rx * far} {ry} 0 1 0 {-2 * rx * far} 0", wire, thick, 0.92);
            sheet.Stroke($"M{x + side * rx * far} -1 L{s.Edge(side * s.Temple)} -4", wire, thick, 0.85);
            sheet.Stroke($"M{x - 6} -4 q3 -5 8 -5", Pigment.Lch(0.98, 0, 0), 1.6, 0.45);
        }
        sheet.Stroke($"M{s.Feature(-s.EyeGap + rx)} 0 Q{s.Feature(0) + s.Turn} -5 {s.Feature(s.EyeGap - rx)} 0", wire, thick, 0.92);
    }

    private static void Earrings(SvgSheet sheet, Sitter s)
    {
        var jewel = s.Dice(71).Pick((Pigment.Lch(0.90, 0.02, 90), 1.5), (Pigment.Lch(0.70, 0.13, 82), 1.0), (Pigment.Lch(0.5, 0.12, 200), 0.5));
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            if (side * s.Turn > 0.35) continue;
            var x = s.Edge(side * (s.Temple + 1));
            sheet.Ellipse(x, 29, 4.4, 5.4, jewel.Shift(-0.16));
            sheet.Ellipse(x + s.LightSide, 28, 2.8, 3.4, jewel);
            sheet.Ellipse(x + s.LightSide * 1.6, 26.6, 1.3, 1.3, Pigment.Lch(1, 0, 0));
        }
    }
}
