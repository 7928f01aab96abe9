namespace Imago.Imaging.Provenance;

/// <summary>XMP in PNG (ISO 16684-3): an <c>iTXt</c> chunk of that keyword, not compressed, before the pixels.</summary>
internal static class PngXmp
{
    private const int AfterHeader = 8 + 25; // the signature, and IHDR with its length, name and checksum

    public static byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> packet)
    {
        if (file.Length < AfterHeader || !file[1..4].SequenceEqual("PNG"u8))
            throw new InvalidDataException("it does not begin as a PNG");
        return [.. file[..AfterHeader], .. PngChunk.Of("iTXt"u8, [.. "XML:com.adobe.xmp"u8, 0, 0, 0, 0, 0, .. packet]), .. file[AfterHeader..]];
    }
}
