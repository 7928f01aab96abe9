using System.Text;

namespace Imago.Imaging.Painting;

/// <summary>The paper that the portrait is drawn on: an SVG text that grows, 256 units wide and high.</summary>
internal sealed class SvgSheet
{
    public const double Size = 256;

    private readonly StringBuilder _body = new(24_000);
    private readonly StringBuilder _defs = new(4_000);
    private readonly HashSet<int> _blurs = [];
    private int _ids;

    /// <summary>A filled shape.</summary>
    /// <param name="d">SVG path data.</param>
    /// <param name="fill">A colour, or a gradient of this sheet.</param>
    /// <param name="opacity">0 (unseen) to 1.</param>
    public void Path(SvgText d, string fill, double opacity = 1) => Path(d.ToString(), fill, opacity);

    /// <inheritdoc cref="Path(SvgText, string, double)"/>
    public void Path(string d, string fill, double opacity = 1) =>
        Add($"<path d=\"{d}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>");

    /// <summary>A line with round ends.</summary>
    public void Stroke(SvgText d, string colour, double width, double opacity = 1) => Stroke(d.ToString(), colour, width, opacity);

    /// <inheritdoc cref="Stroke(SvgText, string, double, double)"/>
    public void Stroke(string d, string colour, double width, double opacity = 1) =>
        Add($"<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>");

    /// <summary>A filled ellipse, turned about its centre by some degrees.</summary>
    public void Ellipse(double x, double y, double rx, double ry, string fill, double opacity = 1, double turned = 0) =>
        Add($"<ellipse rx=\"{rx}\" ry=\"{ry}\" transform=\"translate({x} {y}) rotate({turned})\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>");

    /// <summary>A colour over the whole sheet.</summary>
    public void Wash(string fill, double opacity = 1) =>
        Add($"<rect width=\"{Size}\" height=\"{Size}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>");

    /// <summary>Everything drawn until the result is disposed stands in a group with these attributes.</summary>
    public Open Group(SvgText attributes)
    {
        Add($"<g {attributes.ToString()}>");
        return new Open(this);
    }

    /// <summary>A group whose edges are softened together, by a Gaussian of this many units.</summary>
    public Open Soft(int deviation)
    {
        // one region for all: librsvg cuts it to the picture, and thin lines have no box of their own to measure by
        if (_blurs.Add(deviation))
            Define($"<filter id=\"soft{deviation}\" filterUnits=\"userSpaceOnUse\" x=\"-300\" y=\"-300\" width=\"900\" height=\"900\" color-interpolation-filters=\"sRGB\"><feGaussianBlur stdDeviation=\"{deviation}\"/></filter>");
        return Group($"filter=\"url(#soft{deviation})\"");
    }

    /// <summary>A group that is seen only inside the shape.</summary>
    public Open Inside(string d)
    {
        var id = NewId();
        Define($"<clipPath id=\"{id}\"><path d=\"{d}\"/></clipPath>");
        return Group($"clip-path=\"url(#{id})\"");
    }

    /// <summary>A gradient along a line, as a fill. Stops: place (0 to 1), colour, opacity.</summary>
    public string Linear(double x1, double y1, double x2, double y2, params ReadOnlySpan<(double At, Pigment Colour, double Opacity)> stops) =>
        Gradient("linearGradient", Text($"x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\""), stops);

    /// <summary>A gradient from a centre outwards, as a fill.</summary>
    public string Radial(double x, double y, double radius, params ReadOnlySpan<(double At, Pigment Colour, double Opacity)> stops) =>
        Gradient("radialGradient", Text($"cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""), stops);

    /// <summary>Adds a definition (a filter of a part's own).</summary>
    public void Define(SvgText element) => _defs.Append(element.ToString()).Append('\n');

    /// <summary>Adds an element as it is written.</summary>
    public void Add(SvgText element) => _body.Append(element.ToString()).Append('\n');

    /// <summary>Path data as a string, to be used more than once.</summary>
    public static string Text(SvgText text) => text.ToString();

    /// <summary>The whole SVG document.</summary>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Size} {Size}\" width=\"{Size}\" height=\"{Size}\">\n<defs>\n{_defs}</defs>\n{_body}</svg>\n";

    private string Gradient(string kind, string geometry, ReadOnlySpan<(double At, Pigment Colour, double Opacity)> stops)
    {
        var id = NewId();
        Define($"<{kind} id=\"{id}\" gradientUnits=\"userSpaceOnUse\" {geometry}>");
        foreach (var (at, colour, opacity) in stops)
            Define($"<stop offset=\"{at}\" stop-color=\"{colour}\" stop-opacity=\"{opacity}\"/>");
        Define($"</{kind}>");
        return $"url(#{id})";
    }

    private string NewId() => $"d{_ids++}";

    /// <summary>An open group; disposing closes it.</summary>
    public readonly struct Open(SvgSheet sheet) : IDisposable
    {
        public void Dispose() => sheet.Add($"</g>");
    }
}
