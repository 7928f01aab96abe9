namespace Imago.Imaging.Painting;

/// <summary>Puts the parts of a portrait over one another, from the far ones to the near ones.</summary>
internal static class PortraitSvg
{
    public static string Draw(Sitter s)
    {
        var sheet = new SvgSheet();
        using (Light.Brushed(sheet, s))
        {
            Background.Draw(sheet, s);
            using (Head(sheet, s))
            {
                Hats.Behind(sheet, s);
                Hair.Behind(sheet, s);
            }
            Clothing.Neck(sheet, s);
            Clothing.Draw(sheet, s);
            using (Head(sheet, s))
            {
                Face.Draw(sheet, s);
                Features.Draw(sheet, s);
                Beard.Draw(sheet, s);
                Hair.Over(sheet, s);
                Hats.Over(sheet, s);
                Adornments.Draw(sheet, s);
            }
        }
        Light.Finish(sheet, s);
        return sheet.ToString();
    }

    // the head's own axes; it tilts about the neck, so that the eyes stay near their place
    private static SvgSheet.Open Head(SvgSheet sheet, Sitter s) =>
        sheet.Group($"transform=\"translate({s.HeadX} {s.HeadY}) rotate({s.Tilt} 0 40) scale({s.Scale})\"");
}
