namespace Imago.Imaging.Painting;

/// <summary>What is behind the sitter: a ground laid in broad strokes, sometimes with a place in it.</summary>
internal static class Background
{
    public static void Draw(SvgSheet sheet, Sitter s)
    {
        var ground = s.Ground;
        var lit = s.LightSide;
        // the wall is brighter where the light is not on the face: the old trick that lifts the head off it
        sheet.Wash(sheet.Linear(128 + lit * 128, 0, 128 - lit * 128, 220,
            (0, ground.Shift(-0.07), 1), (1, ground.Shift(0.06, 0.005), 1)));
        switch (s.Scenery)
        {
            case Scenery.Glow: Glow(sheet, s); break;
            case Scenery.Hills: Hills(sheet, s); break;
            case Scenery.Drapery: Drapery(sheet, s); break;
            case Scenery.Niche: Niche(sheet, s); break;
            case Scenery.Sky: Sky(sheet, s); break;
        }
        Strokes(sheet, s);
    }

    private static void Strokes(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(1);
        var lean = draw.Between(-50, 50);
        var strength = s.Scenery is Scenery.Hills or Scenery.Sky ? 0.13 : 0.27;
        for (var i = 0; i < 34; i++)
        {
            double x = draw.Between(-10, 266), y = draw.Between(-10, 230), length = draw.Between(24, 62);
            var angle = (lean + draw.Around(-40, 40)) * Math.PI / 180;
            double dx = length * Math.Cos(angle), dy = length * Math.Sin(angle), bend = draw.Around(-14, 14);
            var colour = s.Ground.Shift(draw.Around(-0.13, 0.14), draw.Around(-0.015, 0.03), draw.Around(-28, 28));
            sheet.Stroke($"M{x} {y} q{dx / 2 - bend * Math.Sin(angle)} {dy / 2 + bend * Math.Cos(angle)} {dx} {dy}",
                colour, draw.Between(8, 20), strength * draw.Between(0.5, 1.3));
        }
    }

    private static void Glow(SvgSheet sheet, Sitter s)
    {
        var light = s.Ground.Shift(0.22, 0.015, s.Warmth > 0.5 ? 12 : -8);
        sheet.Wash(sheet.Radial(128 - s.LightSide * 26, 118, 130, (0, light, 0.95), (0.45, light, 0.55), (1, light, 0)));
    }

    private static void Hills(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(2);
        var sky = Pigment.Lch(draw.Between(0.66, 0.82), draw.Between(0.02, 0.06), draw.Pick((235.0, 2.0), (85.0, 1.4), (30.0, 0.6)));
        var horizon = draw.Between(118, 158);
        var land = Pigment.Lch(0.42, 0.05, draw.Between(95, 190));
        var line = horizon / SvgSheet.Size;
        sheet.Wash(sheet.Linear(0, 0, 0, SvgSheet.Size, (0, sky.Shift(-0.16, 0.025, 10), 1), (line - 0.02, sky.Shift(0.08, -0.01), 1),
            (line + 0.06, land.Mix(sky, 0.5), 1), (1, land.Shift(-0.15), 1)));
        using (sheet.Soft(2))
            for (var i = 0; i < 4; i++) // the farther, the nearer to the sky's colour
            {
                var y = horizon + i * 18 - 14;
                double a = draw.Between(-16, 10), b = draw.Between(-14, 16);
                sheet.Path($"M-20 280 V{y + a} C40 {y - 18 + b} 70 {y + 10 + a} 128 {y - 4} S220 {y - 18 + a} 276 {y + b} V280 Z",
                    land.Shift(-0.05 * i).Mix(sky, 0.62 - 0.2 * i), 0.95);
            }
        if (draw.Chance(0.6)) // a poplar or two
        {
            var x = draw.Chance(0.5) ? draw.Between(14, 48) : draw.Between(208, 242);
            using (sheet.Soft(1))
                for (var i = 0; i < 2; i++)
                    sheet.Ellipse(x + i * 13, horizon - 4 + i * 5, 5, 25 - 7 * i, land.Shift(-0.13), 0.85);
        }
    }

    private static void Drapery(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(3);
        var side = -s.LightSide;
        var cloth = s.Accent.Mix(s.Ground, 0.35).Shift(-0.06);
        double edge = 128 + side * draw.Between(30, 62), wall = 128 + side * 140;
        using (sheet.Soft(2))
        {
            sheet.Path($"M{edge} -10 C{edge + side * 6} 60 {edge + side * 40} 120 {edge + side * 46} 270 L{wall} 270 L{wall} -10 Z", cloth, 0.92);
            for (var i = 0; i < 6; i++)
            {
                var x = edge + side * (9 + i * 14);
                sheet.Stroke($"M{x} -10 q{side * draw.Between(2, 14)} 120 {side * draw.Between(14, 42)} 280",
                    cloth.Shift(i % 2 == 0 ? 0.10 : -0.12), draw.Between(5, 9), 0.7);
            }
        }
    }

    private static void Niche(SvgSheet sheet, Sitter s)
    {
        var stone = s.Ground;
        var hollow = sheet.Linear(30, 0, 226, 0, (0, stone.Shift(s.LightSide < 0 ? -0.20 : 0.05), 1), (1, stone.Shift(s.LightSide < 0 ? 0.05 : -0.20), 1));
        sheet.Wash(stone.Shift(0.12, -0.005));
        using (sheet.Soft(1))
        {
            sheet.Path($"M24 270 V108 C24 -14 232 -14 232 108 V270 Z", hollow);
            sheet.Stroke($"M24 270 V108 C24 -14 232 -14 232 108 V270", stone.Shift(0.20), 5, 0.55);
            sheet.Stroke($"M30 270 V110 C30 -4 226 -4 226 110 V270", stone.Shift(-0.16), 4, 0.5);
        }
    }

    private static void Sky(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(4);
        var sky = Pigment.Lch(draw.Between(0.50, 0.74), draw.Between(0.04, 0.08), draw.Between(215, 255));
        sheet.Wash(sheet.Linear(0, 0, 0, 256, (0, sky.Shift(-0.08, 0.02), 1), (1, sky.Shift(0.12, -0.03, -40), 1)));
        using (sheet.Soft(4))
            for (var i = 0; i < 9; i++)
                sheet.Ellipse(draw.Between(0, 256), draw.Between(10, 200), draw.Between(24, 60), draw.Between(8, 20),
                    Pigment.Lch(draw.Between(0.70, 0.93), 0.02, draw.Between(40, 90)), draw.Between(0.3, 0.7), draw.Around(-16, 16));
    }
}
