namespace Imago.Imaging.Painting;

/// <summary>What lies over everything: the brush's wobble, the vignette, the varnish and the canvas.</summary>
internal static class Light
{
    /// <summary>Opens the group in which edges run as a brush runs them, a little beside where they were meant.</summary>
    public static SvgSheet.Open Brushed(SvgSheet sheet, Sitter s)
    {
        var seed = s.Dice(90).Whole().ToString(System.Globalization.CultureInfo.InvariantCulture);
        sheet.Define($"<filter id=\"brush\" filterUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\" width=\"256\" height=\"256\" color-interpolation-filters=\"sRGB\"><feFlood flood-color=\"#808080\" result=\"still\"/><feTurbulence type=\"fractalNoise\" baseFrequency=\"0.055\" numOctaves=\"2\" seed=\"{seed}\" x=\"6\" y=\"6\" width=\"244\" height=\"244\" result=\"wobble\"/><feMerge result=\"map\"><feMergeNode in=\"still\"/><feMergeNode in=\"wobble\"/></feMerge><feDisplacementMap in=\"SourceGraphic\" in2=\"map\" scale=\"6.5\" xChannelSelector=\"R\" yChannelSelector=\"G\"/></filter>");
        return sheet.Group($"filter=\"url(#brush)\"");
    }

    public static void Finish(SvgSheet sheet, Sitter s)
    {
        var dark = Pigment.Lch(0.12, 0.02, 50);
        var depth = 0.35 + 0.35 * s.LightStrength;
        sheet.Wash(sheet.Radial(128 + s.LightSide * 14, 112, 190, (0, dark, 0), (0.50, dark, 0), (0.78, dark, 0.4 * depth), (1, dark, depth)));
        var lamp = Pigment.Lch(0.95, 0.05, 85);
        sheet.Wash(sheet.Radial(128 + s.LightSide * 120, 10, 210, (0, lamp, 0.20 * s.LightStrength), (1, lamp, 0)));
        var varnish = s.Warmth > 0.35 ? Pigment.Lch(0.62, 0.11, 75) : Pigment.Lch(0.62, 0.05, 230);
        sheet.Wash(varnish, 0.09 * Math.Abs(s.Warmth - 0.35) / 0.65);
        Canvas(sheet, s);
    }

    // long grains of turbulence, as bristles leave them, mixed in as light and dark about the middle grey
    private static void Canvas(SvgSheet sheet, Sitter s)
    {
        var draw = s.Dice(91);
        var seed = draw.Whole().ToString(System.Globalization.CultureInfo.InvariantCulture);
        sheet.Define($"<filter id=\"grain\" filterUnits=\"userSpaceOnUse\" x=\"-128\" y=\"-128\" width=\"512\" height=\"512\" color-interpolation-filters=\"sRGB\"><feTurbulence type=\"fractalNoise\" baseFrequency=\"0.03 0.10\" numOctaves=\"1\" seed=\"{seed}\"/><feColorMatrix values=\"1.6 0 0 0 -0.3 1.6 0 0 0 -0.3 1.6 0 0 0 -0.3 0 0 0 0 1\"/></filter>");
        sheet.Add($"<g style=\"mix-blend-mode:soft-light\" opacity=\"0.22\"><rect transform=\"rotate({draw.Between(-35, 35)} 128 128)\" x=\"-64\" y=\"-64\" width=\"384\" height=\"384\" filter=\"url(#grain)\"/></g>");
    }
}
