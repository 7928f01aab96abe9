using System.Text;

namespace Imago.Imaging.Provenance;

/// <summary>
/// Says in a picture's file that a network made it, so that machines can read it: IPTC's
/// <see href="https://cv.iptc.org/newscodes/digitalsourcetype/">digital source type</see> <c>trainedAlgorithmicMedia</c>, in an XMP packet (ISO 16684-1). The pixels are not touched.
/// </summary>
public static class SourceMark
{
    /// <summary>What stands in the file.</summary>
    public const string TrainedAlgorithmicMedia = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /// <summary>The packet, in UTF-8, without room to grow.</summary>
    public static ReadOnlyMemory<byte> Packet { get; } = Encoding.UTF8.GetBytes(
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" +
        "<rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" Iptc4xmpExt:DigitalSourceType=\"" + TrainedAlgorithmicMedia + "\"/>" +
        "</rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");

    /// <summary>A film with the mark.</summary>
    /// <param name="film">An MP4 as <see cref="Films.FilmWriter"/> writes it, without an XMP packet.</param>
    /// <exception cref="PictureException">It is no such file.</exception>
    public static byte[] PutInFilm(ReadOnlySpan<byte> film)
    {
        try
        {
            return Mp4Xmp.Put(film, Packet.Span);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new PictureException(PictureProblem.Damaged, $"The film of {film.Length} bytes cannot be marked as made by a network ({e.Message.TrimEnd('.')}): expected an MP4 as Imago writes it.", e);
        }
    }

    /// <summary>The file with the mark.</summary>
    /// <param name="file">A PNG, JPEG, WebP or AVIF as <see cref="PictureWriter"/> writes it, without an XMP packet.</param>
    /// <param name="format">Which it is.</param>
    /// <exception cref="PictureException">It is no such file.</exception>
    public static byte[] Put(ReadOnlySpan<byte> file, PictureFormat format)
    {
        try
        {
            return format switch
            {
                PictureFormat.Png => PngXmp.Put(file, Packet.Span),
                PictureFormat.Jpeg => JpegXmp.Put(file, Packet.Span),
                PictureFormat.WebP => WebPXmp.Put(file, Packet.Span),
                PictureFormat.Avif => AvifXmp.Put(file, Packet.Span),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected a format that is written"),
            };
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new PictureException(PictureProblem.Damaged, $"The file of {file.Length} bytes cannot be marked as made by a network ({e.Message.TrimEnd('.')}): expected a {format} as Imago writes it.", e);
        }
    }
}
