namespace Imago.Imaging.Painting;

/// <summary>Beards and moustaches, laid in locks over the lower face.</summary>
internal static class Beard
{
    public static void Draw(SvgSheet sheet, Sitter s)
    {
        if (s.Beard is BeardStyle.None) return;
        var colour = s.Hair.Mix(Pigment.Lch(0.35, 0.05, 45), 0.2);
        double mouth = s.NoseLength + 14 + 0.15 * (s.Chin - 66), x = s.Feature(0) + 2 * s.Turn;
        if (s.Beard is BeardStyle.Stubble)
        {
            using (sheet.Inside(Face.Outline(s)))
            using (sheet.Soft(4))
                sheet.Path(Jaw(s, mouth, s.Chin + 6, 6), colour, 0.42);
            return;
        }
        if (s.Beard is BeardStyle.Full or BeardStyle.Long)
            Locks(sheet, s, colour, Jaw(s, mouth, s.Chin + (s.Beard is BeardStyle.Long ? 34 : 10), 2), mouth, s.Beard is BeardStyle.Long ? 46 : 24, s.Jaw);
        if (s.Beard is BeardStyle.Goatee)
            Locks(sheet, s, colour, SvgSheet.Text($"M{x - 13} {mouth + 10} C{x - 6} {mouth + 6} {x + 6} {mouth + 6} {x + 13} {mouth + 10} C{x + 14} {s.Chin} {x + 6} {s.Chin + 14} {x} {s.Chin + 15} C{x - 6} {s.Chin + 14} {x - 14} {s.Chin} {x - 13} {mouth + 10} Z"), mouth + 8, 20, 10);
        Moustache(sheet, s, colour, x, mouth);
    }

    // from ear to ear under the cheekbones, open at the mouth
    private static string Jaw(Sitter s, double mouth, double bottom, double outwards)
    {
        double w = s.Edge(s.Temple + 1), v = s.Edge(-s.Temple - 1), x = s.Feature(0) + 2 * s.Turn;
        double j = s.Edge(s.Jaw + 5), i = s.Edge(-s.Jaw - 5), c = x + 2 * s.Turn;
        return SvgSheet.Text($"M{v} 4 C{v + 6} 22 {v + 14} {mouth - 8} {x - s.MouthWidth - 5} {mouth - 10} C{x - s.MouthWidth - 3} {mouth + 10} {x - 8} {mouth + 11} {x} {mouth + 10} C{x + 8} {mouth + 11} {x + s.MouthWidth + 3} {mouth + 10} {x + s.MouthWidth + 5} {mouth - 10} C{w - 14} {mouth - 8} {w - 6} 22 {w} 4 C{w + outwards} 24 {j} 46 {j - 4} 54 C{j - 10} {bottom - 4} {c + 12} {bottom} {c} {bottom + 2} C{c - 12} {bottom} {i + 10} {bottom - 4} {i + 4} 54 C{i} 46 {v - outwards} 24 {v} 4 Z");
    }

    private static void Locks(SvgSheet sheet, Sitter s, Pigment colour, string shape, double top, double length, double half)
    {
        var draw = s.Dice(30);
        sheet.Path(shape, sheet.Linear(s.LightSide * 40, 20, -s.LightSide * 40, 60, (0, colour.Shift(0.07), 1), (0.5, colour, 1), (1, colour.Shift(-0.12), 1)), 0.95);
        using var _ = sheet.Inside(shape);
        for (var i = 0; i < 34; i++)
        {
            double x = draw.Between(-half - 14, half + 14), y = top + draw.Between(-24, length * 0.7);
            var light = 0.05 * x * s.LightSide / 20 + draw.Around(-0.16, 0.18);
            sheet.Stroke($"M{s.Feature(x)} {y} q{draw.Around(-5, 5) - x * 0.06} {length * 0.2} {-x * 0.16 + draw.Around(-5, 5)} {length * 0.42}", colour.Shift(light), draw.Between(1.6, 3.6), 0.5);
        }
    }

    private static void Moustache(SvgSheet sheet, Sitter s, Pigment colour, double x, double mouth)
    {
        double y = mouth - 6, w = s.MouthWidth + 4, droop = s.Beard is BeardStyle.Moustache ? 4 - 1.6 * s.Smile : 6;
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            sheet.Path($"M{x} {y - 4} C{x + side * 6} {y - 6} {x + side * w * 0.7} {y - 3} {x + side * w} {y + droop} C{x + side * w * 0.6} {y + 5} {x + side * 5} {y + 5} {x} {y + 1} Z", colour.Shift(side == s.LightSide ? 0.03 : -0.06), 0.96);
            sheet.Stroke($"M{x + side * 3} {y - 2} Q{x + side * w * 0.5} {y - 2} {x + side * w * 0.85} {y + droop * 0.6}", colour.Shift(0.14), 1.5, 0.5);
        }
    }
}
