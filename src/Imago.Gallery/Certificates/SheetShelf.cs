using System.Globalization;
using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Provenance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Imago.Gallery.Certificates;

/// <summary>
/// Certificate sheets, drawn once and kept while others are not wanted more: a sheet names no person, so what it says never changes. They are kept in memory and not on the disk, which strangers
/// who ask for all sheets in all languages would fill.
/// </summary>
internal sealed class SheetShelf(GalleryDatabase database, Stores stores, Site site) : IDisposable
{
    /// <summary>How many bytes of sheets are kept.</summary>
    public const long Most = 64 << 20;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = Most });
    private readonly SemaphoreSlim _drawing = new(1); // one at a time: a sheet takes a processor's second
    private int _drawn;

    /// <summary>How many were drawn.</summary>
    public int Drawn => _drawn;

    /// <summary>A sheet as PNG or PDF; null: there is no such entry or language, its picture is taken down, or there is no address to which its code could lead.</summary>
    public async Task<byte[]?> OfAsync(string language, long position, bool pdf, CancellationToken cancel)
    {
        var key = (language, position, pdf);
        if (_kept.TryGetValue(key, out Sheet? there) && there is not null)
            return await IsShownAsync(there.Work, cancel).ConfigureAwait(false) ? there.Bytes : null;
        if (!Languages.Texts.Speaks(language) || await LedgerPages.AtAsync(database, position, cancel).ConfigureAwait(false) is not { } signed)
            return null;
        await _drawing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_kept.TryGetValue(key, out there) && there is not null) // somebody before us asked for it too
                return there.Bytes;
            if (await DrawAsync(signed, language, pdf, cancel).ConfigureAwait(false) is not { } sheet)
                return null;
            _drawn++;
            _kept.Set(key, new Sheet(signed.Certificate.Picture, sheet), new MemoryCacheEntryOptions { Size = sheet.Length });
            return sheet;
        }
        finally
        {
            _drawing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept.Dispose();
        _drawing.Dispose();
    }

    private async Task<bool> IsShownAsync(int work, CancellationToken cancel)
    {
        var tables = database.Context();
        await using var open = tables.ConfigureAwait(false);
        return await tables.Works.AnyAsync(one => one.Number == work, cancel).ConfigureAwait(false);
    }

    private async Task<byte[]?> DrawAsync(SignedCertificate signed, string language, bool pdf, CancellationToken cancel)
    {
        var tables = database.Context();
        await using var open = tables.ConfigureAwait(false);
        var small = await tables.Works.Where(work => work.Number == signed.Certificate.Picture).Select(static work => work.Small).SingleOrDefaultAsync(cancel).ConfigureAwait(false);
        if (small is null || site.Address is not { } address || await stores.Public.ReadAsync(SmallCopies.Key(small, SmallCopies.Largest, "jpg"), cancel).ConfigureAwait(false) is not { } copy)
            return null;
        var words = Languages.Texts.In(language);
        var sheet = CertificateSheet.Compose(signed, words, address, PictureReader.Decode(copy));
        if (!pdf)
            return SourceMark.Put(PictureWriter.Encode(sheet, PictureFormat.Png), PictureFormat.Png);
        var page = PictureWriter.Encode(sheet, PictureFormat.Jpeg, new() { Quality = 92 });
        var position = signed.Certificate.Position;
        return PdfSheet.Write(
            page, sheet.Width, sheet.Height, $"{signed.Certificate.Gallery}: {words.Of("certificates.title", position)}", language,
            $"certificate-{position.ToString(CultureInfo.InvariantCulture)}.json", signed.ToBytes(), SourceMark.Packet.ToArray());
    }

    private sealed record Sheet(int Work, byte[] Bytes);
}
