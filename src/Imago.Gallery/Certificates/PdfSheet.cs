using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Imago.Gallery.Certificates;

/// <summary>
/// A PDF (ISO 32000-1) of one A4 page that a picture fills, with the certificate's file attached, so that the sheet alone is enough to check it. Four kinds of objects do not need a library.
/// </summary>
internal static class PdfSheet
{
    private const string A4 = "595.28 841.89";

    /// <summary>Writes it.</summary>
    /// <param name="jpeg">The page, RGB.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="title">What the reader's window says.</param>
    /// <param name="language">Such as <c>de</c>.</param>
    /// <param name="name">The attached file's name, ASCII.</param>
    /// <param name="attached">Its contents.</param>
    /// <param name="xmp">Metadata of the document.</param>
    public static byte[] Write(byte[] jpeg, int width, int height, string title, string language, string name, byte[] attached, byte[] xmp)
    {
        var file = new MemoryStream();
        var places = new List<long>();
        Text("%PDF-1.7\n%âãÏÓ\n");
        Object($"<< /Type /Catalog /Pages 2 0 R /Lang ({language}) /Metadata 7 0 R /ViewerPreferences << /DisplayDocTitle true >> /Names << /EmbeddedFiles << /Names [({name}) 8 0 R] >> >> /AF [8 0 R] >>");
        Object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Object($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4}] /Contents 4 0 R /Resources << /XObject << /Sheet 5 0 R >> >> >>");
        Stream("", Encoding.ASCII.GetBytes($"q {A4.Replace(" ", " 0 0 ", StringComparison.Ordinal)} 0 0 cm /Sheet Do Q"));
        Stream(string.Create(CultureInfo.InvariantCulture, $"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode "), jpeg);
        Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Imago) >>");
        Stream("/Type /Metadata /Subtype /XML ", xmp);
        Object($"<< /Type /Filespec /F ({name}) /UF ({name}) /AFRelationship /Data /EF << /F 9 0 R >> >>");
        Stream(string.Create(CultureInfo.InvariantCulture, $"/Type /EmbeddedFile /Subtype /application#2Fjson /Filter /FlateDecode /Params << /Size {attached.Length} >> "), Deflated(attached));
        var table = file.Position;
        Text(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        foreach (var place in places)
            Text(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        Text(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {places.Count + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();

        void Text(string text) => file.Write(Encoding.Latin1.GetBytes(text));

        void Object(string body)
        {
            places.Add(file.Position);
            Text(string.Create(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{body}\nendobj\n"));
        }

        void Stream(string entries, byte[] bytes)
        {
            places.Add(file.Position);
            Text(string.Create(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n<< {entries}/Length {bytes.Length} >>\nstream\n"));
            file.Write(bytes);
            Text("\nendstream\nendobj\n");
        }
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(bytes);
        return compressed.ToArray();
    }
}
