using System.Globalization;
using System.Security;
using System.Text;
using Imago.Imaging;
using Imago.Web;
using QRCoder;

namespace Imago.Gallery.Certificates;

/// <summary>A certificate to hang beside the picture: a sheet of paper with the small copy, what is certified, and a code that leads to its entry and carries its signature.</summary>
internal static class CertificateSheet
{
    /// <summary>A4 at 200 dots an inch.</summary>
    public const int Width = 1654, Height = 2339;

    private const int Margin = 160, PictureSide = 1060, CodeSide = 420;

    /// <summary>What the code says.</summary>
    public static string Code(SignedCertificate signed, string address) => string.Create(CultureInfo.InvariantCulture, $"{address.TrimEnd('/')}/c/{signed.Certificate.Position}#{signed.SignatureText}");

    /// <summary>Draws it.</summary>
    /// <param name="signed">The certificate.</param>
    /// <param name="words">Its language.</param>
    /// <param name="address">Where the gallery is reached.</param>
    /// <param name="small">The public copy.</param>
    /// <returns>RGB, <see cref="Width"/> × <see cref="Height"/>.</returns>
    public static Picture Compose(SignedCertificate signed, Words words, string address, Picture small)
    {
        var entry = signed.Certificate;
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='serif' fill='#1c1a17'>"));
        var y = Margin + 40;
        Line(entry.Gallery, 64, 0);
        Line(words.Of("certificates.title", entry.Position), 36, 70);
        y += 60;
        var top = y;
        y += PictureSide + 70;
        Line(entry.Title ?? words["certificates.untitled"], 54, 0);
        Line(Joined(words["certificates.picture"] + " " + entry.Picture.ToString(CultureInfo.InvariantCulture), entry.Room, entry.Of > 0 ? words.Of("certificates.number", entry.Number, entry.Of) : null), 34, 60);
        Line(entry.TakenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), 34, 52);
        foreach (var part in Broken(words["certificates.says"], 62))
            Line(part, 34, part == Broken(words["certificates.says"], 62).First() ? 72 : 46);
        var codeTop = Height - Margin - CodeSide;
        Draw(svg, Code(signed, address), Width - Margin - CodeSide, codeTop);
        y = codeTop + 40;
        foreach (var (name, value) in ((string, string)[])[("certificates.file", entry.Sha256), ("certificates.previous", entry.Previous), ("certificates.key", entry.Key)])
        {
            Small(words[name], 24);
            foreach (var part in value.Chunk(32))
                Small(new string(part), 26, monospaced: true);
            y += 16;
        }
        svg.Append("</svg>");
        var sheet = PictureReader.FromSvg(svg.ToString(), Width, Height, new Colour(0xfb, 0xf9, 0xf4));
        var scale = Math.Min((double)(Width - 2 * Margin) / small.Width, (double)PictureSide / small.Height);
        var fitted = PictureResizer.Fit(small, (int)(small.Width * scale), (int)(small.Height * scale));
        sheet.Paste(fitted, Margin, top + (PictureSide - fitted.Height) / 2);
        return sheet;

        void Line(string text, int size, int down)
        {
            y += down;
            svg.Append(CultureInfo.InvariantCulture, $"<text x='{Margin}' y='{y}' font-size='{size}'>{SecurityElement.Escape(text)}</text>");
        }

        void Small(string text, int size, bool monospaced = false)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x='{Margin}' y='{y}' font-size='{size}'{(monospaced ? " font-family='monospace'" : " fill='#6b655c'")}>{SecurityElement.Escape(text)}</text>");
            y += 36;
        }
    }

    private static string Joined(params string?[] parts) => string.Join(" · ", parts.Where(static part => part is not null));

    // Chinese has no spaces to break at; a sign of it is as wide as two of Latin.
    private static IEnumerable<string> Broken(string text, int most)
    {
        var line = new StringBuilder();
        var width = 0;
        foreach (var word in text.Contains(' ', StringComparison.Ordinal) ? text.Split(' ').Select(static word => word + " ") : text.Select(static sign => sign.ToString()))
        {
            var wide = word.Sum(static sign => sign > 0x2e80 ? 2 : 1);
            if (width + wide > most + 1)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
                width = 0;
            }
            line.Append(word);
            width += wide;
        }
        yield return line.ToString().TrimEnd();
    }

    private static void Draw(StringBuilder svg, string code, int left, int top)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(code, QRCodeGenerator.ECCLevel.M);
        var module = (double)CodeSide / data.ModuleMatrix.Count;
        svg.Append(CultureInfo.InvariantCulture, $"<rect x='{left}' y='{top}' width='{CodeSide}' height='{CodeSide}' fill='white'/><g shape-rendering='crispEdges' transform='translate({left} {top}) scale({module})'><path d='");
        foreach (var (row, bits) in data.ModuleMatrix.Index())
            for (var column = 0; column < bits.Count; column++)
                if (bits[column])
                    svg.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
        svg.Append("'/></g>");
    }
}
