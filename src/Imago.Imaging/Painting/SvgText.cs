using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Imago.Imaging.Painting;

/// <summary>
/// An interpolated string whose numbers are written as SVG wants them, with two decimals and a point in every culture:
/// <c>SvgText d = $"M{x} {y} L{z} 0"</c>.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct SvgText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 6 * formattedCount);

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.##}");

    public void AppendFormatted(string text) => _text.Append(text);

    public void AppendFormatted(Pigment colour) => _text.Append(colour.ToString());

    public override string ToString() => _text.ToString();
}
