using System.Globalization;
using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Provenance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Certificates;

/// <summary>The part of certificates: the ledger and what visitors see of it.</summary>
internal static class CertificatesPart
{
    private static readonly SemaphoreSlim s_drawing = new(1);

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(static provider => SigningKeys.Open(provider.GetRequiredService<GalleryFolder>().Keys));
        services.AddSingleton(static provider => new PublishedLedger(provider.GetRequiredService<Stores>().Public));
        services.AddSingleton<Bookkeeper>().AddSingleton<LedgerWorker>().AddSingleton<Operations.IChore>(static provider => provider.GetRequiredService<LedgerWorker>());
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/certificates.pem", static (SigningKeys keys) => Results.Text(keys.Public.ToPem(), "application/x-pem-file"));
        app.MapGet("/ledger.jsonl", static async (long? from, GalleryDatabase database, HttpContext context) =>
            from is < 0 ? Results.BadRequest() : Results.Bytes(await LedgerPages.LinesAsync(database, from ?? 0, context.RequestAborted).ConfigureAwait(false), "application/jsonl"));
        // What a QR code leads to: the rest of its address, the signature, stays in the browser.
        app.MapGet("/c/{position:long}", static (long position, HttpContext context) => Results.Redirect($"/{Languages.Of(context).Language}/certificates/{position.ToString(CultureInfo.InvariantCulture)}"));
        app.MapGet("/certificates/{position:long}.json", static async (long position, GalleryDatabase database, HttpContext context) =>
            await LedgerPages.AtAsync(database, position, context.RequestAborted).ConfigureAwait(false) is { } entry
                ? Results.Bytes(entry.ToBytes(), "application/json", $"certificate-{position.ToString(CultureInfo.InvariantCulture)}.json")
                : Results.NotFound());
        app.MapGet("/{language:length(2)}/certificates/{position:long}.png", static (string language, long position, HttpContext context) => SheetAsync(language, position, pdf: false, context));
        app.MapGet("/{language:length(2)}/certificates/{position:long}.pdf", static (string language, long position, HttpContext context) => SheetAsync(language, position, pdf: true, context));
    }

    // One sheet at a time: drawing one takes a processor's second.
    private static async Task<IResult> SheetAsync(string language, long position, bool pdf, HttpContext context)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        var database = services.GetRequiredService<GalleryDatabase>();
        if (!Languages.Texts.Speaks(language) || await LedgerPages.AtAsync(database, position, cancel).ConfigureAwait(false) is not { } signed)
            return Results.NotFound();
        var tables = database.Context();
        await using var open = tables.ConfigureAwait(false);
        var small = await tables.Works.Where(work => work.Number == signed.Certificate.Picture).Select(static work => work.Small).SingleAsync(cancel).ConfigureAwait(false);
        var address = services.GetRequiredService<GallerySettings>().Address ?? $"{context.Request.Scheme}://{context.Request.Host}";
        await s_drawing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (await services.GetRequiredService<Stores>().Public.OpenAsync(SmallCopies.Key(small, SmallCopies.Largest, "jpg"), cancel).ConfigureAwait(false) is not { } file)
                return Results.NotFound();
            using var bytes = new MemoryStream();
            await using (file.ConfigureAwait(false))
                await file.CopyToAsync(bytes, cancel).ConfigureAwait(false);
            var words = Languages.Texts.In(language);
            var sheet = CertificateSheet.Compose(signed, words, address, PictureReader.Decode(bytes.ToArray()));
            var name = $"certificate-{position.ToString(CultureInfo.InvariantCulture)}";
            if (!pdf)
                return Results.Bytes(SourceMark.Put(PictureWriter.Encode(sheet, PictureFormat.Png), PictureFormat.Png), "image/png", name + ".png");
            var page = PictureWriter.Encode(sheet, PictureFormat.Jpeg, new() { Quality = 92 });
            return Results.Bytes(PdfSheet.Write(page, sheet.Width, sheet.Height, $"{signed.Certificate.Gallery}: {words.Of("certificates.title", position)}", language, name + ".json", signed.ToBytes(), SourceMark.Packet.ToArray()), "application/pdf", name + ".pdf");
        }
        finally
        {
            s_drawing.Release();
        }
    }
}
